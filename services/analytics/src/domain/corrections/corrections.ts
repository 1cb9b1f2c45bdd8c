import { type Category, isCategory } from '@munshi/events/spending';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';

/** What a customer said of a transaction's category. */
export interface Correction {
  readonly category: Category;
  /** When it was said: the later word stands. */
  readonly at: string;
}

/** A customer's words on categories. They commute: in whatever order words and transactions come, the same stands. */
export interface Corrections {
  /** By `source/transactionId`. */
  readonly transactions: Record<string, Correction>;
  /** What was learned of them: by merchant, money out and in apart (an employer may be a shop as well). */
  readonly merchants: Record<string, Correction>;
}

/** The customer said it of this very transaction: it wins over everything, matches too. */
export const SAID_CONFIDENCE = 1;
/** Learned of another transaction of the same merchant: it wins over code and words. */
export const LEARNED_CONFIDENCE = 0.99;

export function emptyCorrections(): Corrections {
  return { transactions: {}, merchants: {} };
}

/** Takes a correction in; false for an unknown category or an older word. Changes `corrections`. */
export function takeCorrection(
  corrections: Corrections,
  said: { readonly key: string; readonly category: string; readonly at: string },
): boolean {
  if (!isCategory(said.category)) return false;
  const known = corrections.transactions[said.key];
  if (known !== undefined && known.at > said.at) return false;
  corrections.transactions[said.key] = { category: said.category, at: said.at };
  return true;
}

/** Whether the customer has ever said anything. */
export function hasCorrections({ transactions }: Corrections): boolean {
  for (const _ in transactions) return true;
  return false;
}

/** Learns what the customer's word on this transaction teaches of its merchant; true where it is news. Changes `corrections`. */
export function learnMerchant(corrections: Corrections, entry: Named): boolean {
  const said = corrections.transactions[entryKey(entry)];
  const merchant = merchantOf(entry);
  if (said === undefined || merchant === null) return false;
  const known = corrections.merchants[merchant];
  if (known !== undefined && (known.at > said.at || (known.at === said.at && known.category <= said.category))) return false;
  corrections.merchants[merchant] = said;
  return true;
}

type Named = Pick<LedgerEntry, 'source' | 'transactionId' | 'merchantId' | 'minor'>;

function merchantOf({ merchantId, minor }: Named): string | null {
  return merchantId === null ? null : `${minor < 0 ? 'out' : 'in'} ${merchantId}`;
}

/** The entry as the customer has its category. */
export function corrected(entry: LedgerEntry, corrections: Corrections): LedgerEntry {
  const said = corrections.transactions[entryKey(entry)];
  if (said !== undefined) return withOwn(entry, said.category, SAID_CONFIDENCE);
  const merchant = merchantOf(entry);
  const learned = merchant === null ? undefined : corrections.merchants[merchant];
  return learned === undefined ? entry : withOwn(entry, learned.category, LEARNED_CONFIDENCE);
}

function withOwn(entry: LedgerEntry, ownCategory: Category, ownConfidence: number): LedgerEntry {
  return { ...entry, ownCategory, ownConfidence, category: ownCategory, confidence: ownConfidence };
}

/** No match speaks louder than the customer, who called it something else than a transfer. */
export function isSaid({ ownCategory, ownConfidence }: Pick<LedgerEntry, 'ownCategory' | 'ownConfidence'>): boolean {
  return ownConfidence === SAID_CONFIDENCE && ownCategory !== 'transfer';
}
