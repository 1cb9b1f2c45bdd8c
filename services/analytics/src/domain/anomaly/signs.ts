import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { amountSurprise } from './amount-surprise.ts';
import { type Habits, LOG_STEPS, toPayment } from './habits.ts';
import { monthShare } from './month-share.ts';
import { countrySign, placeSign } from './place-signs.ts';
import { priorOf } from './prior.ts';
import type { Scene, Sign } from './scene.ts';
import { type UsualAmount, usualAmount, usualInCategory } from './usual-amount.ts';
import { burstSign, duplicateSign, merchantSign, spreeSign } from './velocity-signs.ts';

/** Below so many own payments nothing is "new": everything is. */
const ENOUGH_TO_KNOW = 15;
/** Deviations above the usual from which an amount begins to weigh. */
const FROM_DEVIATIONS = 2;
const POINTS_A_DEVIATION = 1.5;
/** What is paid under a standing order, however large a share of the balance it takes. */
const STANDING = new Set(['rent', 'loan', 'investment', 'insurance', 'education', 'taxes', 'utilities', 'telecom', 'fees']);
/**
 * A term's fee is a hundred times a photocopy of the same school, and one shop sells buttons and televisions: there amounts say
 * less. On the tuning seeds one in nine dear payments of these was an anomaly, one in three elsewhere.
 */
const WEIGHT_OF: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...STANDING].map((category) => [category, 0.4])),
  shopping: 0.4,
  health: 0.6,
};
/** Points of a logarithm of the share of a month's spending: log-likelihood ratio on the tuning seeds, level at a seventh. */
const DEAR = { share: 0.4, level: 0.15 };

/** Everything that is unusual about a payment, in no order. The weights are set on the simulated bank's labels. */
export function signsOf(scene: Scene): Sign[] {
  return SIGNS.flatMap((sign) => sign(scene) ?? []);
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

function knownAmountSign(scene: Scene): Sign | null {
  const { habits, prior, entry } = scene;
  const payment = toPayment(entry);
  const log = payment.log / LOG_STEPS;
  const inCategory = usualInCategory(habits, prior, payment.category);
  const usual = usualAmount(habits, payment, inCategory);
  const deviations = (log - usual.mean) / usual.deviation;
  if (deviations <= FROM_DEVIATIONS) return null;
  const weight = materiality(log, typicalPayment(habits, inCategory)) * (WEIGHT_OF[entry.category] ?? 1);
  const share = monthShare(scene, -entry.minor);
  const dear = share === null ? 0 : Math.max(-1, Math.min(0.5, DEAR.share * Math.log(share / DEAR.level)));
  const points = Math.min(6, (deviations - FROM_DEVIATIONS) * POINTS_A_DEVIATION) * weight + dear;
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

function hourSign({ habits, entry }: Scene): Sign | null {
  if (entry.hour === null || (entry.mcc === null && STANDING.has(entry.category))) return null;
  const total = habits.hours.reduce((sum, count) => sum + count, 0);
  if (total < ENOUGH_TO_KNOW) return null;
  const near = [-1, 0, 1].reduce((sum, shift) => sum + (habits.hours[((entry.hour ?? 0) + shift + 24) % 24] ?? 0), 0);
  const share = (near + 0.5) / (total + 4);
  const points = Math.min(1.2, -Math.log10(share * 25));
  return points <= 0 ? null : { code: 'hour', points, figures: { hour: entry.hour } };
}

/**
 * Points of somebody never paid before by the share of the balance: log-likelihood ratio on the tuning seeds, where below a fifth
 * hardly any was strange and from three tenths on nearly all that were dear too. `unknown` where the bank told no balance.
 */
const PAYEE = { unknown: 0.6, least: 0.3, from: 0.2, full: 0.3, most: 2.4 };

/** Much of the balance to somebody never paid before. */
function payeeSign(scene: Scene): Sign | null {
  const { habits, entry } = scene;
  if (entry.mcc !== null || entry.merchantId === null || STANDING.has(entry.category)) return null;
  const payments = habits.hours.reduce((sum, count) => sum + count, 0);
  if (payments < ENOUGH_TO_KNOW || isKnown(habits, entry)) return null;
  const share = shareOfBalance(entry);
  const part = share === null ? 0 : Math.min(1, Math.max(0, (share - PAYEE.from) / (PAYEE.full - PAYEE.from)));
  const points = share === null ? PAYEE.unknown : PAYEE.least + part * weightInMonth(scene) * (PAYEE.most - PAYEE.least);
  return { code: 'payee', points, figures: { share: share ?? 0 } };
}

/** Of those who pay between three and four fifths of a balance to somebody new, one in fourteen is robbed. */
const DRAINED_FROM = 0.78;

/** Nearly everything to somebody never paid before: a purchase at a usual shop that takes the last of a small balance is none. */
function drainSign(scene: Scene): Sign | null {
  const { habits, entry } = scene;
  const share = shareOfBalance(entry);
  if (share === null || share < DRAINED_FROM || STANDING.has(entry.category) || isKnown(habits, entry)) return null;
  return { code: 'drain', points: (share - 0.6) * 8 * weightInMonth(scene), figures: { share } };
}

/** 0 to 1: many keep next to nothing on the account they pay from, and a share of that is small beside what they spend in a month. */
function weightInMonth(scene: Scene): number {
  const share = monthShare(scene, -scene.entry.minor);
  return share === null ? 1 : Math.min(1, share / DEAR.level);
}

function isKnown({ merchants }: Habits, { currency, merchantId }: LedgerEntry): boolean {
  return merchantId !== null && merchants[`${currency} ${merchantId}`] !== undefined;
}

/** How much of the account's balance a payment takes; null where the bank did not say. */
function shareOfBalance({ balanceAfter, minor }: LedgerEntry): number | null {
  if (balanceAfter === null || balanceAfter < 0) return null;
  const before = balanceAfter - minor;
  return before <= 0 ? null : -minor / before;
}

const SIGNS = [amountSign, countrySign, duplicateSign, burstSign, hourSign, payeeSign, drainSign, merchantSign, spreeSign, placeSign];
