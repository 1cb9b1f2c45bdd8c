import type { Entry, UnidentifiedTransaction } from '../entry.ts';
import type { Agreed, AgreedField, NewestField, Observation } from '../profile/observation.ts';
import { RejectedError } from '../rejection.ts';
import { cleanText, isUsableId, knownText } from '../text-value.ts';
import { zonedInstant } from '../zoned-time.ts';
import { readBirthDate } from './birth-date.ts';
import type { Field, Mapping } from './mapping.ts';
import { readBalance, requiredAmount } from './read-money.ts';
import { readDate, readTime } from './read-when.ts';
import { type Reading, type Row, type Surroundings, zoneOf } from './reading.ts';
import { statusOfWord } from './status-words.ts';

/** The transaction of a row, with what it says of its customer. @throws RejectedError */
export function applyMapping(mapping: Mapping, row: Row, { bank, today }: Surroundings): Entry {
  const repairs = new Set<string>();
  const reading: Reading = { mapping, row, bank, today, repair: (name) => repairs.add(name) };
  const transaction = readTransaction(reading);
  const observation = readObservation(reading, transaction);
  return { kind: 'transaction', transaction, observation, repairs: [...repairs] };
}

function readTransaction(reading: Reading): UnidentifiedTransaction {
  const { mapping } = reading;
  const fields = mapping.transaction;
  const customerId = idOf(reading, fields.customerId, 'CUSTOMER_ID_MISSING');
  const status = statusOf(reading);
  const date = readDate(reading, status);
  return {
    transactionId: fields.transactionId === undefined ? null : optionalId(reading, fields.transactionId),
    customerId,
    accountId: accountOf(reading, customerId),
    amount: requiredAmount(reading, fields.amount),
    date,
    time: readTime(reading, date),
    status,
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
  const said = textOf(reading, reading.mapping.transaction.status);
  const status = said === null ? 'posted' : statusOfWord(said);
  if (status !== null) return status;
  throw new RejectedError('FIELD_INVALID', 'status: is none of pending, posted, cancelled, nor a word for one of them');
}

function idOf(reading: Reading, field: Field, missing: 'CUSTOMER_ID_MISSING'): string {
  const id = optionalId(reading, field);
  if (id === null) throw new RejectedError(missing, `${nameOf(field)}: has no id`);
  return id;
}

function optionalId(reading: Reading, field: Field): string | null {
  const text = knownText(fieldValue(reading, field));
  if (text === null) return null;
  if (!isUsableId(text)) throw new RejectedError('ID_INVALID', `${nameOf(field)}: an id has 1 to 200 characters and no control characters`);
  if (ROUNDED.test(text))
    throw new RejectedError('ID_INVALID', `${nameOf(field)}: a spreadsheet has rounded the number: export it as text`);
  return text;
}

/** A long number as a spreadsheet shows it: its last digits are gone, and two accounts would become one. */
const ROUNDED = /^\d(?:\.\d+)?E\+\d{1,3}$/i;

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
