import { bankCustomers } from './customer.ts';
import { deadLettersOf } from './dead-letter.ts';
import { bankDocuments } from './document.ts';
import { customerFeedback } from './feedback.ts';
import {
  insightsAnomalies,
  insightsCashflow,
  insightsChurn,
  insightsMoments,
  insightsRecommendations,
  insightsRecurring,
  insightsSegments,
  insightsSpending,
  insightsTransactions,
} from './insights.ts';
import { knowledgeIndexed } from './knowledge.ts';
import { notifications, notificationsDecisions } from './notification.ts';
import { customerPreferences } from './preferences.ts';
import type { ServiceName, TopicDefinition } from './topic.ts';
import { bankTransactions } from './transaction.ts';

export const SERVICES: readonly ServiceName[] = ['ingestion', 'embedding', 'analytics', 'notification', 'chat-gateway'];

/** Every topic there is. */
export const TOPICS: readonly TopicDefinition[] = [
  bankTransactions,
  bankCustomers,
  bankDocuments,
  insightsTransactions,
  insightsSpending,
  insightsCashflow,
  insightsRecurring,
  insightsSegments,
  insightsChurn,
  insightsRecommendations,
  insightsAnomalies,
  insightsMoments,
  knowledgeIndexed,
  notifications,
  notificationsDecisions,
  customerFeedback,
  customerPreferences,
  ...SERVICES.map(deadLettersOf),
] as readonly TopicDefinition[];
