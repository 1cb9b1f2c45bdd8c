import { z } from 'zod';

/** ISO 4217 code. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

/** An amount in minor units with its currency, signed as the customer sees it: negative leaves the account. */
export const money = z.object({ minor: z.int(), currency });
export type Money = z.infer<typeof money>;

/** Digits after the decimal point of a currency (ISO 4217, as ICU knows it). */
export function fractionDigits(code: string): number {
  const known = digitsOf.get(code);
  if (known !== undefined) return known;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2;
  digitsOf.set(code, digits);
  return digits;
}
// Making a format takes longer than reading a whole transaction.
const digitsOf = new Map<string, number>();

/** The sum, exact. @throws RangeError on mixed currencies or beyond ±2^53: both are mistakes of the caller. */
export function addMoney(left: Money, right: Money): Money {
  if (left.currency !== right.currency) throw new RangeError(`cannot add ${left.currency} and ${right.currency}`);
  const minor = left.minor + right.minor;
  if (!Number.isSafeInteger(minor)) throw new RangeError('the sum is beyond what an integer can hold');
  return { minor, currency: left.currency };
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Minor units of a decimal such as `-1234.5`, digit by digit: no float is involved.
 * Returns null for what is not a plain decimal, has more non-zero digits than the currency, or exceeds ±2^53.
 */
export function parseMinor(decimal: string, code: string): number | null {
  const match = DECIMAL.exec(decimal.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = fractionDigits(code);
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return minor === 0 ? 0 : sign === '-' ? -minor : minor;
}
