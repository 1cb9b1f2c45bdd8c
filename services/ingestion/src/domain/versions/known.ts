import type { Customer } from '@munshi/events/customer';
import type { Transaction } from '@munshi/events/transaction';
import type { ObservedProfile } from '../profile/observed-profile.ts';

/** The newest version of something that was published. */
export interface KnownVersion {
  readonly hash: string;
  readonly revision: number;
}

/** The hash of what was removed: it stays known, so that a later version of it has a higher revision. */
export const REMOVED = '';

export interface KnownTransaction extends KnownVersion {
  readonly customerId: string;
  readonly status: Transaction['status'];
}

/** A customer as registered; revision 0 and no hash where rows were seen and nothing is published yet. */
export interface KnownCustomer {
  readonly status: 'active' | 'erased';
  readonly hash: string | null;
  readonly revision: number;
  /** The bank's own customer record. */
  readonly record: Customer | null;
  /** When that record was so in the bank, where it says so. */
  readonly recordTime: string | null;
  readonly observed: ObservedProfile | null;
}

/** What the register holds of the records of one batch. */
export interface Register {
  readonly transactions: Map<string, KnownTransaction>;
  readonly customers: Map<string, KnownCustomer>;
  /** Those of the batch and all parts of each. */
  readonly documents: Map<string, KnownVersion>;
}

export function emptyRegister(): Register {
  return { transactions: new Map(), customers: new Map(), documents: new Map() };
}

/** The key of a transaction's identity; no line end is in either of them. */
export function transactionKey({ source, transactionId }: Pick<Transaction, 'source' | 'transactionId'>): string {
  return `${source}\n${transactionId}`;
}
