import type { LogSums } from '../anomaly/habits.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';

/** Sums by currency: their names in order, and the figures of all of them in one text. */
export type StoredSums = Record<string, readonly [names: readonly string[], figures: string]>;

/** About this logarithm the sums are kept, where they are small: 600 rupees, as most amounts are within a few times of it. */
const CENTRE = 11_000;

/** From `currency name` → sums; a currency is three letters. */
export function packSums(sums: Readonly<Record<string, LogSums>>): StoredSums {
  const byCurrency = Map.groupBy(Object.keys(sums).sort(), (key) => key.slice(0, 3));
  return Object.fromEntries(
    [...byCurrency].map(([currency, keys]) => [
      currency,
      [keys.map((key) => key.slice(4)), packIntegers(keys.flatMap((key) => figuresOf(sums[key] as LogSums)))] as const,
    ]),
  );
}

/** The squares of a single payment follow from its sum; where they do not, the count is negative. */
function figuresOf([count, sum, squares]: LogSums): number[] {
  const centred = sum - count * CENTRE;
  if (count === 1 && squares === sum * sum) return [1, centred];
  return [count === 1 ? -1 : count, centred, squares - 2 * CENTRE * sum + count * CENTRE ** 2];
}

export function unpackSums(stored: StoredSums): Record<string, LogSums> {
  const sums: Record<string, LogSums> = {};
  for (const [currency, [names, text]] of Object.entries(stored)) {
    const figures = unpackIntegers(text).values();
    const next = () => figures.next().value as number;
    for (const name of names) {
      const counted = next();
      const count = Math.abs(counted);
      const sum = next() + count * CENTRE;
      const squares = counted === 1 ? sum * sum : next() + 2 * CENTRE * sum - count * CENTRE ** 2;
      sums[`${currency} ${name}`] = [count, sum, squares];
    }
  }
  return sums;
}
