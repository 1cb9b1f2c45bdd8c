import type { Money } from '@munshi/events/money';
import { readAmount } from '../amount-value.ts';
import { RejectedError } from '../rejection.ts';
import { knownText } from '../text-value.ts';
import type { AmountField, PaidField } from './mapping.ts';
import type { Reading } from './reading.ts';

/** @throws RejectedError where there is no amount, or none that can be read */
export function requiredAmount(reading: Reading, field: AmountField): Money {
  return 'column' in field ? paidAmount(reading, field) : eitherAmount(reading, field);
}

export function readBalance(reading: Reading): Money | null {
  const field = reading.mapping.transaction.balanceAfter;
  if (!field || reading.row(field.column) === undefined) return null;
  const text = knownText(reading.row(field.column));
  if (text === null) {
    reading.repair('missingBalance');
    return null;
  }
  const read = readAmount(text, currencyOf(reading, field.currency), reading.repair);
  if (read === null) reading.repair('invalidBalance');
  return read === null ? null : signed(read, field.sign === 'out');
}

function paidAmount(reading: Reading, field: PaidField): Money {
  const text = knownText(reading.row(field.column));
  if (text === null) throw new RejectedError('AMOUNT_MISSING', `${field.column}: has no amount`);
  return signed(amountIn(reading, text, field), isOut(reading, field));
}

/** Two columns, as on paper: of a row one has an amount, and the other none or zero. */
function eitherAmount(reading: Reading, field: Exclude<AmountField, PaidField>): Money {
  const filled = [field.out, field.in].flatMap((column) => {
    const text = knownText(reading.row(column));
    const amount = text === null ? null : amountIn(reading, text, { column, currency: field.currency });
    return amount === null ? [] : [{ column, amount }];
  });
  const [one = filled[0], another] = filled.filter(({ amount }) => amount.minor !== 0);
  if (one === undefined) throw new RejectedError('AMOUNT_MISSING', `${field.out}, ${field.in}: have no amount`);
  if (another !== undefined) throw new RejectedError('AMOUNT_INVALID', `${field.out}, ${field.in}: have an amount each`);
  return signed(one.amount, one.column === field.out);
}

function amountIn(reading: Reading, text: string, { column, currency }: { column: string; currency?: string | undefined }): Money {
  const read = readAmount(text, currencyOf(reading, currency), reading.repair);
  if (read === null) throw new RejectedError('AMOUNT_INVALID', `${column}: is not an amount such as 1762.50`);
  return read;
}

/** @throws RejectedError where another column says the direction and says none that is known */
function isOut(reading: Reading, { sign, direction }: PaidField): boolean {
  if (direction === undefined) return sign === 'out';
  const said = knownText(reading.row(direction.column))?.toLowerCase() ?? '';
  if (direction.out.includes(said)) return true;
  if (direction.in.includes(said)) return false;
  throw new RejectedError('AMOUNT_INVALID', `${direction.column}: says neither ${direction.out.join(', ')} nor ${direction.in.join(', ')}`);
}

function signed({ minor, currency }: Money, isNegative: boolean): Money {
  return { minor: isNegative && minor !== 0 ? -minor : minor, currency };
}

function currencyOf(reading: Reading, column: string | undefined): string {
  const own = column === undefined ? null : knownText(reading.row(column));
  const currency = own?.toUpperCase() ?? reading.mapping.currency ?? reading.bank.currency;
  if (/^[A-Z]{3}$/.test(currency)) return currency;
  throw new RejectedError('AMOUNT_INVALID', `${column}: is not an ISO 4217 code such as INR`);
}
