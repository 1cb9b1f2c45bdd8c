import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { entryKey, type LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { amountGroup } from '../../domain/matching/match-by-amount.ts';

/** One customer's ledger in memory, found as the service's queries find it. */
export interface StandingEntries {
  put(entries: readonly LedgerEntry[]): void;
  byId(transactionId: string): LedgerEntry | undefined;
  /** What a batch needs to know: the versions it replaces, what refers to what, and the amount groups of all of these. */
  around(events: readonly MunshiEvent<Transaction>[]): LedgerEntry[];
}

export function createStandingEntries(): StandingEntries {
  const entries = new Map<string, LedgerEntry>();
  const ids = new Map<string, string>();
  const groups = new Map<string, Set<string>>();
  const referring = new Map<string, Set<string>>();

  const target = ({ source, refersTo }: LedgerEntry) => (refersTo === null ? null : `${source}/${refersTo}`);
  const known = (keys: Iterable<string>) => [...keys].flatMap((key) => entries.get(key) ?? []);

  return {
    put(changed) {
      for (const entry of changed) {
        const key = entryKey(entry);
        const before = entries.get(key);
        if (before !== undefined) groups.get(amountGroup(before))?.delete(key);
        entries.set(key, entry);
        ids.set(entry.transactionId, key);
        addTo(groups, amountGroup(entry), key);
        const referred = target(entry);
        if (referred !== null) addTo(referring, referred, key);
      }
    },
    byId: (transactionId) => entries.get(ids.get(transactionId) ?? ''),
    around(events) {
      const named = new Set(events.flatMap(({ data }) => [entryKey(data), ...(data.refersTo ? [`${data.source}/${data.refersTo}`] : [])]));
      const referred = [...named].flatMap((key) => [...(referring.get(key) ?? [])]);
      const wanted = new Set([...events.map(({ data }) => amountGroup(data.amount)), ...known(named).map(amountGroup)]);
      const keys = new Set([...named, ...referred, ...[...wanted].flatMap((group) => [...(groups.get(group) ?? [])])]);
      for (const entry of known(keys)) {
        const key = target(entry);
        if (key !== null) keys.add(key);
      }
      return known(keys);
    },
  };
}

function addTo(sets: Map<string, Set<string>>, name: string, key: string): void {
  const set = sets.get(name);
  if (set === undefined) sets.set(name, new Set([key]));
  else set.add(key);
}
