import { knownText } from '../text-value.ts';
import { type DateOrderFound, dateOrderOf } from './date-order.ts';
import { mapping } from './mapping.ts';
import { dayAndClock } from './parse-date.ts';
import type { OpenChoice, Proposal } from './proposal.ts';
import { amountStyle, proposeAmount } from './propose-amount.ts';
import { currencyInName, type Sample, valuesOf } from './sample.ts';
import { statusOfWord } from './status-words.ts';
import { findTransactionColumns } from './transaction-columns.ts';

/** A mapping to look at and to correct: what the rows do not tell is an open choice. Null where there is no amount or no date. */
export function proposeTransactions(sample: Sample): Proposal | null {
  const found = findTransactionColumns(sample.columns);
  const { customerId, accountId, date, time, balanceAfter, currency, status, transactionId, ...others } = found;
  const { amount: _, paidOut: _out, paidIn: _in, direction: _direction, ...texts } = others;
  const amount = proposeAmount(found, sample);
  if (amount === null || date === undefined) return null;
  const inCurrency = currency === undefined ? {} : { currency };
  const order = dateOrderOf(valuesOf(date, sample).map((text) => dayAndClock(text)[0]));
  const named = currencyInName(amount.column);
  const style = amountStyle(amount.values);
  const proposed = mapping.parse({
    name: 'proposed',
    source: 'bank',
    rows: 'columns',
    recognisedBy: [...new Set([customerId ?? accountId ?? date, date, amount.column])],
    ...(named === null ? {} : { currency: named }),
    ...(style.decimal === ',' ? { decimal: ',' } : {}),
    transaction: {
      ...(transactionId !== undefined && isKey(transactionId, sample) ? { transactionId } : {}),
      customerId: customerId ?? accountId ?? { constant: '' },
      ...(accountId === undefined ? {} : { accountId }),
      amount: { ...amount.field, ...inCurrency },
      date: { column: date, order: order?.order ?? 'dmy' },
      ...timeField(time, date, sample),
      ...(status !== undefined && valuesOf(status, sample).every((word) => statusOfWord(word) !== null) ? { status } : {}),
      ...(balanceAfter === undefined ? {} : { balanceAfter: { column: balanceAfter, sign: 'signed', ...inCurrency } }),
      ...texts,
    },
    ...(accountId === undefined ? { accountOfCustomer: { kind: 'other' } } : {}),
  });
  const open = [...amount.open, ...style.open(amount.column), ...openOrder(date, order)];
  return { mapping: proposed, open: customerId === undefined && accountId === undefined ? [...open, NO_CUSTOMER] : open };
}

const NO_CUSTOMER: OpenChoice = {
  path: ['transaction', 'customerId'],
  column: '',
  choices: '',
  message: 'no column names the customer: give the name of one, or {"constant": "the customer\'s id"}',
};

function openOrder(column: string, found: DateOrderFound | null): OpenChoice[] {
  if (found?.isSure) return [];
  const message = found
    ? `${column}: no row tells day from month, or rows contradict each other; nothing is guessed, choose dmy or mdy`
    : `${column}: no row has a date that is read, such as 2026-04-01: write them so, then choose ymd; or name another column`;
  return [{ path: ['transaction', 'date', 'order'], column, choices: 'dmy or mdy', message }];
}

/** A reference that is missing or comes twice is no identity: rows would replace one another. */
function isKey(column: string, sample: Sample): boolean {
  const values = valuesOf(column, sample).filter((value) => knownText(value) !== null);
  return values.length === sample.rows.length && new Set(values).size === values.length;
}

/** Midnight is what tools write behind dates that have no time. */
const NO_CLOCK = /^(?:0?0:00(?::00(?:\.0+)?)?)?$/;

function timeField(time: string | undefined, date: string, sample: Sample): object {
  const column = time ?? date;
  const values = valuesOf(column, sample);
  if (values.some((value) => !NO_CLOCK.test(dayAndClock(value)[1]))) return { time: { column, as: 'dateTime' } };
  return time === undefined ? {} : { time: { column, as: 'clock' } };
}
