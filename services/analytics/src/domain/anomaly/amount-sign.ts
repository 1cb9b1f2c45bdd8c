import { amountSurprise } from './amount-surprise.ts';
import { type Habits, LOG_STEPS, toPayment } from './habits.ts';
import { monthShare } from './month-share.ts';
import { priorOf } from './prior.ts';
import type { Scene, Sign } from './scene.ts';
import { strangerWeight } from './stranger.ts';
import { type UsualAmount, usualAmount, usualInCategory } from './usual-amount.ts';

/** Deviations above the usual from which an amount begins to weigh. */
const FROM_DEVIATIONS = 2;
const POINTS_A_DEVIATION = 1.5;
const MOST_POINTS = 6;
/** Points of a logarithm of the share of a month's spending: log-likelihood ratio on the tuning seeds, level at a seventh. */
const DEAR = { share: 0.4, level: 0.15 };
/** What is paid under a standing order, however large a share of the balance it takes. */
export const STANDING: ReadonlySet<string> = new Set([
  'rent',
  'loan',
  'investment',
  'insurance',
  'education',
  'taxes',
  'utilities',
  'telecom',
  'fees',
]);
/**
 * A term's fee is a hundred times a photocopy of the same school, and one shop sells buttons and televisions: there amounts say
 * less. On the tuning seeds one in seven dear payments of shopping was an anomaly, two in five of health, three in five elsewhere.
 */
const WEIGHT_OF: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...STANDING].map((category) => [category, 0.4])),
  shopping: 0.4,
  health: 0.75,
};
/**
 * What is bought anew each time varies widely from visit to visit, and with nearly everybody alike, so that what a customer's own
 * deviation differs from that within `alike` is chance: the logarithm of how many times the usual it is tells more (average precision
 * 0.58 against 0.42 on the tuning seeds). Whose payments are more alike is surprised sooner; where the usual is hardly known, later. At
 * `times` it reaches the alert; points a logarithm, less at a shop never paid, where dear things are meant.
 */
const EVERYDAY: ReadonlySet<string> = new Set(['groceries', 'dining', 'transport', 'fuel', 'entertainment', 'personal', 'health']);
const VISIT = { times: Math.log(40), points: 2.5, aLogarithm: 3, stranger: -0.6, alike: { from: 0.75, to: 1.3 } };

/** How much larger than usual, weighed by whether it is large for this customer at all. */
export function amountSign(scene: Scene): Sign | null {
  return unknownAmountSign(scene) ?? knownAmountSign(scene);
}

/** How many times the usual a payment is, as a logarithm. */
export function logTimes({ habits, prior, entry }: Scene): number {
  const payment = toPayment(entry);
  return payment.log / LOG_STEPS - usualAmount(habits, payment, usualInCategory(habits, prior, payment.category)).mean;
}

/** Where nothing says what was paid for, the amounts of the last month speak. */
function unknownAmountSign({ prior, entry, moments }: Scene): Sign | null {
  if (entry.category !== 'uncategorised' || entry.time === null || moments === null) return null;
  const everybody = priorOf(prior, `${entry.currency} ${entry.category}`);
  const at = Math.floor(Date.parse(entry.time) / 1000);
  const found = amountSurprise({ customer: moments, at, minor: -entry.minor, everybody });
  if (found === null || found.points <= 0) return null;
  return { code: 'amount', points: Math.min(MOST_POINTS, found.points), figures: { times: found.times, own: moments.at.length } };
}

function knownAmountSign(scene: Scene): Sign | null {
  const { habits, prior, entry } = scene;
  const payment = toPayment(entry);
  const log = payment.log / LOG_STEPS;
  const inCategory = usualInCategory(habits, prior, payment.category);
  const usual = usualAmount(habits, payment, inCategory);
  const isEveryday = entry.mcc !== null && EVERYDAY.has(entry.category);
  const raw = isEveryday
    ? visitPoints(scene, (log - usual.mean) / againstVisits(usual.deviation))
    : dearPoints(scene, (log - usual.mean) / usual.deviation);
  if (raw === null) return null;
  const points = raw.points * materiality(log, typicalPayment(habits, inCategory)) * (WEIGHT_OF[entry.category] ?? 1) + raw.dear;
  const weighed = points * strangerWeight(scene);
  return weighed <= 0 ? null : { code: 'amount', points: weighed, figures: { times: Math.exp(log - usual.mean), own: usual.count } };
}

interface Raw {
  readonly points: number;
  /** What it is in the month says beside that. */
  readonly dear: number;
}

function visitPoints({ habits, entry }: Scene, ratio: number): Raw | null {
  const isStranger = entry.merchantId !== null && habits.merchants[`${entry.currency} ${entry.merchantId}`] === undefined;
  const points = VISIT.points + VISIT.aLogarithm * (ratio - VISIT.times) + (isStranger ? VISIT.stranger : 0);
  return points <= 0 ? null : { points: Math.min(MOST_POINTS, points), dear: 0 };
}

/** 1 for a deviation that is everybody's from visit to visit; else how many times it is narrower or wider than that. */
function againstVisits(deviation: number): number {
  const { from, to } = VISIT.alike;
  return deviation < from ? deviation / from : Math.max(1, deviation / to);
}

function dearPoints(scene: Scene, deviations: number): Raw | null {
  if (deviations <= FROM_DEVIATIONS) return null;
  const share = monthShare(scene, -scene.entry.minor);
  const dear = share === null ? 0 : Math.max(-1, Math.min(0.5, DEAR.share * Math.log(share / DEAR.level)));
  return { points: Math.min(MOST_POINTS, (deviations - FROM_DEVIATIONS) * POINTS_A_DEVIATION), dear };
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
