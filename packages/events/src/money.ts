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
  const plain = plainMinor(decimal, fractionDigits(code));
  if (plain !== null) return plain;
  const match = DECIMAL.exec(decimal.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = fractionDigits(code);
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return minor === 0 ? 0 : sign === '-' ? -minor : minor;
}

/** Most digits that a number holds whatever they are. */
const EXACT_DIGITS = 15;
const POINT = 0x2e;

/** Minor units of digits with at most as many behind one point as the currency has, which nearly all amounts are; null for others. */
function plainMinor(decimal: string, digits: number): number | null {
  if (decimal.length === 0 || decimal.length > EXACT_DIGITS - digits) return null;
  let minor = 0;
  let behind = -1;
  for (let at = 0; at < decimal.length; at += 1) {
    const unit = decimal.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) {
      minor = minor * 10 + unit - 0x30;
      if (behind >= 0) behind += 1;
    } else if (unit === POINT && behind < 0 && at > 0) behind = 0;
    else return null;
  }
  if (behind === 0 || behind > digits) return null;
  for (let missing = digits - Math.max(behind, 0); missing > 0; missing -= 1) minor *= 10;
  return minor;
}
