import type { UnitOfWork } from '@munshi/delivery/delivery';
import type { Intake } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import {
  insightsAnomalies,
  insightsCashflow,
  insightsChurn,
  insightsRecommendations,
  insightsRecurring,
  insightsSegments,
  insightsSpending,
  insightsTransactions,
  type TransactionInsight,
} from '@munshi/events/insights';
import type { TopicDefinition } from '@munshi/events/topic';
import type { DueState } from '../domain/apply/due-states.ts';
import { type Alert, ANOMALY_RULE } from '../domain/apply/score-payment.ts';
import { STATE_RULES } from '../domain/apply/state-rules.ts';
import { entryKey, type LedgerEntry } from '../domain/ledger/ledger-entry.ts';

/** What an insight is derived from: the event, or a job's date. */
export interface Cause {
  readonly id: string;
  readonly time: string;
  readonly intake: Intake;
}

const TRANSACTION_RULE = 'transaction@1';
const STATE_TOPICS = {
  spending: insightsSpending,
  recurring: insightsRecurring,
  cashflow: insightsCashflow,
  segments: insightsSegments,
  churn: insightsChurn,
  recommendations: insightsRecommendations,
} as const;

export function emitEntry(unit: UnitOfWork, entry: LedgerEntry, cause: Cause): void {
  const subject = entryKey(entry);
  unit.emit<TransactionInsight>({
    topic: insightsTransactions,
    ...envelope({ topic: insightsTransactions, subject, cause, rule: TRANSACTION_RULE }),
    key: entry.customerId,
    sequence: entry.revision,
    data: {
      transactionId: entry.transactionId,
      source: entry.source,
      customerId: entry.customerId,
      category: entry.category,
      confidence: entry.confidence,
      merchant: { id: entry.merchantId, name: entry.merchantName },
      transferMatch: entry.transferMatch,
      refundMatch: entry.refundMatch,
      streamId: entry.streamId,
    },
  });
}

export function emitAlert(unit: UnitOfWork, { insight, cause }: Alert): void {
  unit.emit({
    topic: insightsAnomalies,
    ...envelope({ topic: insightsAnomalies, subject: insight.anomalyId, cause, rule: ANOMALY_RULE }),
    key: insight.customerId,
    sequence: 1,
    data: insight,
  });
}

export function emitState(unit: UnitOfWork, due: DueState, cause: Cause): void {
  const topic = STATE_TOPICS[due.topic] as TopicDefinition<unknown>;
  const { customerId } = due.data;
  unit.emit({
    topic,
    ...envelope({ topic, subject: customerId, cause, rule: `${due.topic}@${STATE_RULES[due.topic]}` }),
    key: customerId,
    sequence: due.sequence,
    data: due.data,
  });
}

/** The tombstone of every state that was ever said of a customer; `sequences` are those last said. */
export function emitTombstones(
  unit: UnitOfWork,
  {
    customerId,
    sequences,
    cause,
  }: { readonly customerId: string; readonly sequences: Partial<Record<DueState['topic'], number>>; readonly cause: Cause },
): void {
  for (const [name, topic] of Object.entries(STATE_TOPICS) as [DueState['topic'], TopicDefinition<unknown>][]) {
    const sequence = (sequences[name] ?? 0) + 1;
    unit.emit({ topic, ...envelope({ topic, subject: customerId, cause, rule: 'erasure@1' }), key: customerId, sequence, data: null });
  }
}

function envelope(from: {
  readonly topic: { readonly name: string };
  readonly subject: string;
  readonly cause: Cause;
  readonly rule: string;
}) {
  const { topic, subject, cause, rule } = from;
  return { id: eventId({ topic: topic.name, subject, cause: cause.id, rule }), subject, time: cause.time, intake: cause.intake };
}
