import type { Money } from '@munshi/events/money';
import { type AmountReading, readAmount } from '../amount-value.ts';
import type { Entry, UnidentifiedTransaction } from '../entry.ts';
import type { Agreed, AgreedField, NewestField, Observation } from '../profile/observation.ts';
import { RejectedError } from '../rejection.ts';
import { cleanText, isUsableId, knownText, type Repair } from '../text-value.ts';
import { zonedInstant } from '../zoned-time.ts';
import { readBirthDate } from './birth-date.ts';
import type { AmountField, BankDefaults, Field, Mapping } from './mapping.ts';
import { clockTime, transactionDate } from './parse-date.ts';

/** The value of a column, undefined where the row has no such column. */
export type Row = (column: string) => string | undefined;

interface Reading {
  readonly mapping: Mapping;
  readonly row: Row;
  readonly bank: BankDefaults;
  readonly repair: Repair;
}

/** The transaction of a row, with what it says of its customer. @throws RejectedError */
export function applyMapping(mapping: Mapping, row: Row, bank: BankDefaults): Entry {
  const repairs = new Set<string>();
  const reading: Reading = { mapping, row, bank, repair: (name) => repairs.add(name) };
  const transaction = readTransaction(reading);
  const observation = readObservation(reading, transaction);
  return { kind: 'transaction', transaction, observation, repairs: [...repairs] };
}

function readTransaction(reading: Reading): UnidentifiedTransaction {
  const { mapping } = reading;
  const fields = mapping.transaction;
  const customerId = idOf(reading, fields.customerId, 'CUSTOMER_ID_MISSING');
  const date = readDate(reading);
  return {
    transactionId: fields.transactionId === undefined ? null : optionalId(reading, fields.transactionId),
    customerId,
    accountId: accountOf(reading, customerId),
    amount: requiredAmount(reading, fields.amount),
    date,
    time: readTime(reading, date),
    status: statusOf(reading),
    channel: textOf(reading, fields.channel),
    description: textOf(reading, fields.description),
    merchant: readMerchant(reading),
    counterparty: present({ name: textOf(reading, fields.counterpartyName), account: textOf(reading, fields.counterpartyAccount) }),
    balanceAfter: readBalance(reading),
    originalAmount: null,
    refersTo: fields.refersTo === undefined ? null : optionalId(reading, fields.refersTo),
    source: mapping.source,
  };
}

function readObservation(reading: Reading, transaction: UnidentifiedTransaction): Observation | null {
  const { customer, accountOfCustomer } = reading.mapping;
  if (!customer && !accountOfCustomer) return null;
  const agreed: Partial<Record<AgreedField, Agreed>> = {};
  const newest: Partial<Record<NewestField, string>> = {};
  const observe = (name: NewestField | 'gender', repair: string, limit: number): void => {
    const from = customer?.[name];
    if (from === undefined) return;
    const value = textOf(reading, from, limit);
    if (value === null) reading.repair(repair);
    else if (name === 'gender') agreed.gender = { said: value, known: true };
    else newest[name] = value;
  };
  if (customer?.birthDate) {
    const { observed, repair } = readBirthDate(knownText(reading.row(customer.birthDate.column)), customer.birthDate, transaction.date);
    if (observed) agreed.birthDate = observed;
    if (repair) reading.repair(repair);
  }
  observe('gender', 'missingGender', 50);
  observe('name', 'missingName', 500);
  observe('city', 'missingCity', 200);
  observe('occupation', 'missingOccupation', 200);
  const { customerId, accountId, amount, date } = transaction;
  const time = transaction.time ?? zonedInstant(date, '00:00:00', zoneOf(reading));
  const account = accountOfCustomer && accountId ? { accountId, kind: accountOfCustomer.kind, currency: amount.currency } : null;
  return { customerId, at: `${time} ${transaction.transactionId ?? ''}`, time, agreed, newest, account };
}

function readDate(reading: Reading): string {
  const { column, order } = reading.mapping.transaction.date;
  const text = knownText(reading.row(column));
  if (text === null) throw new RejectedError('DATE_MISSING', `${column}: has no date`);
  const day = text.split(/[T ]/, 1)[0] ?? '';
  const date = transactionDate(day, order);
  if (date === null) throw new RejectedError('DATE_INVALID', `${column}: is not a date written ${order.split('').join('-')}`);
  return date;
}

/** A transaction without a usable time of day keeps its date; the time is unknown. */
function readTime(reading: Reading, date: string): string | null {
  const field = reading.mapping.transaction.time;
  const text = field ? knownText(reading.row(field.column)) : null;
  if (!field || text === null) return null;
  if (field.as === 'instant') {
    const at = /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(at)) return new Date(at).toISOString().replace('.000Z', 'Z');
  } else {
    const read = clockTime(field.as === 'clock' ? text : (text.split(/[T ]/)[1] ?? ''));
    if (read?.zerosLost) reading.repair('leadingZeros');
    if (read) return zonedInstant(date, read.clock, zoneOf(reading));
  }
  reading.repair('invalidTime');
  return null;
}

