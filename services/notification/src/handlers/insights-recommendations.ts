import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { insightsRecommendations, type RecommendationsInsight } from '@munshi/events/insights';
import { offerMessages } from '../domain/messages/offer-message.ts';
import type { Teller } from './tell.ts';

export function insightsRecommendationsHandler(teller: Teller): TransactionalHandler<RecommendationsInsight | null> {
  return {
    topic: insightsRecommendations,
    async apply(events, unit) {
      const occurrences = events.flatMap(({ data, id, intake, time }) =>
        data === null ? [] : offerMessages(data, time).map((message) => ({ message, causeId: id, intake, round: 1 })),
      );
      await teller.tell(occurrences, unit);
    },
  };
}
