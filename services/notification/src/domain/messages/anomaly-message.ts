import type { AnomalyInsight } from '@munshi/events/insights';
import type { Notification } from '@munshi/events/notification';
import type { Fact } from '@munshi/facts/fact';
import { factOf, hoursAfter, type Message } from './message.ts';

/** A live anomaly is worth telling for two days. */
const WORTH_TELLING_HOURS = 48;
const CRITICAL_SCORE = 0.95;

/** What a customer is told of a transaction outside their habits. The reasons' figures stay out: only facts are shown. */
export function anomalyMessage(anomaly: AnomalyInsight): Message {
  const facts = factsOf(anomaly);
  const has = (id: string) => facts.some((fact) => fact.id === id);
  const place = has('merchant') ? ' at {{merchant}}' : '';
  const usual = has('low') ? ' You usually pay between {{low}} and {{high}}.' : '';
  return {
    customerId: anomaly.customerId,
    insight: { topic: 'insights.anomalies', id: anomaly.anomalyId },
    kind: `anomaly.${anomaly.kind}`,
    severity: severityOf(anomaly),
    title: `Unusual payment of {{amount}}${place}`,
    body: `{{amount}}${place} on {{date}} is unlike your other payments.${usual} Was this you?`,
    facts,
    key: anomaly.key,
    bucket: anomaly.anomalyId,
    occurredAt: anomaly.occurredAt,
    expiresAt: hoursAfter(anomaly.occurredAt, WORTH_TELLING_HOURS),
    transactionIds: anomaly.transactionIds,
  };
}

function severityOf({ score }: AnomalyInsight): Notification['severity'] {
  return score >= CRITICAL_SCORE ? 'critical' : 'warning';
}

function factsOf(anomaly: AnomalyInsight): Fact[] {
  const { amount, date, merchantName, normal } = anomaly;
  const evidence = anomaly.transactionIds.map((id) => ({ kind: 'transaction', id }) as const);
  const habit = [{ kind: 'insight', id: anomaly.anomalyId }] as const;
  const paid = { minor: Math.abs(amount.minor), currency: amount.currency };
  const facts = [
    factOf('amount', date, { fact: 'transaction.amount', value: paid, evidence, label: 'The unusual payment' }),
    factOf('date', date, { fact: 'transaction.date', value: { date }, evidence, label: 'When it was paid' }),
  ];
  if (merchantName !== null) {
    facts.push(factOf('merchant', date, { fact: 'transaction.merchant', value: { name: merchantName }, evidence, label: 'Who was paid' }));
  }
  if (normal !== null && normal.high > 0) {
    const { currency } = normal;
    const low = { minor: normal.low, currency };
    const high = { minor: normal.high, currency };
    facts.push(factOf('low', date, { fact: 'habit.low', value: low, evidence: habit, label: 'Usual payments begin at' }));
    facts.push(factOf('high', date, { fact: 'habit.high', value: high, evidence: habit, label: 'Usual payments end at' }));
  }
  return facts;
}
