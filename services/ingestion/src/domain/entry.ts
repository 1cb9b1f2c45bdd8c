import type { Customer } from '@munshi/events/customer';
import type { BankDocument } from '@munshi/events/document';
import type { Transaction } from '@munshi/events/transaction';
import type { Observation } from './profile/observation.ts';
import { RejectedError, type Rejection } from './rejection.ts';

export const RECORD_KINDS = ['transactions', 'customers', 'documents'] as const;
/** What the records of a file or call are. */
export type RecordKind = (typeof RECORD_KINDS)[number];

/** A transaction before its identity is settled: where the bank gave no id it is derived, see `identity.ts`. */
export type UnidentifiedTransaction = Omit<Transaction, 'transactionId'> & { readonly transactionId: string | null };

/** What became of one record. `repairs` names each thing that was mended, at most once a record. */
export type Entry =
  | {
      readonly kind: 'transaction';
      readonly transaction: UnidentifiedTransaction;
      /** What the row says of its customer, where the file has no customer records of its own. */
      readonly observation: Observation | null;
      readonly repairs: readonly string[];
    }
  | {
      readonly kind: 'customer';
      readonly customer: Customer;
      /** When it was so in the bank, RFC 3339 UTC; null where nothing says it. */
      readonly time: string | null;
      readonly repairs: readonly string[];
    }
  | { readonly kind: 'document'; readonly document: BankDocument; readonly repairs: readonly string[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** The entry that `make` gives, or the rejection it threw. */
export function entryOf(make: () => Entry): Entry {
  try {
    return make();
  } catch (error) {
    if (error instanceof RejectedError) return { kind: 'rejected', rejection: error.rejection };
    throw error;
  }
}
