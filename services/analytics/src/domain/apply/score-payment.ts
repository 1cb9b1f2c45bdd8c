import type { MunshiEvent } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import type { AnomalyInsight } from '@munshi/events/insights';
import type { Transaction } from '@munshi/events/transaction';
import type { Prior } from '../anomaly/prior.ts';
import { paymentsBefore, rememberPayment } from '../anomaly/recent-payments.ts';
import { ALERT_SCORE, type Scored, scoreOne } from '../anomaly/score.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';

export interface Alert {
  readonly insight: AnomalyInsight;
  readonly cause: MunshiEvent<Transaction>;
}

export interface PaymentScored {
  readonly score: number;
  readonly alert: Alert | null;
}

export const ANOMALY_RULE = 'anomaly@1';
/** A key alerts once a day: a burst is one thing that happened. */
const QUIET_MS = 24 * 3_600_000;
const EPISODE_MS = 30 * 60_000;
const MOST_KEYS = 100;

/**
 * The score of money out at first sight, pending or posted; null for what is scored already, comes in, moves between own
 * accounts or did not happen. Remembers the payment and the alert in `state`.
 */
export function scorePayment(
  state: CustomerState,
  { entry, event, prior }: { readonly entry: LedgerEntry; readonly event: MunshiEvent<Transaction>; readonly prior: Prior },
): PaymentScored | null {
  if (entry.score !== null || entry.minor >= 0 || entry.transferMatch !== null || entry.status === 'cancelled') return null;
  const scored = scoreOne({ habits: state.habits, prior, entry, recent: state.recent });
  const alert = alerts(state, scored, event) ? { insight: toInsight(state, { entry, event, scored }), cause: event } : null;
  rememberPayment(state.recent, entry);
  return { score: Math.round(scored.score * 1e4) / 1e4, alert };
}

/** Whether a score becomes an alert: high enough, not called normal, and not the same thing again within a day. */
function alerts(state: CustomerState, { score, key }: Scored, event: MunshiEvent<Transaction>): boolean {
  if (score < ALERT_SCORE || state.normal.includes(key)) return false;
  const at = Date.parse(event.time);
  const last = state.alerted[key];
  if (last !== undefined && Math.abs(at - last) < QUIET_MS) return false;
  state.alerted[key] = at;
  const keys = Object.entries(state.alerted).sort(([, left], [, right]) => left - right);
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
    score: Math.round(scored.score * 1e4) / 1e4,
    reasons: scored.reasons,
    normal: scored.normal,
    key: scored.key,
    amount: { minor: entry.minor, currency: entry.currency },
    merchantName: entry.merchantName,
    date: entry.date,
    occurredAt: event.time,
  };
}
