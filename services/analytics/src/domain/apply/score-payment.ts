import type { MunshiEvent } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import type { AnomalyInsight } from '@munshi/events/insights';
import type { Transaction } from '@munshi/events/transaction';
import type { Prior } from '../anomaly/prior.ts';
import { isMoneyOut, paymentsBefore } from '../anomaly/recent-payments.ts';
import type { Scene } from '../anomaly/scene.ts';
import { ALERT_SCORE, type AnomalyKind, type Scored, type SpeakingScorecard, scoreOne } from '../anomaly/score.ts';
import type { FeatureRow } from '../anomaly/scorecard.ts';
import { scoredFeatures } from '../anomaly/scored-features.ts';
import { signsOf } from '../anomaly/signs.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import { DELAY_DAYS, type MerchantHistory, momentsKnownOn, secondOf } from '../features/merchant-days.ts';
import type { MerchantScene } from '../features/payment-features.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';

export interface Alert {
  readonly insight: AnomalyInsight;
  readonly cause: MunshiEvent<Transaction>;
}

/** What an entry keeps of its score at first sight. */
export type Judgement = Pick<LedgerEntry, 'score' | 'anomalyId' | 'teaches'>;

export interface PaymentScored {
  readonly marks: Judgement;
  readonly alert: Alert | null;
  /** Kept for fitting; null for most of what is usual. */
  readonly sample: PaymentSample | null;
}

/** A scored payment with the figures it was scored on. */
export interface PaymentSample {
  readonly customerId: string;
  readonly source: string;
  readonly transactionId: string;
  readonly date: string;
  readonly habits: number;
  readonly features: FeatureRow;
  /** How many payments it stands for. */
  readonly weight: number;
  /** What the customer had said of it already; null where nothing. */
  readonly isFraud: boolean | null;
}

/** What everybody's payments tell of one. */
export interface Everybody {
  readonly prior: Prior;
  /** Null while the habits speak. */
  readonly scorecard: SpeakingScorecard | null;
  /** Merchants against which something was said. */
  readonly merchants: MerchantHistory;
}

export interface Seen {
  readonly entry: LedgerEntry;
  readonly event: MunshiEvent<Transaction>;
  readonly everybody: Everybody;
  /** How it was judged when it was first seen, where that is known. */
  readonly judged?: Judgement | undefined;
}

export const ANOMALY_RULE = 'anomaly@1';
/** A key alerts once a day, but for what is far out whatever was said before; a burst is one thing that happened. */
const QUIET_MS = 24 * 3_600_000;
const HAPPENS_AT_ONCE: ReadonlySet<AnomalyKind> = new Set(['night-burst', 'stolen-card']);
const FAR_OUT_SCORE = 0.7;
/** So many things alert a customer within a month; beyond that only what is far out does. */
const ALERT_BUDGET = 3;
const MONTH_MS = 30 * QUIET_MS;
const EPISODE_MS = 30 * 60_000;
const MOST_KEYS = 100;
/** Of what is usual one in so many is kept for fitting, chosen by a hash of its id. */
const SAMPLED_ONE_IN = 8;
/** From the so-manyth alert of a key on, its payments are a habit to be learned. */
const TEACHES_FROM = 3;

/**
 * The score of money out at first sight, pending or posted; null for what is scored already, comes in, moves between own
 * accounts or did not happen. Remembers the alert in `state`.
 */
