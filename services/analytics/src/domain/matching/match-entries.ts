import { isSaid } from '../corrections/corrections.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { amountGroup, matchByAmount, type Pair } from './match-by-amount.ts';

export interface MatchInput {
  readonly entries: readonly LedgerEntry[];
  /** `amountGroup`s that are given whole. */
  readonly touched: ReadonlySet<string>;
  readonly ownAccounts: ReadonlySet<string>;
}

/**
 * Matches of a customer's entries: transfers between own accounts, card bills, refunds.
 *
 * A pure function of the entries given and the customer's accounts, whatever order they came in. Whoever calls gives every
 * entry of the `touched` amount groups (currency and absolute amount), and with each entry what it refers to and what
 * refers to that; entries of other groups are there to be referred to and keep what stands.
 */
export function matchEntries({ entries, touched, ownAccounts }: MatchInput): LedgerEntry[] {
  const byKey = new Map(entries.map((entry) => [entryKey(entry), entry]));
  const undone = wholeRefunds(entries, byKey);
  const isFree = (entry: LedgerEntry) => entry.status === 'posted' && !refersBack(entry) && !undone.has(entryKey(entry));
  const pairs = new Map<string, Pair>();
  for (const [key, group] of Map.groupBy(entries.filter(isFree), amountGroup)) {
    if (!touched.has(key)) continue;
    for (const pair of matchByAmount(group, ownAccounts)) pairs.set(entryKey(pair.debit), pair).set(entryKey(pair.credit), pair);
  }
  return entries.map((entry) => {
    if (refersBack(entry)) return refundOf(entry, byKey.get(referenceKey(entry)), ownAccounts);
    if (!touched.has(amountGroup(entry))) return entry;
    const pair = pairs.get(entryKey(entry));
    return pair === undefined ? unpaired(entry, ownAccounts) : paired(entry, pair);
  });
}

/** The bank itself names another account of the customer's as the other side. */
export function isOwnTransfer(entry: Pick<LedgerEntry, 'counterpartyAccount' | 'accountId'>, ownAccounts: ReadonlySet<string>): boolean {
  const { counterpartyAccount } = entry;
  return counterpartyAccount !== null && counterpartyAccount !== entry.accountId && ownAccounts.has(counterpartyAccount);
}

/** Money in that names what it undoes. */
function refersBack(entry: LedgerEntry): boolean {
  return entry.refersTo !== null && entry.minor > 0;
}

/** Keys of purchases whose whole amount a refund names: no other credit undoes them. */
function wholeRefunds(entries: readonly LedgerEntry[], byKey: ReadonlyMap<string, LedgerEntry>): Set<string> {
  const refunds = entries.filter((entry) => refersBack(entry) && entry.status === 'posted');
  const purchases = refunds.flatMap((refund) => {
    const purchase = byKey.get(referenceKey(refund));
    const whole = purchase?.status === 'posted' && purchase.currency === refund.currency && purchase.minor === -refund.minor;
    return whole ? [entryKey(purchase)] : [];
  });
  return new Set(purchases);
}

/** A refund has its purchase's category; one whose purchase is not known (yet) keeps its own. */
function refundOf(entry: LedgerEntry, purchase: LedgerEntry | undefined, ownAccounts: ReadonlySet<string>): LedgerEntry {
  const known = purchase !== undefined && purchase.minor < 0 && purchase.currency === entry.currency;
  const origin = known && !isSaid(entry) ? unpaired(purchase, ownAccounts) : alone(entry);
  return { ...alone(entry), category: origin.category, confidence: origin.confidence, refundMatch: entry.refersTo };
}

function paired(entry: LedgerEntry, { debit, credit, kind }: Pair): LedgerEntry {
  const isDebit = entryKey(debit) === entryKey(entry);
  const other = isDebit ? credit : debit;
  if (kind === 'transfer') return { ...alone(entry), category: 'transfer', confidence: 0.99, transferMatch: other.transactionId };
  if (isDebit) return alone(entry);
  const origin = isSaid(entry) ? entry : debit;
  return { ...alone(entry), category: origin.ownCategory, confidence: origin.ownConfidence, refundMatch: debit.transactionId };
}

/** The other leg is not known, only the account it is on: still no spending. */
function unpaired(entry: LedgerEntry, ownAccounts: ReadonlySet<string>): LedgerEntry {
  if (isSaid(entry) || !isOwnTransfer(entry, ownAccounts)) return alone(entry);
  return { ...alone(entry), category: 'transfer', confidence: 0.95, transferMatch: `account:${entry.counterpartyAccount}` };
}

function alone(entry: LedgerEntry): LedgerEntry {
  return { ...entry, category: entry.ownCategory, confidence: entry.ownConfidence, transferMatch: null, refundMatch: null };
}

function referenceKey(entry: LedgerEntry): string {
  return entryKey({ source: entry.source, transactionId: entry.refersTo ?? '' });
}
