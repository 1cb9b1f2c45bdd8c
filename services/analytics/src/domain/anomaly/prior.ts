import { LOG_STEPS, type LogSums } from './habits.ts';

/** Mean and standard deviation of the natural logarithm of an amount in minor units. */
export interface LogNormal {
  readonly mean: number;
  readonly deviation: number;
}

/** What everybody pays, by `currency category`: where a customer's own history is short, this fills in. */
export type Prior = Readonly<Record<string, LogNormal>>;

/** The same of each segment, drawn towards everybody's where it has paid little; by the name of the segment. */
export type SegmentPriors = Readonly<Record<string, Prior>>;

/** A customer as one of everybody. */
export interface OneOfEverybody {
  /** The band that the bank puts the income in; null where it is unknown. */
  readonly segment: string | null;
  readonly categories: Readonly<Record<string, LogSums>>;
}

/**
 * Before the bank's own customers were looked at. Purchases: the published quartiles of a million payments at an Indian
 * bank (161, 459 and 1,200 rupees: a log deviation of 1.49); what is paid once a month is larger by an order and more alike.
 */
const PURCHASE: LogNormal = { mean: Math.log(45_900), deviation: 1.4 };
const OBLIGATION: LogNormal = { mean: Math.log(900_000), deviation: 1.1 };
const OBLIGATIONS = new Set(['rent', 'loan', 'investment', 'insurance', 'education', 'taxes', 'travel', 'transfer', 'cash']);
/** Of a currency nobody has spent yet any amount is as likely as another: no surprise is made of it. */
const UNKNOWN: LogNormal = { mean: Math.log(100_000), deviation: 4 };
/** A category's figure counts once so many payments of all customers stand behind it. */
const ENOUGH_PAYMENTS = 30;
/** Payments of a segment that everybody's figure is worth against it. */
const EVERYBODY_WEIGHT = 30;

export function priorOf(prior: Prior, category: string): LogNormal {
  const known = prior[category];
  if (known !== undefined) return known;
  if (!category.startsWith('INR ')) return UNKNOWN;
  return OBLIGATIONS.has(category.slice(4)) ? OBLIGATION : PURCHASE;
}

/** Everybody's prior from everybody's sums. */
export function fitPrior(everybody: Iterable<Readonly<Record<string, LogSums>>>): Prior {
  return Object.fromEntries(
    Object.entries(totalsOf(everybody))
      .filter(([, [n]]) => n >= ENOUGH_PAYMENTS)
      .map(([category, sums]) => [category, logNormalOf(sums)]),
  );
}

/** The prior of each segment, within everybody's. */
export function fitSegmentPriors(customers: readonly OneOfEverybody[], everybody: Prior): SegmentPriors {
  const bySegment = Map.groupBy(
    customers.filter(({ segment }) => segment !== null),
    ({ segment }) => segment ?? '',
  );
  return Object.fromEntries(
    [...bySegment].map(([segment, own]) => [segment, within(everybody, totalsOf(own.map((one) => one.categories)))]),
  );
}

/** What fills in for a customer of a segment. */
export function priorFor(
  segment: string | null,
  { prior, segmentPriors = {} }: { readonly prior: Prior; readonly segmentPriors?: SegmentPriors | undefined },
): Prior {
  return segment !== null && Object.hasOwn(segmentPriors, segment) ? (segmentPriors[segment] ?? prior) : prior;
}

function within(everybody: Prior, totals: Readonly<Record<string, LogSums>>): Prior {
  const closer = Object.entries(totals).flatMap(([category, sums]) => {
    const wider = everybody[category];
    return wider === undefined ? [] : [[category, pooled(sums, wider)] as const];
  });
  return { ...everybody, ...Object.fromEntries(closer) };
}

/** Mean and deviation of a segment's payments and of `EVERYBODY_WEIGHT` of everybody's together. */
function pooled(sums: LogSums, everybody: LogNormal): LogNormal {
  const own = logNormalOf(sums);
  const share = sums[0] / (sums[0] + EVERYBODY_WEIGHT);
  const between = share * (1 - share) * (own.mean - everybody.mean) ** 2;
  return {
    mean: share * own.mean + (1 - share) * everybody.mean,
    deviation: Math.sqrt(share * own.deviation ** 2 + (1 - share) * everybody.deviation ** 2 + between),
  };
}

function totalsOf(everybody: Iterable<Readonly<Record<string, LogSums>>>): Record<string, LogSums> {
  const totals: Record<string, LogSums> = {};
  for (const categories of everybody) {
    for (const [category, [n, sum, squares]] of Object.entries(categories)) {
      const total = totals[category] ?? [0, 0, 0];
      totals[category] = [total[0] + n, total[1] + sum, total[2] + squares];
    }
  }
  return totals;
}

/** Mean and deviation of the sums, in natural logarithms; at least one payment. */
export function logNormalOf([n, sum, squares]: LogSums): LogNormal {
  const mean = sum / n;
  const variance = Math.max(0, squares / n - mean * mean);
  return { mean: mean / LOG_STEPS, deviation: Math.max(0.1, Math.sqrt(variance) / LOG_STEPS) };
}
