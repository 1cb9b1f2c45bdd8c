import type { Customer } from '@munshi/events/customer';
import type { Transaction } from '@munshi/events/transaction';
import { type BankOptions, type BankRecord, createBank, historyStart } from '../src/simulate.ts';
import type { TruthRecord } from '../src/truth-record.ts';

export const UNTIL = '2026-03-17';

/** The demo bank's scale: 60 customers, 12 months. */
export const DEMO: BankOptions = { customers: 60, seed: 1, from: historyStart({ months: 12, until: UNTIL }), until: UNTIL };
/** Enough for what does not depend on the scale. */
export const SMALL: BankOptions = { customers: 8, seed: 3, from: historyStart({ months: 5, until: UNTIL }), until: UNTIL };

export type TransactionRecord = Extract<BankRecord, { record: 'transaction' }>;

export function transactionsOf(records: Iterable<BankRecord>): Transaction[] {
  return [...records].flatMap((record) => (record.record === 'transaction' ? [withoutLabel(record)] : []));
}

export function customersOf(records: Iterable<BankRecord>): Customer[] {
  return [...records].flatMap((record) => (record.record === 'customer' ? [withoutLabel(record)] : []));
}

/** The truth's records of one kind. */
export function truthsOf<Kind extends TruthRecord['record']>(
  truth: Iterable<TruthRecord>,
  kind: Kind,
): Extract<TruthRecord, { record: Kind }>[] {
  return [...truth].filter((record): record is Extract<TruthRecord, { record: Kind }> => record.record === kind);
}

export function withoutLabel<Record extends { readonly record: string }>({ record: _, ...data }: Record): Omit<Record, 'record'> {
  return data;
}

export const bankOf = (options: Partial<BankOptions> = {}) => createBank({ ...SMALL, ...options });
