import { emptyCustomerMoments, learnPayment } from '../features/customer-windows.ts';
import { secondOf } from '../features/merchant-days.ts';
import { FEATURES, type PaymentScene, paymentFeatures } from '../features/payment-features.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { type ReasonCode, type Scene, SIGN_CODES, type Sign } from './scene.ts';
import type { FeatureRow } from './scorecard.ts';

/** What a scorecard is fitted on: the payment in its windows, and the points of each sign of the habits. */
export const SCORED_FEATURES: readonly string[] = [...FEATURES, ...SIGN_CODES.map((code) => `points: ${code}`)];

/** Which reason a feature is a part of. */
const REASON_OF: Readonly<Record<(typeof FEATURES)[number], ReasonCode>> = {
  amount: 'amount',
  'times the median': 'amount',
  'times the largest': 'amount',
  'payments in a day': 'velocity',
  'payments in a week': 'velocity',
  'day against the median': 'amount',
  'week against the month': 'amount',
  'large in a week': 'amount',
  'merchant risk of a day': 'merchant',
  'merchant risk of a week': 'merchant',
  'merchant risk of a month': 'merchant',
  'payments of the month at a merchant with disowned ones': 'merchant',
  'disowned of the last three': 'merchant',
  'days disowned without a break': 'merchant',
  hour: 'hour',
  weekday: 'hour',
};
const REASONS: readonly ReasonCode[] = [...FEATURES.map((feature) => REASON_OF[feature]), ...SIGN_CODES];

/** Values in the order of `SCORED_FEATURES`. */
export function scoredFeatures(scene: Scene, signs: readonly Sign[]): FeatureRow {
  return featureRow(paymentScene(scene), new Map(signs.map((sign) => [sign.code, sign.points])));
}

/** The same of a payment whose signs are known. */
export function featureRow(scene: PaymentScene, points: ReadonlyMap<ReasonCode, number>): FeatureRow {
  return [...paymentFeatures(scene), ...SIGN_CODES.map((code) => points.get(code) ?? 0)];
}

function paymentScene({ entry, moments, merchant }: Scene): PaymentScene {
  // noon where the bank gave no time: the windows are then those of half a day
  const at = entry.time === null ? secondOf(entry.date) + 43_200 : Math.floor(Date.parse(entry.time) / 1000);
  const customer = moments === null ? emptyCustomerMoments() : { at: [...moments.at], minor: [...moments.minor] };
  learnPayment(customer, { at, minor: -entry.minor });
  return { at, minor: -entry.minor, hour: entry.hour, weekday: weekdayOf(entry), customer, merchant };
}

function weekdayOf({ date }: LedgerEntry): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** What a scorecard's weights say, as signs: what speaks against the payment, by reason, in log odds. */
export function spokenSigns({
  signs,
  features,
  shares,
}: {
  readonly signs: readonly Sign[];
  readonly features: FeatureRow;
  readonly shares: readonly number[];
}): Sign[] {
  const points = new Map<ReasonCode, number>();
  shares.forEach((share, at) => {
    const reason = REASONS[at] as ReasonCode;
    points.set(reason, (points.get(reason) ?? 0) + share);
  });
  return [...points].flatMap(([code, sum]) => {
    const figures = signs.find((sign) => sign.code === code)?.figures ?? figuresOf(code, features);
    return sum <= 0 || figures === null ? [] : [{ code, points: sum, figures }];
  });
}

/** What the words of a reason need, where the habits saw no sign of it; null where there is nothing to say. */
function figuresOf(code: ReasonCode, features: FeatureRow): Sign['figures'] | null {
  const value = (feature: (typeof FEATURES)[number]) => features[FEATURES.indexOf(feature)] ?? null;
  const times = value('times the median');
  const count = value('payments in a day');
  const hour = value('hour');
  if (code === 'amount' && times !== null) return { times: Math.exp(times), own: value('payments in a week') ?? 0 };
  if (code === 'velocity' && count !== null) return { count };
  if (code === 'hour' && hour !== null) return { hour };
  return null;
}
