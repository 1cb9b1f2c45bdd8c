import { type BankRecord, createBank } from '@munshi/bank-simulator/simulate';
import type { Customer } from '@munshi/events/customer';
import { customer as customerSchema } from '@munshi/events/customer';
import type { Intake, MunshiEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { type Transaction, transaction as transactionSchema } from '@munshi/events/transaction';

export type TruthRecord = ReturnType<ReturnType<typeof createBank>['truth']> extends Generator<infer Item> ? Item : never;
export type TransactionTruth = Extract<TruthRecord, { record: 'transaction' }>;
export type MonthTruth = Extract<TruthRecord, { record: 'month' }>;

export interface SimulatedBank {
  /** As ingestion would publish them: ids by content, a sequence that rises a subject. */
  readonly transactions: readonly MunshiEvent<Transaction>[];
  readonly customers: readonly MunshiEvent<Customer>[];
  readonly transactionTruth: ReadonlyMap<string, TransactionTruth>;
  readonly months: readonly MonthTruth[];
}

/** A small bank's history as events, with what is really so. */
export function simulatedBank(options: {
  readonly customers: number;
  readonly from: string;
  readonly until: string;
  readonly seed?: number;
}): SimulatedBank {
  const bank = createBank({ customers: options.customers, seed: options.seed ?? 7, from: options.from, until: options.until });
  const records = [...bank.history()];
  const truth = [...bank.truth()];
  const sequences = new Map<string, number>();
  return {
    transactions: records.flatMap((record) =>
      record.record === 'transaction' ? [transactionEvent(toTransaction(record), { sequences })] : [],
    ),
    customers: records.flatMap((record) => (record.record === 'customer' ? [customerEvent(toCustomer(record))] : [])),
    transactionTruth: new Map(
      truth.flatMap((record) => (record.record === 'transaction' ? [[record.transactionId, record] as const] : [])),
    ),
    months: truth.filter((record) => record.record === 'month'),
  };
}

function toTransaction(record: BankRecord): Transaction {
  return transactionSchema.parse(record);
}

function toCustomer(record: BankRecord): Customer {
  return customerSchema.parse(record);
}

interface EventOptions {
  readonly intake?: Intake;
  readonly sequences?: Map<string, number>;
  readonly sequence?: number;
}

/** The event of a transaction; `sequences` counts its versions. */
export function transactionEvent(data: Transaction, options: EventOptions = {}): MunshiEvent<Transaction> {
  const subject = `${data.source}/${data.transactionId}`;
  const counted = (options.sequences?.get(subject) ?? 0) + 1;
  options.sequences?.set(subject, counted);
  const sequence = options.sequence ?? counted;
  return {
    topic: 'bank.transactions',
    id: contentHash(['bank.transactions', data, sequence]),
    key: data.customerId,
    subject,
    sequence,
    time: data.time ?? `${data.date}T00:00:00Z`,
    intake: options.intake ?? 'history',
    source: '/munshi/ingestion',
    data,
  };
}

export function customerEvent(data: Customer, sequence = 1): MunshiEvent<Customer> {
  return {
    topic: 'bank.customers',
    id: contentHash(['bank.customers', data, sequence]),
    key: data.customerId,
    subject: data.customerId,
    sequence,
    time: '2026-01-01T00:00:00Z',
    intake: 'history',
    source: '/munshi/ingestion',
    data,
  };
}
