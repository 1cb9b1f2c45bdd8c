/**
 * Integers as text, the small ones short: variable-length quantities as source maps have them (zigzag for the sign, five bits a
 * digit, the least first, the sixth bit says that more follow), with digits that JSON does not escape. Exact up to 2^52.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
const BASE = 32;

export function packIntegers(integers: readonly number[]): string {
  let text = '';
  for (const integer of integers) {
    let rest = integer < 0 ? -integer * 2 - 1 : integer * 2;
    for (; rest >= BASE; rest = Math.floor(rest / BASE)) text += DIGITS[BASE + (rest % BASE)];
    text += DIGITS[rest];
  }
  return text;
}

/** @throws Error where the text is none that `packIntegers` gave */
export function unpackIntegers(text: string): number[] {
  const integers: number[] = [];
  let sum = 0;
  let worth = 1;
  for (const digit of text) {
    const value = VALUES.get(digit);
    if (value === undefined) throw new Error(`"${digit}" is no digit of a packed integer`);
    sum += (value % BASE) * worth;
    worth *= BASE;
    if (value >= BASE) continue;
    integers.push(sum % 2 === 0 ? sum / 2 : -(sum + 1) / 2);
    sum = 0;
    worth = 1;
  }
  if (worth !== 1) throw new Error('a packed integer is cut off');
  return integers;
}
