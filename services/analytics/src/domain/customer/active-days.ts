/** Transactions by day: `YYYY-MM` → a count for each day of the month. Exact under corrections, in any order. */
export type ActiveDays = Record<string, number[]>;

/** Adds one transaction on the date, or takes one away; changes `days`. */
export function moveDay(days: ActiveDays, date: string, change: 1 | -1): void {
  const month = date.slice(0, 7);
  const counts = days[month] ?? new Array<number>(31).fill(0);
  const index = Number(date.slice(8)) - 1;
  counts[index] = (counts[index] ?? 0) + change;
  if (counts.every((count) => count === 0)) delete days[month];
  else days[month] = counts;
}

export interface Activity {
  readonly firstDate: string;
  readonly lastDate: string;
  readonly activeDays: number;
  readonly transactions: number;
}

/** Null for a ledger without a transaction. */
export function activityOf(days: ActiveDays): Activity | null {
  const months = Object.keys(days).sort();
  const first = months[0];
  const last = months.at(-1);
  if (first === undefined || last === undefined) return null;
  const counts = months.flatMap((month) => days[month] ?? []).filter((count) => count > 0);
  const dateOf = (month: string, index: number) => `${month}-${String(index + 1).padStart(2, '0')}`;
  return {
    firstDate: dateOf(
      first,
      (days[first] ?? []).findIndex((count) => count > 0),
    ),
    lastDate: dateOf(
      last,
      (days[last] ?? []).findLastIndex((count) => count > 0),
    ),
    activeDays: counts.length,
    transactions: counts.reduce((sum, count) => sum + count, 0),
  };
}