function requiredAmount(reading: Reading, field: AmountField): Money {
  const text = knownText(reading.row(field.column));
  if (text === null) throw new RejectedError('AMOUNT_MISSING', `${field.column}: has no amount`);
  const read = readAmount(text, currencyOf(reading, field), reading.repair);
  if (read === null) throw new RejectedError('AMOUNT_INVALID', `${field.column}: is not an amount such as 1762.50`);
  return signed(read, field);
}

function readBalance(reading: Reading): Money | null {
  const field = reading.mapping.transaction.balanceAfter;
  if (!field || reading.row(field.column) === undefined) return null;
  const text = knownText(reading.row(field.column));
  if (text === null) {
    reading.repair('missingBalance');
    return null;
  }
  const read = readAmount(text, currencyOf(reading, field), reading.repair);
  if (read === null) reading.repair('invalidBalance');
  return read === null ? null : signed(read, field);
}

function signed({ minor, currency }: AmountReading, field: AmountField): Money {
  return { minor: field.sign === 'out' && minor !== 0 ? -minor : minor, currency };
}

function currencyOf(reading: Reading, field: AmountField): string {
  const own = field.currency === undefined ? null : knownText(reading.row(field.currency));
  const currency = own?.toUpperCase() ?? reading.mapping.currency ?? reading.bank.currency;
  if (/^[A-Z]{3}$/.test(currency)) return currency;
  throw new RejectedError('AMOUNT_INVALID', `${field.currency}: is not an ISO 4217 code such as INR`);
}

function zoneOf({ mapping, bank }: Reading): string {
  return mapping.timeZone ?? bank.timeZone;
}

function readMerchant(reading: Reading): UnidentifiedTransaction['merchant'] {
  const { merchantId, merchantName, merchantMcc, merchantCity, merchantCountry } = reading.mapping.transaction;
  if (!merchantId && !merchantName && !merchantMcc && !merchantCity && !merchantCountry) return null;
  const code = textOf(reading, merchantMcc);
  const mcc = code !== null && /^\d{3,4}$/.test(code) ? code.padStart(4, '0') : null;
  if (code !== null && mcc === null) reading.repair('invalidMcc');
  return present({
    id: textOf(reading, merchantId),
    name: textOf(reading, merchantName),
    mcc,
    city: textOf(reading, merchantCity),
    country: textOf(reading, merchantCountry),
  });
}

/** Null where nothing in it is known. */
function present<Fields extends Record<string, string | null>>(fields: Fields): Fields | null {
  return Object.values(fields).some((value) => value !== null) ? fields : null;
}

/** A file that names no account has one a customer, whose id follows from the customer's. */
function accountOf(reading: Reading, customerId: string): string | null {
  const { accountOfCustomer, transaction } = reading.mapping;
  const given = transaction.accountId === undefined ? null : optionalId(reading, transaction.accountId);
  return given ?? (accountOfCustomer ? `${customerId.slice(0, 192)}:${accountOfCustomer.kind}` : null);
}

function statusOf(reading: Reading): UnidentifiedTransaction['status'] {
  const status = textOf(reading, reading.mapping.transaction.status)?.toLowerCase() ?? 'posted';
  if (status === 'posted' || status === 'pending' || status === 'cancelled') return status;
  throw new RejectedError('FIELD_INVALID', 'status: is none of pending, posted, cancelled');
}

function idOf(reading: Reading, field: Field, missing: 'CUSTOMER_ID_MISSING'): string {
  const id = optionalId(reading, field);
  if (id === null) throw new RejectedError(missing, `${nameOf(field)}: has no id`);
  return id;
}

function optionalId(reading: Reading, field: Field): string | null {
  const text = knownText(fieldValue(reading, field));
  if (text !== null && !isUsableId(text)) {
    throw new RejectedError('ID_INVALID', `${nameOf(field)}: an id has 1 to 200 characters and no control characters`);
  }
  return text;
}

function textOf(reading: Reading, field: Field | undefined, limit?: number): string | null {
  if (field === undefined) return null;
  const text = knownText(fieldValue(reading, field));
  return text === null ? null : cleanText(text, reading.repair, limit);
}

function fieldValue(reading: Reading, field: Field): string | undefined {
  return typeof field === 'string' ? reading.row(field) : field.constant;
}

function nameOf(field: Field): string {
  return typeof field === 'string' ? field : 'a constant';
}
