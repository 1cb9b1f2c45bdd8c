import type { CalendarDate, Period } from '@munshi/events/calendar-date';
import type { Evidence } from '@munshi/events/claim';
import type { Money } from '@munshi/events/money';
import type { LedgerRow } from '@munshi/facts/definitions';
import { categoryWords } from '../domain/category-words.ts';
import type { Pen, Ref } from './fact-book.ts';

export function evidenceOf(rows: readonly LedgerRow[]): Evidence[] {
  return [...new Set(rows.map((row) => row.transactionId))].map((id) => ({ kind: 'transaction', id }));
}

/** The newest date of some rows; where there is none, the last day of the period that has been. */
export function newestDate(rows: readonly LedgerRow[], period: Period, today: CalendarDate): CalendarDate {
  const newest = rows
    .map(({ date }) => date)
    .sort()
    .at(-1);
  if (newest !== undefined) return newest;
  return period.to < today ? period.to : today;
}

/** The facts of one transaction: amount, date and where. */
export interface RowRefs {
  readonly amount: Ref;
  readonly date: Ref;
  readonly name: Ref | null;
  /** What it was for, where nobody is named. */
  readonly what: string | null;
}

export interface RowFacts {
  /** The fact's name: `spending.biggest`, `transaction.amount`. */
  readonly fact: string;
  readonly label: string;
  /** Null: it is not named; the row's own unless given. */
  readonly name?: string | null;
  readonly category?: string;
}

export function addRow(pen: Pen, row: LedgerRow, { fact, label, name, category = row.category }: RowFacts): RowRefs {
  const common = { period: { from: row.date, to: row.date }, asOf: row.date, evidence: evidenceOf([row]) };
  const amount: Money = { minor: Math.abs(row.amount.minor), currency: row.amount.currency };
  const shownName = name === undefined ? row.merchantName : name;
  const isNamed = shownName !== null;
  return {
    amount: pen.add({ fact, value: amount, label, ...common }),
    date: pen.add({ fact: 'transaction.date', value: { date: row.date }, label: `${label}: its date`, ...common }),
    name: isNamed ? pen.add({ fact: 'transaction.merchant', value: { name: shownName }, label: `${label}: where`, ...common }) : null,
    what: isNamed ? null : whatFor(row, category, pen),
  };
}

/** A category in words, else the bank's own description as the data it is. */
function whatFor(row: LedgerRow, category: string, pen: Pen): string | null {
  if (category !== 'uncategorised') return categoryWords(category);
  if (!row.description) return null;
  const common = { period: { from: row.date, to: row.date }, asOf: row.date, evidence: evidenceOf([row]) };
  return pen.add({ fact: 'transaction.description', value: { quote: row.description }, label: 'What the bank calls it', ...common }).value;
}

/** `₹450.00 to Big Bazaar on 3 July 2026`, `₹2,000.00 for cash withdrawals on 3 July 2026`, as references. */
export function rowWords({ amount, date, name, what }: RowRefs, received = false): string {
  const where = name === null ? (what === null ? '' : ` for ${what}`) : received ? ` from ${name.value}` : ` to ${name.value}`;
  return `${amount.value}${where} on ${date.value}`;
}
