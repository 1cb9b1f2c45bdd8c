import { amountGroup } from '../matching/match-by-amount.ts';
import { entryKey, type LedgerEntry } from './ledger-entry.ts';

/** Entries of one customer by key, with the ways in which matches find them. Changed by `putEntry` alone. */
export interface EntryIndex {
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** Keys by amount group. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys of entries by the key of what they refer to. */
  readonly referring: ReadonlyMap<string, ReadonlySet<string>>;
}

export function indexEntries(entries: Iterable<LedgerEntry>): EntryIndex {
  const index: EntryIndex = { entries: new Map(), groups: new Map(), referring: new Map() };
  for (const entry of entries) putEntry(index, entry);
  return index;
}

/** Puts a version in place of the one that stood; changes `index`. */
export function putEntry(index: EntryIndex, entry: LedgerEntry): void {
  const { entries, groups, referring } = index as Changeable;
  const key = entryKey(entry);
  const before = entries.get(key);
  entries.set(key, entry);
  const group = amountGroup(entry);
  if (before !== undefined && before.minor === entry.minor && before.currency === entry.currency && before.refersTo === entry.refersTo)
    return;
  if (before !== undefined) groups.get(amountGroup(before))?.delete(key);
  if (before !== undefined && before.refersTo !== null) referring.get(referenceOf(before))?.delete(key);
  setOf(groups, group).add(key);
  if (entry.refersTo !== null) setOf(referring, referenceOf(entry)).add(key);
}

/** The key of what an entry refers to; null where it refers to nothing. */
export function referenceKey({
  source,
  refersTo,
}: {
  readonly source: string;
  readonly refersTo?: string | null | undefined;
}): string | null {
  return refersTo ? `${source}/${refersTo}` : null;
}

interface Changeable {
  readonly entries: Map<string, LedgerEntry>;
  readonly groups: Map<string, Set<string>>;
  readonly referring: Map<string, Set<string>>;
}

function referenceOf(entry: LedgerEntry): string {
  return referenceKey(entry) ?? '';
}

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const set = sets.get(key) ?? new Set<string>();
  sets.set(key, set);
  return set;
}
