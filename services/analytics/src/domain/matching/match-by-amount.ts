import { isSaid } from '../corrections/corrections.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { daysAfter, NAMED_TRANSFER_DAYS, REFUND_DAYS, TRANSFER_DAYS } from './match-windows.ts';

export interface Pair {
  readonly debit: LedgerEntry;
  readonly credit: LedgerEntry;
  readonly kind: 'transfer' | 'refund';
}

interface Candidate extends Pair {
  /** Larger is surer. */
  readonly strength: number;
  readonly days: number;
}

/** Entries that could cancel each other out: one currency, one absolute amount. */
export function amountGroup(entry: Pick<LedgerEntry, 'currency' | 'minor'>): string {
  return `${entry.currency} ${Math.abs(entry.minor)}`;
}

/**
 * Pairs a debit and a credit of one amount group: the surest first, then the closest in time, then by date and id, so that
 * the result does not depend on the order of the group. Each entry is in one pair at most.
 */
export function matchByAmount(group: readonly LedgerEntry[], ownAccounts: ReadonlySet<string>): Pair[] {
  const debits = group.filter((entry) => entry.minor < 0);
  const credits = group.filter((entry) => entry.minor > 0);
  if (debits.length === 0 || credits.length === 0) return [];
  const candidates = credits.flatMap((credit) => debits.flatMap((debit) => candidateOf(debit, credit, ownAccounts) ?? []));
  candidates.sort(surestFirst);
  const taken = new Set<string>();
  return candidates.filter(({ debit, credit }) => {
    const keys = [entryKey(debit), entryKey(credit)];
    if (keys.some((key) => taken.has(key))) return false;
    for (const key of keys) taken.add(key);
    return true;
  });
}

function candidateOf(debit: LedgerEntry, credit: LedgerEntry, ownAccounts: ReadonlySet<string>): Candidate | null {
  const days = daysAfter(debit, credit);
  const strength = transferStrength(debit, credit, ownAccounts);
  if (strength > 0 && Math.abs(days) <= (strength > 1 ? NAMED_TRANSFER_DAYS : TRANSFER_DAYS)) {
    return { debit, credit, kind: 'transfer', strength, days: Math.abs(days) };
  }
  const sameMerchant = debit.merchantId !== null && debit.merchantId === credit.merchantId;
  const oneAccount = debit.accountId === credit.accountId;
  if (sameMerchant && oneAccount && days >= 0 && days <= REFUND_DAYS) return { debit, credit, kind: 'refund', strength: 1, days };
  return null;
}

/** 3: both legs name each other; 2: one does; 1: two own accounts and transfer-like words on either; 0: no transfer. */
function transferStrength(debit: LedgerEntry, credit: LedgerEntry, ownAccounts: ReadonlySet<string>): number {
  if (isSaid(debit) || isSaid(credit)) return 0;
  if (debit.accountId === null || credit.accountId === null || debit.accountId === credit.accountId) return 0;
  const names = (entry: LedgerEntry, other: LedgerEntry) =>
    entry.counterpartyAccount !== null && entry.counterpartyAccount === other.accountId;
  const named = Number(names(debit, credit)) + Number(names(credit, debit));
  if (named > 0) return 1 + named;
  const elsewhere = (entry: LedgerEntry) => entry.counterpartyAccount !== null && !ownAccounts.has(entry.counterpartyAccount);
  if (elsewhere(debit) || elsewhere(credit)) return 0;
  return debit.hint !== null || credit.hint !== null ? 1 : 0;
}

function surestFirst(left: Candidate, right: Candidate): number {
  if (left.strength !== right.strength) return right.strength - left.strength;
  if (left.days !== right.days) return left.days - right.days;
  const order = (candidate: Candidate) => `${candidate.debit.date} ${entryKey(candidate.debit)} ${entryKey(candidate.credit)}`;
  return order(left) < order(right) ? -1 : 1;
}
