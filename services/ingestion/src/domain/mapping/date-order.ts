import type { DateOrder } from './mapping.ts';
import { dateParts } from './parse-date.ts';

/** What the dates of a column tell of their order. `isSure` is false where they do not tell day from month, or contradict each other. */
export interface DateOrderFound {
  readonly order: DateOrder;
  readonly isSure: boolean;
}

export interface DateOrderTally {
  add(text: string): void;
  /** Null while there was no date. */
  found(): DateOrderFound | null;
}

const NUMBERS = /^(\d{1,4})[-/.](\d{1,2})[-/.]\d{1,4}/;
const COMPACT = /^\d{8}(?!\d)/;
const ORDERS = ['ymd', 'dmy', 'mdy'] as const;
const LAST_MONTH = 12;

/** Gathers what dates tell of their order, as many as one likes. */
export function createDateOrderTally(): DateOrderTally {
  let dates = 0;
  let open = 0;
  let yearFirst = false;
  let dayFirst = false;
  let monthFirst = false;
  const compact = new Set<DateOrder>(ORDERS);

  return {
    add(text) {
      const numbers = NUMBERS.exec(text);
      if (numbers) {
        dates += 1;
        const [, first = '', second = ''] = numbers;
        if (first.length === 4) yearFirst = true;
        else {
          open += 1;
          dayFirst ||= Number(first) > LAST_MONTH;
          monthFirst ||= Number(second) > LAST_MONTH;
        }
      } else if (COMPACT.test(text)) {
        dates += 1;
        open += 1;
        for (const order of ORDERS) if (!isDate(text.slice(0, 8), order)) compact.delete(order);
      } else if (dateParts(text, 'dmy') !== null) dates += 1;
    },
    found() {
      if (dates === 0) return null;
      if (open === 0) return { order: yearFirst ? 'ymd' : 'dmy', isSure: true };
      if (compact.size > 0 && compact.size < ORDERS.length) return { order: [...compact][0] as DateOrder, isSure: compact.size === 1 };
      return { order: monthFirst && !dayFirst ? 'mdy' : 'dmy', isSure: dayFirst !== monthFirst };
    },
  };
}

/** The order that some dates tell. */
export function dateOrderOf(texts: readonly string[]): DateOrderFound | null {
  const tally = createDateOrderTally();
  for (const text of texts) tally.add(text);
  return tally.found();
}

function isDate(text: string, order: DateOrder): boolean {
  const parts = dateParts(text, order);
  return parts !== null && parts.year >= 1900 && parts.year < 2200 && parts.month >= 1 && parts.month <= LAST_MONTH && parts.day <= 31;
}
