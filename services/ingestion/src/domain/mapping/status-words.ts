import type { Transaction } from '@munshi/events/transaction';

/** What banks call the three states of a transaction, in small letters. */
const STATUSES: Readonly<Record<string, Transaction['status']>> = {
  ...{ posted: 'posted', booked: 'posted', cleared: 'posted', completed: 'posted', settled: 'posted', success: 'posted' },
  ...{ successful: 'posted', pending: 'pending', authorised: 'pending', authorized: 'pending', hold: 'pending', scheduled: 'pending' },
  ...{ cancelled: 'cancelled', canceled: 'cancelled', declined: 'cancelled', failed: 'cancelled', rejected: 'cancelled' },
};

/** Null for a word that could be any of them. */
export function statusOfWord(word: string): Transaction['status'] | null {
  const plain = word.trim().toLowerCase();
  return Object.hasOwn(STATUSES, plain) ? (STATUSES[plain] ?? null) : null;
}
