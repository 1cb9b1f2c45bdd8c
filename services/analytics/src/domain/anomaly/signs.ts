import type { CustomerMoments } from '../features/customer-windows.ts';
import { merchantWindows, recentRisk } from '../features/merchant-windows.ts';
import type { MerchantScene } from '../features/payment-features.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { amountSurprise } from './amount-surprise.ts';
import { type Habits, LOG_STEPS, toPayment } from './habits.ts';
import { merchantSurprise } from './merchant-surprise.ts';
import { type Prior, priorOf } from './prior.ts';
import { paymentsBefore, type RecentPayment } from './recent-payments.ts';
import { type UsualAmount, usualAmount, usualInCategory } from './usual-amount.ts';

export const SIGN_CODES = ['amount', 'country', 'duplicate', 'burst', 'hour', 'payee', 'drain', 'merchant'] as const;
export type SignCode = (typeof SIGN_CODES)[number];
/** What can be a reason: a scorecard also weighs how many payments there are a day. */
export type ReasonCode = SignCode | 'velocity';

/** One way in which a payment is unlike the customer, with how much it weighs and the figures that its words need. */
export interface Sign {
  readonly code: ReasonCode;
  readonly points: number;
  readonly figures: Readonly<Record<string, number | string>>;
}

export interface Scene {
  readonly habits: Habits;
  readonly prior: Prior;
  readonly entry: LedgerEntry;
  readonly recent: readonly RecentPayment[];
  /** The customer's payments of the last weeks in the currency of the entry; null where none are kept. */
  readonly moments: CustomerMoments | null;
  /** What is known of the merchant; null where it is unknown or nothing ever spoke against it. */
  readonly merchant: MerchantScene | null;
}

const MINUTE_MS = 60_000;
const BURST_WINDOW_MS = 30 * MINUTE_MS;
const DUPLICATE_WINDOW_MS = 15 * MINUTE_MS;
/** Below so many own payments nothing is "new": everything is. */
const ENOUGH_TO_KNOW = 15;
/** Deviations above the usual from which an amount begins to weigh. */
const FROM_DEVIATIONS = 2;
const POINTS_A_DEVIATION = 1.5;
/** A term's fee is a hundred times a photocopy of the same school: among what is due, amounts say little. */
const WEIGHT_OF_STANDING = 0.4;
/** What is paid under a standing order, however large a share of the balance it takes. */
const STANDING = new Set(['rent', 'loan', 'investment', 'insurance', 'education', 'taxes', 'utilities', 'telecom', 'fees']);

/** Everything that is unusual about a payment, in no order. The weights are set on the simulated bank's labels. */
export function signsOf(scene: Scene): Sign[] {
  return [amountSign, countrySign, duplicateSign, burstSign, hourSign, payeeSign, drainSign, merchantSign].flatMap(
    (sign) => sign(scene) ?? [],
  );
}

/** How much larger than usual, weighed by whether it is large for this customer at all. */
function amountSign(scene: Scene): Sign | null {
  return unknownAmountSign(scene) ?? knownAmountSign(scene);
}

/** Where nothing says what was paid for, the amounts of the last month speak. */
function unknownAmountSign({ prior, entry, moments }: Scene): Sign | null {
  if (entry.category !== 'uncategorised' || entry.time === null || moments === null) return null;
  const everybody = priorOf(prior, `${entry.currency} ${entry.category}`);
  const at = Math.floor(Date.parse(entry.time) / 1000);
  const found = amountSurprise({ customer: moments, at, minor: -entry.minor, everybody });
  if (found === null || found.points <= 0) return null;
  return { code: 'amount', points: Math.min(6, found.points), figures: { times: found.times, own: moments.at.length } };
}

function knownAmountSign({ habits, prior, entry }: Scene): Sign | null {
  const payment = toPayment(entry);
  const log = payment.log / LOG_STEPS;
  const inCategory = usualInCategory(habits, prior, payment.category);
  const usual = usualAmount(habits, payment, inCategory);
  const deviations = (log - usual.mean) / usual.deviation;
  const weight = materiality(log, typicalPayment(habits, inCategory)) * (STANDING.has(entry.category) ? WEIGHT_OF_STANDING : 1);
  const points = Math.min(6, (deviations - FROM_DEVIATIONS) * POINTS_A_DEVIATION) * weight;
  if (points <= 0) return null;
  return { code: 'amount', points, figures: { times: Math.exp(log - usual.mean), own: usual.count } };
}

