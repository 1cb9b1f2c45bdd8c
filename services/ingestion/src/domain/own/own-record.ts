import type { Entry, RecordKind } from '../entry.ts';
import type { JsonObject } from '../lines/json-line.ts';
import type { BankDefaults } from '../mapping/mapping.ts';
import { RejectedError } from '../rejection.ts';
import { readOwnCustomer } from './own-customer.ts';
import { readOwnDocument } from './own-document.ts';
import { readOwnTransaction } from './own-transaction.ts';

const KIND_OF_RECORD: Readonly<Record<string, RecordKind>> = { transaction: 'transactions', customer: 'customers', document: 'documents' };

/** A record in one of the assistant's own shapes; its `record` field wins over the kind it is expected to be. */
export function readOwnRecord(value: JsonObject, expected: RecordKind, bank: BankDefaults): Entry {
  switch (kindOf(value, expected)) {
    case 'transactions':
      return readOwnTransaction(value, bank);
    case 'customers':
      return readOwnCustomer(value);
    case 'documents':
      return readOwnDocument(value);
  }
}

function kindOf(value: JsonObject, expected: RecordKind): RecordKind {
  if (value.record === undefined || value.record === null) return expected;
  const kind = typeof value.record === 'string' && Object.hasOwn(KIND_OF_RECORD, value.record) ? KIND_OF_RECORD[value.record] : undefined;
  if (kind) return kind;
  throw new RejectedError('RECORD_UNKNOWN', 'record: is none of transaction, customer, document');
}
