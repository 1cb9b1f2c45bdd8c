import { instant } from '@munshi/events/calendar-date';
import { customer } from '@munshi/events/customer';
import type { Entry } from '../entry.ts';
import { isObject, type JsonObject } from '../lines/json-line.ts';
import { RejectedError } from '../rejection.ts';
import type { Repair } from '../text-value.ts';
import { fieldProblem } from './field-problem.ts';
import { lenientLocale, lenientZone } from './lenient-place.ts';
import { lenientId, lenientInstant, lenientMoney, lenientText, lenientWord } from './lenient-value.ts';

/** A customer's whole profile in its own shape; `updatedAt` says when it was so. Erasure has a call of its own. @throws RejectedError */
export function readOwnCustomer(value: JsonObject): Entry {
  const repairs = new Set<string>();
  const repair: Repair = (name) => repairs.add(name);
  const customerId = lenientId(value.customerId, 'customerId');
  if (customerId === null) throw new RejectedError('CUSTOMER_ID_MISSING', 'customerId: is missing');
  const status = value.status === undefined || value.status === null ? 'active' : lenientWord(value.status);
  if (status !== 'active') {
    throw new RejectedError('FIELD_INVALID', 'status: only active customers are taken here; DELETE /v1/customers/:id erases one');
  }
  const result = customer.safeParse({ ...candidateOf(value, repair), customerId, status });
  if (!result.success) throw fieldProblem(result.error);
  return { kind: 'customer', customer: result.data, time: timeOf(value.updatedAt, repair), repairs: [...repairs] };
}

function candidateOf(value: JsonObject, repair: Repair) {
  const text = (name: string, limit: number) => lenientText(value[name], repair, limit);
  return {
    customerId: null,
    status: 'active',
    name: text('name', 500),
    birthDate: value.birthDate === '' ? null : value.birthDate,
    gender: text('gender', 50),
    city: text('city', 200),
    locale: lenientLocale(text('locale', 35), repair),
    timeZone: lenientZone(text('timeZone', 64), repair),
    currency: upper(text('currency', 3)),
    occupation: text('occupation', 200),
    incomeBand: text('incomeBand', 100),
    products: Array.isArray(value.products) ? value.products.map((product) => lenientText(product, repair, 100)) : value.products,
    consents: value.consents,
    accounts: Array.isArray(value.accounts) ? value.accounts.map((account) => accountOf(account, repair)) : value.accounts,
  };
}

/** A time that cannot be read is unknown: the record then counts as the newest. */
function timeOf(value: unknown, repair: Repair): string | null {
  const time = lenientInstant(value, repair);
  if (time === null || instant.safeParse(time).success) return time as string | null;
  repair('invalidTime');
  return null;
}

function accountOf(value: unknown, repair: Repair): unknown {
  if (!isObject(value)) return value;
  return {
    accountId: lenientId(value.accountId, 'accounts.accountId'),
    kind: lenientWord(value.kind),
    name: lenientText(value.name, repair, 200),
    currency: upper(value.currency),
    balance: lenientMoney(value.balance),
    balanceAsOf: lenientInstant(value.balanceAsOf, repair),
  };
}

function upper(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().toUpperCase() : value;
}