/** 0 for an amount that is small for the customer, 1 for one that is three times the typical payment. */
function materiality(log: number, typical: number): number {
  return Math.min(1, Math.max(0, (log - typical) / Math.log(3)));
}

function typicalPayment(habits: Habits, otherwise: UsualAmount): number {
  let count = 0;
  let sum = 0;
  for (const [n, total] of Object.values(habits.categories)) {
    count += n;
    sum += total;
  }
  return count === 0 ? otherwise.mean : (sum / LOG_STEPS + otherwise.mean) / (count + 1);
}

function countrySign({ habits, entry }: Scene): Sign | null {
  if (entry.country === null) return null;
  const total = Object.values(habits.countries).reduce((sum, count) => sum + count, 0);
  if (total < ENOUGH_TO_KNOW) return null;
  const share = ((habits.countries[entry.country] ?? 0) + 0.05) / (total + 0.1);
  const points = Math.min(3.6, -Math.log10(share * 20) * 1.6);
  return points <= 0
    ? null
    : { code: 'country', points, figures: { country: entry.country, before: habits.countries[entry.country] ?? 0 } };
}

function duplicateSign({ entry, recent }: Scene): Sign | null {
  if (entry.merchantId === null) return null;
  const same = paymentsBefore(recent, entry, DUPLICATE_WINDOW_MS).find(
    (payment) => payment.merchantId === entry.merchantId && payment.minor === entry.minor && payment.accountId === entry.accountId,
  );
  if (same === undefined) return null;
  const minutes = Math.max(1, Math.round((Date.parse(entry.time ?? '') - same.at) / MINUTE_MS));
  return { code: 'duplicate', points: 4, figures: { minutes } };
}

function burstSign({ entry, recent }: Scene): Sign | null {
  if (entry.mcc === null) return null;
  const before = paymentsBefore(recent, entry, BURST_WINDOW_MS).length;
  return before < 2 ? null : { code: 'burst', points: 0.8 * (before - 1), figures: { count: before + 1 } };
}

function hourSign({ habits, entry }: Scene): Sign | null {
  if (entry.hour === null || (entry.mcc === null && STANDING.has(entry.category))) return null;
  const total = habits.hours.reduce((sum, count) => sum + count, 0);
  if (total < ENOUGH_TO_KNOW) return null;
  const near = [-1, 0, 1].reduce((sum, shift) => sum + (habits.hours[((entry.hour ?? 0) + shift + 24) % 24] ?? 0), 0);
  const share = (near + 0.5) / (total + 4);
  const points = Math.min(1.2, -Math.log10(share * 25));
  return points <= 0 ? null : { code: 'hour', points, figures: { hour: entry.hour } };
}

/** Much of the balance to somebody never paid before. */
function payeeSign({ habits, entry }: Scene): Sign | null {
  if (entry.mcc !== null || entry.merchantId === null || STANDING.has(entry.category)) return null;
  const payments = habits.hours.reduce((sum, count) => sum + count, 0);
  if (payments < ENOUGH_TO_KNOW || isKnown(habits, entry)) return null;
  const share = shareOfBalance(entry) ?? 0;
  return { code: 'payee', points: 0.6 + Math.min(1, share / 0.3) * 1.8, figures: { share } };
}

/** Nearly everything to somebody never paid before: a purchase at a usual shop that takes the last of a small balance is none. */
function drainSign({ habits, entry }: Scene): Sign | null {
  const share = shareOfBalance(entry);
  if (share === null || share < 0.6 || STANDING.has(entry.category) || isKnown(habits, entry)) return null;
  return { code: 'drain', points: (share - 0.6) * 8, figures: { share } };
}

function isKnown({ merchants }: Habits, { currency, merchantId }: LedgerEntry): boolean {
  return merchantId !== null && merchants[`${currency} ${merchantId}`] !== undefined;
}

/** What other cardholders said of the merchant's last payments; from labels alone. */
function merchantSign({ merchant }: Scene): Sign | null {
  if (merchant === null) return null;
  const { moments, at, delayDays } = merchant;
  const points = merchantSurprise(recentRisk(moments, at, delayDays));
  const month = merchantWindows(moments, at, delayDays).at(-1);
  return points <= 0 ? null : { code: 'merchant', points, figures: { disowned: month?.frauds ?? 0, payments: month?.count ?? 0 } };
}

/** How much of the account's balance a payment takes; null where the bank did not say. */
function shareOfBalance({ balanceAfter, minor }: LedgerEntry): number | null {
  if (balanceAfter === null || balanceAfter < 0) return null;
  const before = balanceAfter - minor;
  return before <= 0 ? null : -minor / before;
}
