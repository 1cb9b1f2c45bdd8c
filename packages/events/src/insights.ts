import { z } from 'zod';
import { calendarDate, instant } from './calendar-date.ts';
import { evidence } from './claim.ts';
import { budget, goalProgress, momentFact, pace, recurringStream, tip } from './insights-money.ts';
import { currency, money } from './money.ts';
import { defineTopic } from './topic.ts';

const id = z.string().min(1);

/** What analytics made of one transaction; said again when it changes. Subject: `source/transactionId`. */
export const transactionInsight = z.object({
  transactionId: id,
  source: z.string(),
  customerId: id,
  category: z.string(),
  confidence: z.number().min(0).max(1),
  merchant: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  /**
   * The other leg's transaction id, where money only moved between own accounts or paid off an own card; `account:<accountId>`
   * where the bank names that own account and the leg on it is not known.
   */
  transferMatch: z.string().nullable(),
  /** The purchase that this refund or reversal undoes. */
  refundMatch: z.string().nullable(),
  streamId: z.string().nullable(),
});
export type TransactionInsight = z.infer<typeof transactionInsight>;

/** What is usual a month, by category, over the complete months before the newest. Minor units. Subject: `customerId`. */
export const spendingInsight = z.object({
  customerId: id,
  asOf: calendarDate,
  months: z.array(
    z.object({
      month: z.string(),
      currency,
      spent: z.int(),
      received: z.int(),
      categories: z.array(z.object({ category: z.string(), spent: z.int(), count: z.int() })),
    }),
  ),
  usual: z.array(z.object({ currency, category: z.string(), spent: z.int(), months: z.int() })),
  pace: z.array(pace).optional(),
  budgets: z.array(budget).optional(),
  /** Absent where the customer has none. */
  goals: z.array(goalProgress).optional(),
  tips: z.array(tip).optional(),
  /** Why there are no tips where there could be some; null else. */
  noTips: z.string().nullable().optional(),
});
export type SpendingInsight = z.infer<typeof spendingInsight>;

export const cashflowInsight = z.object({
  customerId: id,
  asOf: calendarDate,
  currency,
  days: z.array(z.object({ date: calendarDate, low: z.int(), expected: z.int(), high: z.int() })),
  /** The lowest expected day before the next income, or of all days where none is known. */
  lowest: z.object({ date: calendarDate, low: z.int(), expected: z.int(), high: z.int() }).nullable().optional(),
  /** The next income that is known beforehand. */
  nextIncome: calendarDate.nullable().optional(),
  /** What can be spent today so that the low end of the band stays at or above zero up to the next income, for a month where none is known. Minor units. */
  safeToSpend: z.int().nullable().optional(),
});
export type CashflowInsight = z.infer<typeof cashflowInsight>;

export const recurringInsight = z.object({
  customerId: id,
  asOf: calendarDate,
  streams: z.array(recurringStream),
});
export type RecurringInsight = z.infer<typeof recurringInsight>;

/** Subject: `customerId`. */
export const segmentsInsight = z.object({
  customerId: id,
  asOf: calendarDate,
  segments: z.array(z.object({ kind: z.string(), name: z.string(), reason: z.string() })),
  modelVersion: z.string(),
});
export type SegmentsInsight = z.infer<typeof segmentsInsight>;

/** Subject: `customerId`. Probabilities in 0..1. */
export const churnInsight = z.object({
  customerId: id,
  asOf: calendarDate,
  /** Probability that the customer is still active. */
  alive: z.number().min(0).max(1),
  /** Transactions expected in the next 30 days. */
  expectedTransactions: z.number().min(0),
  level: z.enum(['low', 'medium', 'high', 'unknown']),
  reasons: z.array(z.string()),
});
export type ChurnInsight = z.infer<typeof churnInsight>;

/** Subject: `customerId`. An empty list is an honest "no offer", with the reason. */
export const recommendationsInsight = z.object({
  customerId: id,
  asOf: calendarDate,
  offers: z.array(
    z.object({
      product: z.string(),
      title: z.string(),
      reason: z.string(),
      evidence: z.array(evidence),
      documentId: z.string().nullable(),
    }),
  ),
  noOffer: z.string().nullable(),
});
export type RecommendationsInsight = z.infer<typeof recommendationsInsight>;

