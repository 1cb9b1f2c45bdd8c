import type { MunshiEvent } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import type { AnomalyInsight } from '@munshi/events/insights';
import type { Transaction } from '@munshi/events/transaction';
import type { Prior } from '../anomaly/prior.ts';
import { isMoneyOut, paymentsBefore } from '../anomaly/recent-payments.ts';
import { ALERT_SCORE, type Scored, scoreOne } from '../anomaly/score.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';

export interface Alert {
  readonly insight: AnomalyInsight;
  readonly cause: MunshiEvent<Transaction>;
}

export interface PaymentScored {
  /** What the entry keeps of it. */
  readonly marks: Pick<LedgerEntry, 'score' | 'anomalyId' | 'teaches'>;
  readonly alert: Alert | null;
}

export const ANOMALY_RULE = 'anomaly@1';
/** A key alerts once a day, but for what is far out whatever was said before; a burst is one thing that happened. */
const QUIET_MS = 24 * 3_600_000;
const FAR_OUT_SCORE = 0.7;
const EPISODE_MS = 30 * 60_000;
const MOST_KEYS = 100;
/** From the so-manyth alert of a key on, its payments are a habit to be learned. */
const TEACHES_FROM = 3;

/**
 * The score of money out at first sight, pending or posted; null for what is scored already, comes in, moves between own
 * accounts or did not happen. Remembers the alert in `state`.
 */
export function scorePayment(
  state: CustomerState,
  { entry, event, prior }: { readonly entry: LedgerEntry; readonly event: MunshiEvent<Transaction>; readonly prior: Prior },
): PaymentScored | null {
  if (entry.score !== null || !isMoneyOut(entry)) return null;
  const scored = scoreOne({ habits: state.habits, prior, entry, recent: state.recent, moments: state.moments[entry.currency] ?? null });
  const isStrange = scored.score >= ALERT_SCORE && !state.normal.includes(scored.key);
  const isNews = isStrange && rememberAlert(state, scored, Date.parse(event.time));
  const alert = isNews ? { insight: toInsight(state, { entry, event, scored }), cause: event } : null;
  const teaches = !isStrange || (state.alerted[scored.key]?.times ?? 0) >= TEACHES_FROM;
  return { marks: { score: rounded(scored.score), anomalyId: alert?.insight.anomalyId ?? null, teaches }, alert };
}

/** Whether it is to be told: not the same thing again within a day. Notes that it was; changes `state`. */
function rememberAlert(state: CustomerState, { score, key, kind }: Scored, at: number): boolean {
  const last = state.alerted[key];
  const isFarOut = score >= FAR_OUT_SCORE && kind !== 'night-burst';
  if (last !== undefined && Math.abs(at - last.at) < QUIET_MS && !isFarOut) return false;
  state.alerted[key] = { at: Math.max(at, last?.at ?? at), times: (last?.times ?? 0) + 1 };
  const keys = Object.entries(state.alerted).sort(([, left], [, right]) => left.at - right.at);
  for (const [oldest] of keys.slice(0, Math.max(0, keys.length - MOST_KEYS))) delete state.alerted[oldest];
  return true;
}

function toInsight(
  state: CustomerState,
  { entry, event, scored }: { readonly entry: LedgerEntry; readonly event: MunshiEvent<Transaction>; readonly scored: Scored },
): AnomalyInsight {
  const together =
    scored.kind === 'night-burst' || scored.kind === 'duplicate-charge' ? paymentsBefore(state.recent, entry, EPISODE_MS) : [];
  const sameCharge = together.filter(
    ({ merchantId, minor }) => scored.kind === 'night-burst' || (merchantId === entry.merchantId && minor === entry.minor),
  );
  return {
    anomalyId: eventId({ topic: 'insights.anomalies', subject: entryKey(entry), cause: 'first score', rule: ANOMALY_RULE }),
    customerId: entry.customerId,
    transactionIds: [entry.transactionId, ...sameCharge.map(({ transactionId }) => transactionId)],
    kind: scored.kind,
    score: rounded(scored.score),
    reasons: scored.reasons,
    normal: scored.normal,
    key: scored.key,
    amount: { minor: entry.minor, currency: entry.currency },
    merchantName: entry.merchantName,
    date: entry.date,
    occurredAt: event.time,
  };
}

function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}
