import { addMoney, type Money } from '@munshi/events/money';

/** The rows added up anew, where the reader is: exact, in minor units. Null where they cannot be one sum. */
export function addUp(amounts: readonly Money[]): Money | null {
  const [first, ...rest] = amounts;
  if (!first || rest.some(({ currency }) => currency !== first.currency)) return null;
  return rest.reduce(addMoney, first);
}

/** Whether the rows prove the figure: what leaves the account is negative in a row and positive in “you spent”. */
export function isProofOf(sum: Money, value: unknown): boolean {
  if (value === null || typeof value !== 'object' || !('minor' in value) || !('currency' in value)) return false;
  return value.currency === sum.currency && Math.abs(Number(value.minor)) === Math.abs(sum.minor);
}
