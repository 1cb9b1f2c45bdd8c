import { dateIn } from '@munshi/events/calendar-date';
import { transaction } from '@munshi/events/transaction';
import type { Entry } from '../entry.ts';
import type { JsonObject } from '../lines/json-line.ts';
import type { BankDefaults } from '../mapping/mapping.ts';
import { RejectedError } from '../rejection.ts';
import type { Repair } from '../text-value.ts';
import { fieldProblem } from './field-problem.ts';
import { lenientId, lenientInstant, lenientMoney, lenientText, lenientTexts, lenientWord } from './lenient-value.ts';

const MERCHANT_TEXTS = ['id', 'name', 'mcc', 'city', 'country'];

/** A transaction in its own shape, unknown fields ignored, mended where that is safe. @throws RejectedError */
export function readOwnTransaction(value: JsonObject, bank: BankDefaults): Entry {
  const repairs = new Set<string>();
  const repair: Repair = (name) => repairs.add(name);
  const transactionId = lenientId(value.transactionId, 'transactionId');
  const candidate = { ...candidateOf(value, bank, repair), transactionId: transactionId ?? 'derived' };
  if (candidate.customerId === null) {
    throw new RejectedError('CUSTOMER_ID_MISSING', 'customerId: is missing; where fields have other names, --preview proposes a mapping');
  }
  if (candidate.amount === null) throw new RejectedError('AMOUNT_MISSING', 'amount: give {"minor": integer, "currency": "INR"}');
  if (candidate.date === null) throw new RejectedError('DATE_MISSING', 'date: give the calendar date, YYYY-MM-DD');
  const result = transaction.safeParse(candidate);
  if (!result.success) throw fieldProblem(result.error);
  return { kind: 'transaction', transaction: { ...result.data, transactionId }, observation: null, repairs: [...repairs] };
}

/** Every field in the order of the schema, so that equal content has an equal hash. */
function candidateOf(value: JsonObject, bank: BankDefaults, repair: Repair) {
  const time = lenientInstant(value.time, repair);
  return {
    transactionId: null,
    customerId: lenientId(value.customerId, 'customerId'),
    accountId: lenientId(value.accountId, 'accountId'),
    amount: lenientMoney(value.amount),
    date: dateOf(value, time, bank, repair),
    time,
    status: value.status === undefined || value.status === null ? 'posted' : lenientWord(value.status),
    channel: lenientText(value.channel, repair),
    description: lenientText(value.description, repair),
    merchant: merchantOf(value.merchant, repair),
    counterparty: lenientTexts(value.counterparty, ['name', 'account'], repair),
    balanceAfter: lenientMoney(value.balanceAfter),
    originalAmount: lenientMoney(value.originalAmount),
    refersTo: lenientId(value.refersTo, 'refersTo'),
    source: lenientText(value.source, repair, 100) ?? 'bank',
  };
}

/** The bank's own date; where only the instant is given, the date it falls on in the bank's zone. */
function dateOf(value: JsonObject, time: unknown, bank: BankDefaults, repair: Repair): unknown {
  if (value.date !== undefined && value.date !== null && value.date !== '') return value.date;
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return null;
  repair('dateFromTime');
  return dateIn(bank.timeZone, new Date(time));
}

function merchantOf(value: unknown, repair: Repair): unknown {
  const merchant = lenientTexts(value, MERCHANT_TEXTS, repair) as Record<string, unknown> | null;
  if (merchant === null || typeof merchant !== 'object' || typeof merchant.mcc !== 'string') return merchant;
  if (/^\d{1,4}$/.test(merchant.mcc)) return { ...merchant, mcc: merchant.mcc.padStart(4, '0') };
  repair('invalidMcc');
  return { ...merchant, mcc: null };
}