export function scorePayment(state: CustomerState, { entry, event, everybody, judged }: Seen): PaymentScored | null {
  if (entry.score !== null || !isMoneyOut(entry)) return null;
  if (judged !== undefined) return { marks: judged, alert: null, sample: null };
  const scene = sceneOf(state, entry, everybody);
  const scored = scoreOne(scene, everybody.scorecard);
  const isStrange = scored.score >= ALERT_SCORE && !state.normal.includes(scored.key);
  const isNews = isStrange && rememberAlert(state, scored, Date.parse(event.time));
  const alert = isNews ? { insight: toInsight(state, { entry, event, scored }), cause: event } : null;
  const label = state.labels[entry.transactionId];
  const isHabit = !isStrange || (state.alerted[scored.episode]?.times ?? 0) >= TEACHES_FROM;
  return {
    marks: {
      score: rounded(scored.score),
      anomalyId: alert?.insight.anomalyId ?? null,
      teaches: label === undefined ? isHabit : !label.isFraud,
    },
    alert,
    sample: sampleOf(scene, scored, label?.isFraud ?? null),
  };
}

function sceneOf(state: CustomerState, entry: LedgerEntry, { prior, merchants }: Everybody): Scene {
  const { habits, recent, tickets, moments } = state;
  return { habits, prior, entry, recent, tickets, moments: moments[entry.currency] ?? null, merchant: merchantScene(entry, merchants) };
}

function merchantScene({ merchantId, date }: LedgerEntry, merchants: MerchantHistory): MerchantScene | null {
  const days = merchantId === null ? undefined : merchants.get(merchantId);
  return days === undefined ? null : { moments: momentsKnownOn(days, date), at: secondOf(date), delayDays: DELAY_DAYS };
}

function sampleOf(scene: Scene, { score, habits }: Scored, isFraud: boolean | null): PaymentSample | null {
  const { customerId, source, transactionId, date } = scene.entry;
  const isStrange = score >= ALERT_SCORE || habits >= ALERT_SCORE;
  if (!isStrange && placeOf(entryKey(scene.entry)) % SAMPLED_ONE_IN !== 0) return null;
  const features = scoredFeatures(scene, signsOf(scene));
  return { customerId, source, transactionId, date, habits, features, weight: isStrange ? 1 : SAMPLED_ONE_IN, isFraud };
}

/** Whether it is to be told: not the same thing again within a day. Notes that it was; changes `state`. */
function rememberAlert(state: CustomerState, { score, episode: key, kind }: Scored, at: number): boolean {
  const last = state.alerted[key];
  const isFarOut = score >= FAR_OUT_SCORE && !HAPPENS_AT_ONCE.has(kind);
  if (last !== undefined && Math.abs(at - last.at) < QUIET_MS && !isFarOut) return false;
  if (score < FAR_OUT_SCORE && alertsOfTheMonth(state, at) >= ALERT_BUDGET) return false;
  state.alerted[key] = { at: Math.max(at, last?.at ?? at), times: (last?.times ?? 0) + 1 };
  const keys = Object.entries(state.alerted).sort(([one, left], [other, right]) => left.at - right.at || (one < other ? -1 : 1));
  for (const [oldest] of keys.slice(0, Math.max(0, keys.length - MOST_KEYS))) delete state.alerted[oldest];
  return true;
}

function alertsOfTheMonth({ alerted }: CustomerState, at: number): number {
  return Object.values(alerted).filter((earlier) => earlier.at <= at && earlier.at > at - MONTH_MS).length;
}

function toInsight(
  state: CustomerState,
  { entry, event, scored }: { readonly entry: LedgerEntry; readonly event: MunshiEvent<Transaction>; readonly scored: Scored },
): AnomalyInsight {
  const together =
    HAPPENS_AT_ONCE.has(scored.kind) || scored.kind === 'duplicate-charge' ? paymentsBefore(state.recent, entry, EPISODE_MS) : [];
  const sameCharge = together.filter(
    ({ merchantId, minor }) => HAPPENS_AT_ONCE.has(scored.kind) || (merchantId === entry.merchantId && minor === entry.minor),
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
    scoredBy: scored.scoredBy,
    amount: { minor: entry.minor, currency: entry.currency },
    merchantName: entry.merchantName,
    date: entry.date,
    occurredAt: event.time,
  };
}

/** FNV-1a: the same payments are chosen each time, none preferred. */
export function placeOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}
