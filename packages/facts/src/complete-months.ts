/** First and newest date of a customer's ledger. */
export interface LedgerSpan {
  readonly from: string;
  readonly to: string;
}

/** Habits change: what is usual is that of at most a year. */
const MONTHS_REGARDED = 12;
/** A ledger that begins later in its first month than this day has not seen that month whole. */
const LAST_DAY_OF_A_WHOLE_START = 3;

/** `YYYY-MM` of every month that the ledger has seen whole, at most the last twelve. */
export function completeMonths({ from, to }: LedgerSpan): string[] {
  const newest = to.slice(0, 7);
  const months: string[] = [];
  let month = Number(from.slice(8)) <= LAST_DAY_OF_A_WHOLE_START ? from.slice(0, 7) : nextMonth(from.slice(0, 7));
  for (; month < newest; month = nextMonth(month)) months.push(month);
  return months.slice(-MONTHS_REGARDED);
}

/** The month after a `YYYY-MM`. */
export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
