import { type RawBuilder, sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';

/** Field of an entry → its column and how it is read: integers as numbers (exact up to 2^53, as money is), dates as text. */
const FIELDS: Readonly<Record<keyof LedgerEntry, readonly [column: string, read?: 'integer']>> = {
  source: ['source'],
  transactionId: ['transaction_id'],
  customerId: ['customer_id'],
  accountId: ['account_id'],
  minor: ['minor', 'integer'],
  currency: ['currency'],
  date: ['date'],
  time: ['time'],
  hour: ['hour'],
  status: ['status'],
  sequence: ['sequence', 'integer'],
  mcc: ['mcc'],
  merchantId: ['merchant_id'],
  merchantName: ['merchant_name'],
  city: ['city'],
  country: ['country'],
  counterpartyAccount: ['counterparty_account'],
  balanceAfter: ['balance_after', 'integer'],
  refersTo: ['refers_to'],
  ownCategory: ['own_category'],
  ownConfidence: ['own_confidence'],
  hint: ['hint'],
  category: ['category'],
  confidence: ['confidence'],
  transferMatch: ['transfer_match'],
  refundMatch: ['refund_match'],
  streamId: ['stream_id'],
  revision: ['revision'],
  score: ['score'],
  anomalyId: ['anomaly_id'],
  teaches: ['teaches'],
};

const fields = Object.entries(FIELDS) as [keyof LedgerEntry, (typeof FIELDS)[keyof LedgerEntry]][];

/** Columns in the order of the fields. */
export const NAMES: RawBuilder<unknown> = sql.join(fields.map(([, [column]]) => sql.id(column)));
/** The same of the row that an insert could not insert. */
export const EXCLUDED: RawBuilder<unknown> = sql.join(fields.map(([, [column]]) => sql.id('excluded', column)));
/** Columns of `t` under the names of the fields. */
export const COLUMNS: RawBuilder<unknown> = sql.join(
  fields.map(([field, [column, read]]) => sql`${sql.id('t', column)}${sql.raw(read === 'integer' ? '::float8' : '')} as ${sql.id(field)}`),
);

export function columnOf(field: keyof LedgerEntry): string {
  return FIELDS[field][0];
}

export function toRow(entry: LedgerEntry): Record<string, unknown> {
  return Object.fromEntries(fields.map(([field, [column]]) => [column, entry[field]]));
}
