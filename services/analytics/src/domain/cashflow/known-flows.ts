import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { dateOf, datesFrom, epochDay, nominalDay } from '../recurring/cadence.ts';
import { bestChain } from '../recurring/find-chain.ts';
import { findStreams } from '../recurring/find-streams.ts';

/** Money that is expected on a day: a contract, a salary, a card's bill. */
export interface KnownFlow {
  readonly date: string;
  /** Signed as the customer sees it. */
  readonly minor: number;
  /** Standard deviation of such amounts, minor units. */
  readonly deviation: number;
  readonly name: string | null;
  /** Null for a card's bill. */
  readonly streamId: string | null;
  readonly isIncome: boolean;
}

export interface KnownFlows {
  readonly flows: readonly KnownFlow[];
  /** Transactions that stand behind them: what is left is not known beforehand. */
  readonly explained: ReadonlySet<string>;
}

/** Amounts that the next one is told from. */
const RECENT = 6;
const LEAST_BILLS = 3;

/** What is known of the days after `asOf`, up to and with `until`, on the accounts whose entries are given. */
export function knownFlows(
  entries: readonly LedgerEntry[],
  { asOf, until }: { readonly asOf: string; readonly until: string },
): KnownFlows {
  const byId = new Map(entries.map((entry) => [entry.transactionId, entry]));
  const streams = findStreams(entries, asOf).filter(({ state }) => state !== 'early');
  const explained = new Set(streams.flatMap(({ transactionIds }) => transactionIds));
  const flows = streams.flatMap(({ nextDate, cadence, amount, merchantName, transactionIds, direction, streamId }) => {
    if (nextDate === null) return [];
    const deviation = deviationOf(transactionIds.slice(-RECENT).flatMap((id) => byId.get(id)?.minor ?? []));
    const common = { minor: amount.minor, deviation, name: merchantName, streamId, isIncome: direction === 'in' };
    return datesFrom(cadence, { from: nextDate, until }).flatMap((date) => (date > asOf ? [{ date, ...common }] : []));
  });
  const bill = cardBill(
    entries.filter(({ transactionId }) => !explained.has(transactionId)),
    { asOf, until },
  );
  return { flows: [...flows, ...bill.flows], explained: new Set([...explained, ...bill.explained]) };
}

/** Own transfers that leave these accounts every month, in whatever amount: what was bought with a card. */
function cardBill(entries: readonly LedgerEntry[], { asOf, until }: { readonly asOf: string; readonly until: string }): KnownFlows {
  const inside = new Set(entries.map(({ transactionId }) => transactionId));
  const leaving = entries
    .filter(({ minor, transferMatch, date }) => minor < 0 && transferMatch !== null && !inside.has(transferMatch) && date <= asOf)
    .map((entry) => ({ key: entry.transactionId, day: epochDay(entry.date), minor: -entry.minor }))
    .sort((left, right) => left.day - right.day || (left.key < right.key ? -1 : 1));
  const chain = bestChain(leaving);
  if (chain?.cadence.name !== 'monthly' || chain.occurrences.length < LEAST_BILLS || chain.missed > chain.occurrences.length / 3)
    return { flows: [], explained: new Set() };
  const recent = chain.occurrences.slice(-RECENT).map(({ minor }) => -minor);
  const minor = Math.round(meanOf(recent.slice(-LEAST_BILLS)));
  const next = nominalDay(chain.cadence, chain.phase, (chain.slots.at(-1) as number) + 1);
  const dates = datesFrom('monthly', { from: dateOf(next), until }).filter((date) => date > asOf);
  return {
    flows: dates.map((date) => ({ date, minor, deviation: deviationOf(recent), name: null, streamId: null, isIncome: false })),
    explained: new Set(chain.occurrences.map(({ key }) => key)),
  };
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample; 0 for fewer than two. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
