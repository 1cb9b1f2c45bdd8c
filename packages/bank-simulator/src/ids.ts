import { permutationKey, permuted, permutedBy } from './random.ts';

/** How many customers a bank can have before ids would repeat. */
export const MOST_CUSTOMERS = 2 ** 20;
/** How many feeds can run beside each other. */
export const MOST_FEEDS = 16;
const LIVE = 2 ** 49;

/*
 * Every id is its plain number (who, when, how many-th) put through a permutation: it tells nothing, and no two can be the same.
 */

export function customerIdOf(seed: number, customer: number): string {
  return `C${String(permuted(customer, 26, seed, 'customer')).padStart(8, '0')}`;
}

export function accountIdOf(seed: number, customer: number, account: number): string {
  return `A${String(permuted(customer * 4 + account, 30, seed, 'account')).padStart(10, '0')}`;
}

/** The id of the `count`-th transaction (below 2^13) that a day brought a customer. */
export function historyIdOf(seed: number, customer: number, at: { readonly epochDay: number; readonly count: number }): string {
  return transactionId(seed, (customer * 2 ** 16 + at.epochDay) * 2 ** 13 + at.count);
}

/** The id of the `count`-th transaction (below 8) of a feed within a millisecond: of the other half of the numbers. */
export function liveIdOf(seed: number, feed: number, at: { readonly epochMs: number; readonly count: number }): string {
  return transactionId(seed, LIVE + at.epochMs * 128 + feed * 8 + at.count);
}

let transactions = { seed: Number.NaN, key: 0 };

function transactionId(seed: number, plain: number): string {
  if (transactions.seed !== seed) transactions = { seed, key: permutationKey(seed, 'transaction') };
  return `T${tenDigits(permutedBy(transactions.key, plain, 50))}`;
}

const PAIR = 36 * 36;
const pairs = Array.from({ length: PAIR }, (_, number) => number.toString(36).toUpperCase().padStart(2, '0'));

/** To base 36, two digits at a time: millions are made, and `toString(36)` of so large a number is slow. */
function tenDigits(number: number): string {
  const [high, low] = [Math.floor(number / PAIR ** 2), number % PAIR ** 2];
  const tail = `${pairs[Math.floor(low / PAIR)]}${pairs[low % PAIR]}`;
  return `${pairs[Math.floor(high / PAIR ** 2)]}${pairs[Math.floor(high / PAIR) % PAIR]}${pairs[high % PAIR]}${tail}`;
}
