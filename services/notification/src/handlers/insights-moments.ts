import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { insightsMoments, type MomentInsight } from '@munshi/events/insights';
import { momentMessage } from '../domain/messages/moment-message.ts';
import type { Teller } from './tell.ts';

export function insightsMomentsHandler(teller: Teller): TransactionalHandler<MomentInsight> {
  return {
    topic: insightsMoments,
    async apply(events, unit) {
      const occurrences = events.flatMap(({ data, id, intake, time }) => {
        const message = momentMessage(data, time);
        return message === null ? [] : [{ message, causeId: id, intake, round: 1 }];
      });
      await teller.tell(occurrences, unit);
    },
  };
}
