import type { LogSums } from '../anomaly/habits.ts';
import type { RecentPayment } from '../anomaly/recent-payments.ts';
import type { CustomerMoments } from '../features/customer-windows.ts';
import type { MonthSums } from '../spending/month-sums.ts';
import { type CustomerState, emptyState, type Said, STATE_VERSION } from './customer-state.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';

/**
 * A state as it is kept: the same figures in fewer bytes. Lists of integers are packed into texts; what is kept by
 * `currency name` is kept by currency, then name; categories of months are places in `words`, in their order, so that the same
 * figures are the same bytes in whatever order they came.
 */
export interface StoredState
  extends Omit<CustomerState, 'version' | 'months' | 'days' | 'habits' | 'moments' | 'recent' | 'alerted' | 'said'> {
  readonly version: typeof STATE_VERSION;
  readonly words: readonly string[];
  readonly months: ByCurrency;
  readonly days: Record<string, string>;
  readonly habits: {
    readonly categories: ByCurrency;
    readonly merchants: ByCurrency;
    readonly hours: string;
    readonly countries: Record<string, number>;
    readonly cities: Record<string, number>;
  };
  readonly moments: Record<string, readonly [at: string, minor: string]>;
  readonly recent: readonly (readonly [string, number, number, string | null, string | null, city?: string | null])[];
  readonly alerted: Record<string, string>;
  readonly said: Partial<Record<keyof CustomerState['said'], readonly [sequence: number, hash: string, asOf: string]>>;
}

type ByCurrency = Record<string, Record<string, string>>;

/** States of versions 1 and 2, as they were kept: every field as it was in memory, some of them absent. */
export type UnpackedState = Partial<Omit<CustomerState, 'version'>> & { readonly version: 1 | 2; readonly customerId: string };

export function packState(state: CustomerState): StoredState {
  const words = [...new Set(Object.values(state.months).flatMap((month) => Object.keys(month)))].sort();
  return {
    ...state,
    words,
    months: packMonths(state.months, words),
    days: mapValues(state.days, packIntegers),
    habits: {
      ...state.habits,
      categories: byCurrency(mapValues(state.habits.categories, packSums)),
      merchants: byCurrency(mapValues(state.habits.merchants, packSums)),
      hours: packIntegers(state.habits.hours),
    },
    moments: mapValues(
      state.moments,
      ({ at, minor }) => [packIntegers(at.map((second, index) => second - (at[index - 1] ?? 0))), packIntegers(minor)] as const,
    ),
    recent: state.recent.map(({ transactionId, at, minor, accountId, merchantId, city }) => [
      transactionId,
      at,
      minor,
      accountId,
      merchantId,
      city,
    ]),
    alerted: mapValues(state.alerted, ({ at, times }) => packIntegers([at, times])),
    said: mapValues(state.said as Record<string, Said>, ({ sequence, hash, asOf }) => [sequence, hash, asOf] as const),
  };
}

/** The state that was kept, of whatever version; what an older version did not keep begins empty. */
export function unpackState(kept: StoredState | UnpackedState): CustomerState {
  if (kept.version !== STATE_VERSION) return upgraded(kept);
  const { words, ...same } = kept;
  return {
    ...emptyState(kept.customerId),
    ...same,
    months: unpackMonths(kept.months, words),
    days: mapValues(kept.days, unpackIntegers),
    habits: {
      ...kept.habits,
      categories: mapValues(byName(kept.habits.categories), unpackSums),
      merchants: mapValues(byName(kept.habits.merchants), unpackSums),
      hours: unpackIntegers(kept.habits.hours),
    },
    moments: mapValues(kept.moments, unpackMoments),
    recent: kept.recent.map(
      ([transactionId, at, minor, accountId, merchantId, city = null]): RecentPayment => ({
        transactionId,
        at,
        minor,
        accountId,
        merchantId,
        city,
      }),
    ),
    alerted: mapValues(kept.alerted, (text) => {
      const [at = 0, times = 0] = unpackIntegers(text);
      return { at, times };
    }),
    said: mapValues(
      kept.said as Record<string, readonly [number, string, string]>,
      ([sequence, hash, asOf]): Said => ({ sequence, hash, asOf }),
    ),
  };
}

/** Versions 1 and 2 kept the lowest balances too: they are read from the ledger now. */
function upgraded(old: UnpackedState): CustomerState {
  const { lows: _, version: __, ...kept } = old as UnpackedState & { readonly lows?: unknown };
  return { ...emptyState(old.customerId), ...kept, version: STATE_VERSION };
}

function packMonths(months: MonthSums, words: readonly string[]): ByCurrency {
  const rows = Object.entries(months).map(([key, categories]) => {
    const [month, currency] = key.split(' ');
    const cells = words.map((word, place) => (categories[word] === undefined ? '' : packIntegers([place, ...categories[word]])));
    return [`${currency} ${month}`, cells.join('')];
  });
  return byCurrency(Object.fromEntries(rows));
}

function unpackMonths(kept: ByCurrency, words: readonly string[]): MonthSums {
  const rows = Object.entries(byName(kept)).map(([key, text]) => {
    const [currency, month] = key.split(' ');
    const figures = unpackIntegers(text);
    const sums: MonthSums[string] = {};
    for (let at = 0; at < figures.length; at += 4) {
      const [word, spent, received, count] = figures.slice(at, at + 4) as [number, number, number, number];
      sums[words[word] as string] = [spent, received, count];
    }
    return [`${month} ${currency}`, sums];
  });
  return Object.fromEntries(rows);
}

/** The squares of a single payment follow from its sum. */
function packSums([count, sum, squares]: LogSums): string {
  return packIntegers(count === 1 && squares === sum * sum ? [count, sum] : [count, sum, squares]);
}

function unpackSums(text: string): LogSums {
  const [count = 0, sum = 0, squares = sum * sum] = unpackIntegers(text);
  return [count, sum, squares];
}

function unpackMoments([gaps, minor]: readonly [string, string]): CustomerMoments {
  let second = 0;
  const at = unpackIntegers(gaps).map((gap) => {
    second += gap;
    return second;
  });
  return { at, minor: unpackIntegers(minor) };
}

/** `currency name` → currency → name; a currency is three letters. */
function byCurrency(values: Readonly<Record<string, string>>): ByCurrency {
  const nested: ByCurrency = {};
  for (const [key, value] of Object.entries(values)) {
    nested[key.slice(0, 3)] ??= {};
    (nested[key.slice(0, 3)] as Record<string, string>)[key.slice(4)] = value;
  }
  return nested;
}

function byName(nested: ByCurrency): Record<string, string> {
  return Object.fromEntries(
    Object.entries(nested).flatMap(([currency, values]) => Object.entries(values).map(([name, value]) => [`${currency} ${name}`, value])),
  );
}

function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
