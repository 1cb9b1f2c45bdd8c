import { contentHash } from '@munshi/events/event-id';
import type { Transaction } from '@munshi/events/transaction';
import type { UnidentifiedTransaction } from './entry.ts';

/** How many equal rows without an id there were so far in this file, by the hash of what makes them equal. */
export type EqualRows = Map<string, number>;

/** What makes rows without an id equal: source, account, date, time, amount and description. */
export function equalityHash(row: UnidentifiedTransaction): string {
  const { source, accountId, customerId, date, time, amount, description } = row;
  return contentHash([source, accountId ?? customerId, date, time ?? null, amount.minor, amount.currency, description ?? null]);
}

/**
 * The transaction under its identity: the bank's id where there is one, else the hash of what makes rows equal and of n
 * for the n-th equal row. The same file sent again gives the same ids.
 */
export function identify(row: UnidentifiedTransaction, equalRows: EqualRows): Transaction {
  if (row.transactionId !== null) return row as Transaction;
  const hash = equalityHash(row);
  const n = (equalRows.get(hash) ?? 0) + 1;
  equalRows.set(hash, n);
  return { ...row, transactionId: contentHash([hash, n]) };
}
