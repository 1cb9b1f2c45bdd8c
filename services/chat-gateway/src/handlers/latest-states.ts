import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { bankCustomers } from '@munshi/events/customer';
import {
  insightsCashflow,
  insightsChurn,
  insightsRecommendations,
  insightsRecurring,
  insightsSegments,
  insightsSpending,
} from '@munshi/events/insights';
import type { TopicDefinition } from '@munshi/events/topic';
import { type StateTopic, storeStates } from '../store/state-repository.ts';

const TOPICS = [
  bankCustomers,
  insightsSpending,
  insightsCashflow,
  insightsRecurring,
  insightsSegments,
  insightsChurn,
  insightsRecommendations,
] as unknown as readonly (TopicDefinition & { readonly name: StateTopic })[];

/** Topics of which the newest state of a customer counts. */
export const latestStateHandlers: readonly TransactionalHandler[] = TOPICS.map((topic) => ({
  topic,
  apply: (events, { tx }) => storeStates(tx, topic.name, events),
}));