/** Subject: `anomalyId`. */
export const anomalyInsight = z.object({
  anomalyId: id,
  customerId: id,
  transactionIds: z.array(id),
  kind: z.string(),
  /** 0..1, larger is stranger. */
  score: z.number(),
  reasons: z.array(z.object({ code: z.string(), share: z.number(), text: z.string() })),
  /** Minor units; the customer's usual range for such a transaction. */
  normal: z.object({ low: z.int(), high: z.int(), currency }).nullable(),
  /** Semantic key: "this is normal" holds for it for good. */
  key: z.string(),
  /** Who gave the score: the customer's habits, or a model fitted on what customers said. Absent in events of before it was said. */
  scoredBy: z.enum(['habits', 'scorecard']).optional(),
  amount: money,
  merchantName: z.string().nullable(),
  date: calendarDate,
  occurredAt: instant,
});
export type AnomalyInsight = z.infer<typeof anomalyInsight>;

/** Subject: `momentId`. `facts` are typed facts of `packages/facts`. */
export const momentInsight = z.object({
  momentId: id,
  customerId: id,
  kind: z.string(),
  facts: z.array(momentFact),
  evidence: z.array(evidence),
  key: z.string(),
  bucket: z.string(),
  staleAfter: instant,
});
export type MomentInsight = z.infer<typeof momentInsight>;

const state = { producer: 'analytics', kind: 'state', retentionDays: 'forever', tombstones: true } as const;

export const insightsTransactions = defineTopic<TransactionInsight>({
  name: 'insights.transactions',
  description: 'Each transaction with what analytics made of it',
  schema: transactionInsight,
  producer: 'analytics',
  consumers: ['chat-gateway'],
  kind: 'event',
  retentionDays: 'forever',
});
export const insightsSpending = defineTopic<SpendingInsight | null>({
  name: 'insights.spending',
  description: 'Spending by month and category, and what is usual',
  schema: spendingInsight,
  consumers: ['embedding', 'chat-gateway'],
  ...state,
});
export const insightsCashflow = defineTopic<CashflowInsight | null>({
  name: 'insights.cashflow',
  description: 'The forecast of the balance by day',
  schema: cashflowInsight,
  consumers: ['chat-gateway'],
  ...state,
});
export const insightsRecurring = defineTopic<RecurringInsight | null>({
  name: 'insights.recurring',
  description: 'Recurring payments',
  schema: recurringInsight,
  consumers: ['embedding', 'chat-gateway'],
  ...state,
});
export const insightsSegments = defineTopic<SegmentsInsight | null>({
  name: 'insights.segments',
  description: 'The groups a customer belongs to, with the reason',
  schema: segmentsInsight,
  consumers: ['embedding', 'chat-gateway'],
  ...state,
});
export const insightsChurn = defineTopic<ChurnInsight | null>({
  name: 'insights.churn',
  description: 'How likely a customer is still active',
  schema: churnInsight,
  consumers: ['chat-gateway'],
  ...state,
});
export const insightsRecommendations = defineTopic<RecommendationsInsight | null>({
  name: 'insights.recommendations',
  description: 'Products that fit, or an honest no offer',
  schema: recommendationsInsight,
  consumers: ['embedding', 'notification', 'chat-gateway'],
  ...state,
});
export const insightsAnomalies = defineTopic<AnomalyInsight>({
  name: 'insights.anomalies',
  description: "A transaction outside the customer's habits",
  schema: anomalyInsight,
  producer: 'analytics',
  consumers: ['notification', 'chat-gateway'],
  kind: 'event',
  retentionDays: 'forever',
});
export const insightsMoments = defineTopic<MomentInsight>({
  name: 'insights.moments',
  description: 'Something a customer may want to know now',
  schema: momentInsight,
  producer: 'analytics',
  consumers: ['notification'],
  kind: 'event',
  retentionDays: 90,
});
