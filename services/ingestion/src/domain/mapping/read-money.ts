import type { Money } from '@munshi/events/money';
import { type AmountOptions, type AmountReading, readAmount } from '../amount-value.ts';
import { currencyOfMark } from '../currency-symbol.ts';
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
  const read = readAmount(text, optionsOf(reading, field.currency));
  if ('problem' in read) {
    reading.repair('invalidBalance');
    return null;
  }
  return signed(read, read.side === null ? field.sign === 'out' : read.side === 'out');
}

function paidAmount(reading: Reading, field: PaidField): Money {
  const text = knownText(reading.row(field.column));
  if (text === null) throw new RejectedError('AMOUNT_MISSING', `${field.column}: has no amount`);
  const read = amountIn(reading, text, field);
  const said = field.direction === undefined ? null : saidDirection(reading, field.direction);
  if (said !== null) return inDirection(read, said, field.column);
  return signed(read, read.side === null ? field.sign === 'out' : read.side === 'out');
}

/** Two columns, as on paper: of a row one has an amount, and the other none or zero. */
function eitherAmount(reading: Reading, field: Exclude<AmountField, PaidField>): Money {
  const filled = (['out', 'in'] as const).flatMap((direction) => {
    const column = field[direction];
    const text = knownText(reading.row(column));
    return text === null ? [] : [{ direction, column, read: amountIn(reading, text, { column, currency: field.currency }) }];
  });
  const [one = filled[0], another] = filled.filter(({ read }) => read.minor !== 0);
  if (one === undefined) throw new RejectedError('AMOUNT_MISSING', `${field.out}, ${field.in}: have no amount`);
  if (another !== undefined) throw new RejectedError('AMOUNT_INVALID', `${field.out}, ${field.in}: have an amount each`);
  return inDirection(one.read, one.direction, one.column);
}

function amountIn(reading: Reading, text: string, { column, currency }: { column: string; currency?: string | undefined }): AmountReading {
  const read = readAmount(text, optionsOf(reading, currency));
  if ('problem' in read) throw new RejectedError('AMOUNT_INVALID', `${column}: ${read.problem}`);
  return read;
}

type Direction = 'out' | 'in';

/** @throws RejectedError where the column says none that is known */
function saidDirection(reading: Reading, direction: NonNullable<PaidField['direction']>): Direction {
  const said = knownText(reading.row(direction.column))?.toLowerCase() ?? '';
  if (direction.out.includes(said)) return 'out';
  if (direction.in.includes(said)) return 'in';
  throw new RejectedError('AMOUNT_INVALID', `${direction.column}: says neither ${direction.out.join(', ')} nor ${direction.in.join(', ')}`);
}

/** A minus before what goes out says the same once more; before what comes in it says the opposite. @throws RejectedError then */
function inDirection(read: AmountReading, direction: Direction, column: string): Money {
  if ((read.side !== null && read.side !== direction) || (read.minor < 0 && direction === 'in')) {
    throw new RejectedError('AMOUNT_INVALID', `${column}: the figure says one direction and its place the other`);
  }
  return signed({ minor: Math.abs(read.minor), currency: read.currency }, direction === 'out');
}

function signed({ minor, currency }: Money, isNegative: boolean): Money {
  return { minor: isNegative && minor !== 0 ? -minor : minor, currency };
}

function optionsOf(reading: Reading, currencyColumn: string | undefined): AmountOptions {
  return { currency: currencyOf(reading, currencyColumn), decimal: reading.mapping.decimal ?? '.', repair: reading.repair };
}

function currencyOf(reading: Reading, column: string | undefined): string {
  const own = column === undefined ? null : knownText(reading.row(column));
  const expected = reading.mapping.currency ?? reading.bank.currency;
  if (own === null) return expected;
  const currency = currencyOfMark(own, expected);
  if (currency) return currency;
  throw new RejectedError('AMOUNT_INVALID', `${column}: is not an ISO 4217 code such as INR`);
}
