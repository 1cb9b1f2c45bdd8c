import type { LogSums } from '../anomaly/habits.ts';
import type { MonthSums } from '../spending/month-sums.ts';
import { type CustomerState, emptyState, STATE_VERSION } from './customer-state.ts';
import { unpackIntegers } from './packed-integers.ts';
import { mapValues, type SmallParts, unpackSmallParts } from './stored-parts.ts';
import { dayOf, type Tickets } from './tickets.ts';

/** States of versions 1 and 2, as they were kept: every field as it was in memory, some of them absent. */
export type UnpackedState = Partial<Omit<CustomerState, 'version'>> & { readonly version: 1 | 2; readonly customerId: string };

/** A state of version 3: sums and months by currency, then name; of each a text. */
export interface StateOfVersion3
  extends Omit<CustomerState, 'version' | 'months' | 'days' | 'habits' | 'tickets' | keyof SmallParts>,
    SmallParts {
  readonly version: 3;
  readonly words: readonly string[];
  readonly months: ByCurrency;
  readonly days: Record<string, string>;
  readonly habits: Omit<CustomerState['habits'], 'categories' | 'merchants' | 'hours'> & {
    readonly categories: ByCurrency;
    readonly merchants: ByCurrency;
    readonly hours: string;
  };
}

type ByCurrency = Record<string, Record<string, string>>;

export type OlderState = UnpackedState | StateOfVersion3;

/** An older state as it is in memory today; what its version did not keep begins empty. */
export function upgraded(old: OlderState): CustomerState {
  if (old.version === 3) return fromVersion3(old);
  // versions 1 and 2 kept the lowest balances too: they are read from the ledger now
  const { lows: _, version: __, ...kept } = old as UnpackedState & { readonly lows?: unknown };
  return { ...emptyState(old.customerId), ...kept, tickets: ticketsBefore(old.span), version: STATE_VERSION };
}

function fromVersion3(old: StateOfVersion3): CustomerState {
  const { words, ...same } = old;
  return {
    ...emptyState(old.customerId),
    ...same,
    ...unpackSmallParts(old),
    version: STATE_VERSION,
    months: unpackMonths(old.months, words),
    days: mapValues(old.days, unpackIntegers),
    habits: {
      ...old.habits,
      categories: mapValues(byName(old.habits.categories), unpackSums),
      merchants: mapValues(byName(old.habits.merchants), unpackSums),
      hours: unpackIntegers(old.habits.hours),
    },
    tickets: ticketsBefore(old.span),
  };
}

/** Nothing is known of tickets: as if one had been paid for on the newest date, so that nobody who is on a journey is taken for a thief. */
function ticketsBefore(span: CustomerState['span'] | undefined): Tickets {
  return span ? [dayOf(span.to)] : [];
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
function unpackSums(text: string): LogSums {
  const [count = 0, sum = 0, squares = sum * sum] = unpackIntegers(text);
  return [count, sum, squares];
}

function byName(nested: ByCurrency): Record<string, string> {
  return Object.fromEntries(
    Object.entries(nested).flatMap(([currency, values]) => Object.entries(values).map(([name, value]) => [`${currency} ${name}`, value])),
  );
}
