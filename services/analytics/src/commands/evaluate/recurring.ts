import { median } from 'simple-statistics';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { epochDay } from '../../domain/recurring/cadence.ts';
import { findStreams } from '../../domain/recurring/find-streams.ts';
import type { SimulatedLedgers } from './simulated-ledgers.ts';

export interface RecurringFigures {
  readonly found: number;
  readonly real: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface RecurringReport {
  readonly methods: Readonly<Record<string, RecurringFigures>>;
  /** Recall of ours and of the baselines by trap and by cadence. */
  readonly rows: readonly { readonly name: string; readonly real: number; readonly recall: Readonly<Record<string, number>> }[];
  /** Of what ours found rightly: the named cadence is the true one. */
  readonly cadenceRight: number;
}

/** Ids of the transactions of one stream. */
type Found = ReadonlySet<string>;
type Finder = (entries: readonly LedgerEntry[], asOf: string) => Found[];

/** A found stream is a real one where so much of the two is the same. */
const SAME = 0.5;
const CADENCE_NAMES: Readonly<Record<string, string>> = { 'every 28 days': 'four-weekly' };

const FINDERS: Readonly<Record<string, Finder>> = {
  ours: (entries, asOf) =>
    findStreams(entries, asOf)
      .filter(({ state, transactionIds, cadence }) => state !== 'early' && transactionIds.length >= (cadence === 'yearly' ? 2 : 3))
      .map(({ transactionIds }) => new Set(transactionIds)),
  'same merchant, same amount, three times': sameAmount,
  "the rule of Plaid's states": regularGaps,
};

/**
 * Streams found against the bank's truth. Real are those with three payments in the ledger, or two where they come once a
 * year; one found stream counts for one real stream.
 */
export function evaluateRecurring({ ledgers, truth }: SimulatedLedgers, asOf: string): RecurringReport {
  const streams = new Map(truth.flatMap((record) => (record.record === 'stream' ? [[record.streamId, record] as const] : [])));
  const streamOf = new Map(
    truth.flatMap((record) =>
      record.record === 'transaction' && record.streamId ? [[record.transactionId, record.streamId] as const] : [],
    ),
  );
  const hits = new Map(Object.keys(FINDERS).map((name) => [name, new Set<string>()]));
  const found = new Map(Object.keys(FINDERS).map((name) => [name, 0]));
  const real = new Set<string>();
  let cadenceRight = 0;
  for (const { entries } of ledgers) {
    const own = realStreams(entries, { streamOf, isYearly: (id) => streams.get(id)?.cadence === 'yearly' });
    for (const id of own.keys()) real.add(id);
    for (const [name, find] of Object.entries(FINDERS)) {
      const sets = find(entries, asOf);
      found.set(name, (found.get(name) ?? 0) + sets.length);
      for (const id of matched(sets, own)) hits.get(name)?.add(id);
    }
    const named = findStreams(entries, asOf).map(({ transactionIds, cadence }) => ({ ids: new Set(transactionIds), cadence }));
    for (const [id, ids] of own) {
      const cadence = streams.get(id)?.cadence ?? '';
      if (named.some((one) => overlap(one.ids, ids) >= SAME && one.cadence === (CADENCE_NAMES[cadence] ?? cadence))) cadenceRight += 1;
    }
  }
  const methods = Object.fromEntries(
    [...hits].map(([name, right]) => [name, figuresOf({ found: found.get(name) ?? 0, real: real.size, right: right.size })]),
  );
  const groups = Map.groupBy(
    [...real].flatMap((id) => rowsOf(streams.get(id)).map((row) => ({ id, row }))),
    ({ row }) => row,
  );
  const rows = [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, ids]) => ({
      name,
      real: ids.length,
      recall: Object.fromEntries([...hits].map(([method, right]) => [method, ids.filter(({ id }) => right.has(id)).length / ids.length])),
    }));
  return { methods, rows, cadenceRight: cadenceRight / Math.max(1, hits.get('ours')?.size ?? 0) };
}

function rowsOf(stream: { readonly trap: string | null; readonly cadence: string; readonly kind: string } | undefined): string[] {
  return stream === undefined ? [] : [`trap: ${stream.trap ?? 'none'}`, `cadence: ${stream.cadence}`, `kind: ${stream.kind}`];
}

function realStreams(
  entries: readonly LedgerEntry[],
  { streamOf, isYearly }: { readonly streamOf: ReadonlyMap<string, string>; isYearly(id: string): boolean },
): Map<string, Set<string>> {
  const byStream = new Map<string, Set<string>>();
  for (const { transactionId, status } of entries) {
    const stream = streamOf.get(transactionId);
    if (stream === undefined || status !== 'posted') continue;
    byStream.set(stream, (byStream.get(stream) ?? new Set()).add(transactionId));
  }
  return new Map([...byStream].filter(([id, ids]) => ids.size >= (isYearly(id) ? 2 : 3)));
}

/** Ids of the real streams that a found one stands for, one to one, the most alike first. */
function matched(found: readonly Found[], real: ReadonlyMap<string, Found>): string[] {
  const pairs = found.flatMap((set, at) => [...real].map(([id, ids]) => ({ at, id, same: overlap(set, ids) })));
  const taken = new Set<number>();
  const right = new Set<string>();
  for (const { at, id } of pairs.filter((pair) => pair.same >= SAME).sort((one, other) => other.same - one.same)) {
    if (taken.has(at) || right.has(id)) continue;
    taken.add(at);
    right.add(id);
  }
  return [...right];
}

function overlap(left: Found, right: Found): number {
  const common = [...left].filter((id) => right.has(id)).length;
  return common / (left.size + right.size - common);
}

function figuresOf({ found, real, right }: Pick<RecurringFigures, 'found' | 'real' | 'right'>): RecurringFigures {
  const [precision, recall] = [right / Math.max(1, found), right / Math.max(1, real)];
  return { found, real, right, precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

const payments = (entries: readonly LedgerEntry[]) =>
  entries.filter(({ status }) => status === 'posted').sort((left, right) => (left.date < right.date ? -1 : 1));
const payee = ({ minor, merchantId, category }: LedgerEntry) => `${minor < 0 ? 'out' : 'in'} ${merchantId ?? category}`;

function sameAmount(entries: readonly LedgerEntry[]): Found[] {
  const groups = Map.groupBy(payments(entries), (entry) => `${payee(entry)} ${entry.minor}`);
  return [...groups.values()].filter((own) => own.length >= 3).map((own) => new Set(own.map(({ transactionId }) => transactionId)));
}

/** Days of each frequency that Plaid documents; a stream is mature after three payments on a regular cadence, annual after two. */
const FREQUENCIES: readonly (readonly [days: number, tolerance: number, enough: number])[] = [
  [7, 1, 3],
  [14, 2, 3],
  [15.2, 2, 3],
  [30.4, 4, 3],
  [365, 10, 2],
];

function regularGaps(entries: readonly LedgerEntry[]): Found[] {
  return [...Map.groupBy(payments(entries), payee).values()].flatMap((own) => {
    const days = own.map(({ date }) => epochDay(date));
    const gaps = days.slice(1).map((day, at) => day - (days[at] as number));
    if (gaps.length === 0) return [];
    const usual = median(gaps);
    const isRegular = FREQUENCIES.some(([length, tolerance, enough]) => {
      return own.length >= enough && Math.abs(usual - length) <= tolerance && gaps.every((gap) => Math.abs(gap - length) <= tolerance);
    });
    return isRegular ? [new Set(own.map(({ transactionId }) => transactionId))] : [];
  });
}
