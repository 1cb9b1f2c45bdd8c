import type { MonthSums } from '../spending/month-sums.ts';
import type { ActiveDays } from './active-days.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';

/** Words that one integer says the presence of. */
const WORDS_A_MASK = 25;
const DAYS_OF_MONTH = 31;

/**
 * Month sums by currency. Of each month its distance from the one before, which of the `words` have sums, and of each of these what was spent and
 * how often, with what was received where anything was. Words and months in their order.
 */
export function packMonths(months: MonthSums, words: readonly string[]): Record<string, string> {
  const byCurrency = Map.groupBy(Object.keys(months).sort(), (key) => key.slice(8));
  return Object.fromEntries(
    [...byCurrency].map(([currency, keys]) => {
      const numbers = keys.map((key) => numberOf(key.slice(0, 7)));
      const rows = keys.map((key, at) => [(numbers[at] as number) - (numbers[at - 1] ?? 0), ...rowOf(months[key] ?? {}, words)]);
      return [currency, packIntegers(rows.flat())];
    }),
  );
}

function rowOf(sums: MonthSums[string], words: readonly string[]): number[] {
  const isThere = words.map((word) => (sums[word] === undefined ? 0 : 1));
  const masks: number[] = [];
  for (let from = 0; from < words.length; from += WORDS_A_MASK)
    masks.push(isThere.slice(from, from + WORDS_A_MASK).reduceRight((mask: number, bit) => mask * 2 + bit, 0));
  const cells = words.flatMap((word) => {
    const [spent, received, count] = sums[word] ?? [0, 0, 0];
    if (sums[word] === undefined) return [];
    return received === 0 ? [spent, count * 2] : [spent, count * 2 + 1, received];
  });
  return [...masks, ...cells];
}

export function unpackMonths(kept: Readonly<Record<string, string>>, words: readonly string[]): MonthSums {
  const months: MonthSums = {};
  for (const [currency, text] of Object.entries(kept)) {
    const figures = unpackIntegers(text).values();
    let number = 0;
    for (const gap of figures) {
      number += gap;
      months[`${monthOf(number)} ${currency}`] = readRow(figures, words);
    }
  }
  return months;
}

function readRow(figures: Iterator<number>, words: readonly string[]): MonthSums[string] {
  const next = () => figures.next().value as number;
  const masks = Array.from({ length: Math.ceil(words.length / WORDS_A_MASK) }, next);
  const sums: MonthSums[string] = {};
  words.forEach((word, at) => {
    const mask = masks[Math.floor(at / WORDS_A_MASK)] as number;
    if (Math.floor(mask / 2 ** (at % WORDS_A_MASK)) % 2 === 0) return;
    const spent = next();
    const counted = next();
    const isReceived = counted % 2 !== 0;
    sums[word] = [spent, isReceived ? next() : 0, Math.floor(counted / 2)];
  });
  return sums;
}

/** Of each month its distance from the one before, how many days short of 31 are counted, and the counts. */
export function packDays(days: ActiveDays): string {
  let before = 0;
  const rows = Object.keys(days)
    .sort()
    .map((month) => {
      const counts = days[month] ?? [];
      const gap = numberOf(month) - before;
      before += gap;
      return [gap, DAYS_OF_MONTH - counts.length, ...counts];
    });
  return packIntegers(rows.flat());
}

export function unpackDays(text: string): ActiveDays {
  const figures = unpackIntegers(text).values();
  const days: ActiveDays = {};
  let number = 0;
  for (const gap of figures) {
    number += gap;
    const length = DAYS_OF_MONTH - (figures.next().value as number);
    days[monthOf(number)] = Array.from({ length }, () => figures.next().value as number);
  }
  return days;
}

function numberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function monthOf(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}
