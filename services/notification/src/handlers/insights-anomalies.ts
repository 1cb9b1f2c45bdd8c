import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { type AnomalyInsight, insightsAnomalies } from '@munshi/events/insights';
import { anomalyMessage } from '../domain/messages/anomaly-message.ts';
import type { Teller } from './tell.ts';

export function insightsAnomaliesHandler(teller: Teller): TransactionalHandler<AnomalyInsight> {
  return {
    topic: insightsAnomalies,
    async apply(events, unit) {
      const occurrences = events.map(({ data, id, intake }) => ({ message: anomalyMessage(data), causeId: id, intake, round: 1 }));
      await teller.tell(occurrences, unit);
    },
  };
}
