import type { CalendarDate, Period } from '@munshi/events/calendar-date';
import type { Evidence } from '@munshi/events/claim';
import type { Money } from '@munshi/events/money';
import type { LedgerRow } from '@munshi/facts/definitions';
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
}

export interface RowFacts {
  /** The fact's name: `spending.biggest`, `transaction.amount`. */
  readonly fact: string;
  readonly label: string;
  readonly name?: string | null;
  /** As the customer sees it unless `absolute`. */
  readonly absolute?: boolean;
}

export function addRow(pen: Pen, row: LedgerRow, { fact, label, name, absolute = true }: RowFacts): RowRefs {
  const common = { period: { from: row.date, to: row.date }, asOf: row.date, evidence: evidenceOf([row]) };
  const amount: Money = absolute ? { minor: Math.abs(row.amount.minor), currency: row.amount.currency } : row.amount;
  const shownName = name ?? row.merchantName;
  return {
    amount: pen.add({ fact, value: amount, label, ...common }),
    date: pen.add({ fact: 'transaction.date', value: { date: row.date }, label: `${label}: its date`, ...common }),
    name:
      shownName === null
        ? null
        : pen.add({ fact: 'transaction.merchant', value: { name: shownName }, label: `${label}: where`, ...common }),
  };
}

/** `₹450.00 to Big Bazaar on 3 July 2026`, as references. */
export function rowWords({ amount, date, name }: RowRefs, received = false): string {
  const where = name === null ? '' : received ? ` from ${name.value}` : ` to ${name.value}`;
  return `${amount.value}${where} on ${date.value}`;
}
