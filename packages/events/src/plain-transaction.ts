import { isCalendarDate } from './calendar-date.ts';

/**
 * A quick yes to what the schema of a transaction takes and gives back as it is: every field known, nothing left to be filled in.
 * A no says nothing: the schema decides then, and names the problem. It is asked for every transaction that is written or read,
 * where the schema takes longer than all the rest.
 */
export function isPlainTransaction(data: unknown): boolean {
  if (!isObject(data)) return false;
  const { transactionId, customerId, amount, date, status, source } = data;
  if (!isId(transactionId) || !isId(customerId) || !isMoney(amount) || typeof date !== 'string' || !isCalendarDate(date)) return false;
  if (status !== 'posted' && status !== 'pending' && status !== 'cancelled') return false;
  if (typeof source !== 'string' || source.length < 1 || source.length > 100) return false;
  for (const name in data) {
    const value = data[name];
    if (value === null && OPTIONAL.has(name)) continue;
    if (!isPlainField(name, value)) return false;
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

const TEXT_LIMIT = 2000;
const OPTIONAL = new Set([
  'accountId',
  'time',
  'channel',
  'description',
  'merchant',
  'counterparty',
  'balanceAfter',
  'originalAmount',
  'refersTo',
]);

function isPlainField(name: string, value: unknown): boolean {
  switch (name) {
    case 'transactionId':
    case 'customerId':
    case 'amount':
    case 'date':
    case 'status':
    case 'source':
      return true;
    case 'accountId':
    case 'refersTo':
      return isId(value);
    case 'time':
      return isPlainInstant(value);
    case 'channel':
    case 'description':
      return isText(value);
    case 'balanceAfter':
    case 'originalAmount':
      return isMoney(value);
    case 'merchant':
      return isMerchant(value);
    case 'counterparty':
      return isCounterparty(value);
    default:
      return false;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= 200;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= TEXT_LIMIT;
}

const CURRENCY = /^[A-Z]{3}$/;

function isMoney(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (name !== 'minor' && name !== 'currency') return false;
  return Number.isSafeInteger(value.minor) && typeof value.currency === 'string' && CURRENCY.test(value.currency);
}

function isMerchant(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) {
    const text = value[name];
    if (name === 'mcc') {
      if (text !== null && !(typeof text === 'string' && /^\d{4}$/.test(text))) return false;
    } else if (name !== 'id' && name !== 'name' && name !== 'city' && name !== 'country') return false;
    else if (text !== null && !isText(text)) return false;
  }
  return true;
}

function isCounterparty(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) {
    if (name !== 'name' && name !== 'account') return false;
    if (value[name] !== null && !isText(value[name])) return false;
  }
  return true;
}

/** An instant to the second; one with a fraction is left to the schema. */
function isPlainInstant(value: unknown): boolean {
  return typeof value === 'string' && /^.{10}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(value) && isCalendarDate(value.slice(0, 10));
}
