import type { Customer } from '@munshi/events/customer';
import type { Transaction } from '@munshi/events/transaction';
import { dayOf, midnightOf } from './calendar.ts';
import { epochDayOf } from './epoch-day.ts';
import { randomOf } from './random.ts';
import { type BankOptions, createBank } from './simulate.ts';

/** The published facts that a simulated bank is held against. Quantiles by share, rupees or years; shares by name. */
export interface PublishedFacts {
  readonly amount_quantiles: Readonly<Record<string, number>>;
  readonly balance_quantiles: Readonly<Record<string, number>>;
  readonly age_quantiles: Readonly<Record<string, number>>;
  readonly amount_integer_share: number;
  readonly hour: Readonly<Record<string, number>>;
  readonly weekday_mon0: Readonly<Record<string, number>>;
  readonly location_top200: Readonly<Record<string, number>>;
  readonly amount_median_by_gender: Readonly<Record<string, number>>;
  /** By band: `(25.0, 30.0]`. */
  readonly amount_median_by_age_band: Readonly<Record<string, number>>;
}

export interface Median {
  readonly published: number;
  readonly simulated: number;
  /** Share of the published one; negative is less. */
  readonly off: number;
}

export interface CalibrationReport {
  readonly customers: number;
  /** Customers with at least one purchase: so many are compared. */
  readonly purchases: number;
  /** Largest distance between the two distributions, 0..1. Places: the largest difference of a share among the published ones. */
  readonly distance: Readonly<Record<'amounts' | 'balances' | 'ages' | 'hours' | 'weekdays' | 'places', number>>;
  readonly wholeRupees: { readonly published: number; readonly simulated: number };
  readonly medianByGender: Readonly<Record<string, Median>>;
  readonly medianByAge: Readonly<Record<string, Median>>;
}

interface Sample {
  readonly rupees: number;
  /** Rupees on the everyday account; null before it is known. */
  readonly balance: number | null;
  readonly hour: number;
  readonly weekday: number;
}

interface Observed {
  readonly customer: Customer;
  readonly amounts: number[];
  readonly balances: Map<string, number>;
  seen: number;
  sample: Sample | null;
}

const CARD_OR_UPI = new Set(['UPI', 'POS', 'ECOM']);

/** One random card or UPI purchase of each customer against the published facts; medians of groups are of all their purchases. */
export function calibrationReport(published: PublishedFacts, options: BankOptions): CalibrationReport {
  const observed = [...observe(options).values()];
  const samples = observed.flatMap(({ sample }) => sample ?? []);
  const balances = samples.flatMap(({ balance }) => balance ?? []);
  const from = epochDayOf(options.from);
  const ageOf = ({ birthDate }: Customer) => Math.floor((from - epochDayOf(birthDate ?? options.from)) / 365.25);
  const bands = Object.entries(published.amount_median_by_age_band);
  return {
    customers: options.customers,
    purchases: samples.length,
    distance: {
      amounts: quantileDistance(
        samples.map(({ rupees }) => rupees),
        published.amount_quantiles,
      ),
      balances: quantileDistance(balances, published.balance_quantiles),
      ages: quantileDistance(
        observed.map(({ customer }) => ageOf(customer)),
        published.age_quantiles,
      ),
      hours: shareDistance(
        samples.map(({ hour }) => hour),
        Object.values(published.hour),
      ),
      weekdays: shareDistance(
        samples.map(({ weekday }) => weekday),
        Object.values(published.weekday_mon0),
      ),
      places: placeDistance(
        observed.map(({ customer }) => customer.city?.toUpperCase() ?? ''),
        published.location_top200,
      ),
    },
    wholeRupees: {
      published: published.amount_integer_share,
      simulated: samples.filter(({ rupees }) => Number.isInteger(rupees)).length / samples.length,
    },
    medianByGender: Object.fromEntries(
      Object.entries(published.amount_median_by_gender).map(([gender, rupees]) => [
        gender,
        medianOf(
          observed.filter(({ customer }) => customer.gender === gender),
          rupees,
        ),
      ]),
    ),
    medianByAge: Object.fromEntries(
      bands.map(([band, rupees]) => {
        const [low = 0, high = 0] = band.match(/[\d.]+/g)?.map(Number) ?? [];
        return [
          band,
          medianOf(
            observed.filter(({ customer }) => ageOf(customer) > low && ageOf(customer) <= high),
            rupees,
          ),
        ];
      }),
    ),
  };
}

/** Reads the history once and keeps of each customer a purchase that chance picks. */
function observe(options: BankOptions): Map<string, Observed> {
  const observed = new Map<string, Observed>();
  for (const record of createBank({ ...options, profiles: { late: 0, missing: 0 } }).history()) {
    if (record.record === 'customer') {
      const own = (record.accounts ?? []).filter(({ kind, name }) => kind === 'current' || name === 'Savings account');
      const balances = new Map(own.map(({ accountId, balance }) => [accountId, (balance?.minor ?? 0) / 100]));
      observed.set(record.customerId, { customer: record, amounts: [], balances, seen: 0, sample: null });
    } else if (record.record === 'transaction') {
      const own = observed.get(record.customerId);
      if (own) learn(own, record, options.seed);
    }
  }
  return observed;
}

function learn(own: Observed, transaction: Transaction, seed: number): void {
  const { accountId, amount, balanceAfter, channel, merchant, status, time, date } = transaction;
  if (accountId && balanceAfter && own.balances.has(accountId)) own.balances.set(accountId, balanceAfter.minor / 100);
  if (amount.minor >= 0 || !merchant || status === 'cancelled' || !CARD_OR_UPI.has(channel ?? '')) return;
  const day = dayOf(date);
  own.seen += 1;
  own.amounts.push(-amount.minor / 100);
  if (!randomOf(seed, own.customer.customerId, own.seen, 'sample').chance(1 / own.seen)) return;
  const hour = Math.floor((Date.parse(time ?? date) - midnightOf(day.epochDay)) / 3_600_000);
  own.sample = { rupees: -amount.minor / 100, balance: [...own.balances.values()][0] ?? null, hour, weekday: day.weekday };
}

/** The largest distance between the shares of values up to each published quantile and its own; ties allowed for. */
export function quantileDistance(values: readonly number[], quantiles: Readonly<Record<string, number>>): number {
  const sorted = Float64Array.from(values).sort();
  return Math.max(
    ...Object.entries(quantiles).map(([share, value]) => {
      const below = lowerBound(sorted, value) / sorted.length;
      const upTo = lowerBound(sorted, value + 1e-9) / sorted.length;
      return Math.max(Number(share) - upTo, below - Number(share), 0);
    }),
  );
}

function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same of values 0, 1, 2 … whose shares are published; the shares are made to add up to 1. */
function shareDistance(values: readonly number[], shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let [most, expected, found] = [0, 0, 0];
  for (const [value, share] of shares.entries()) {
    expected += share / total;
    found += values.filter((one) => one === value).length / values.length;
    most = Math.max(most, Math.abs(expected - found));
  }
  return most;
}

function placeDistance(places: readonly string[], shares: Readonly<Record<string, number>>): number {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  const counts = Map.groupBy(places, (place) => place);
  return Math.max(
    ...Object.entries(shares).map(([place, share]) => Math.abs((counts.get(place)?.length ?? 0) / places.length - share / total)),
  );
}

function medianOf(observed: readonly Observed[], published: number): Median {
  const amounts = observed.flatMap((own) => own.amounts).sort((one, other) => one - other);
  const simulated = amounts[Math.floor(amounts.length / 2)] ?? Number.NaN;
  return { published, simulated, off: simulated / published - 1 };
}
