import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { type AnomalyInsight, insightsAnomalies } from '@munshi/events/insights';
import { storeAnomalies } from '../store/notification-repository.ts';

export const insightsAnomaliesHandler: TransactionalHandler<AnomalyInsight> = {
  topic: insightsAnomalies,
  apply: (events, { tx }) => storeAnomalies(tx, events),
};
