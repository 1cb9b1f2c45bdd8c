const AADHAAR = /\b[2-9]\d{3}[ :-]?\d{4}[ :-]?\d{4}\b/g;
/** The fourth letter says what kind of holder it is. */
const PAN = /\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b/;
const CARD = /\b\d(?:[ -]?\d){12,18}\b/g;
const ACCOUNT = /\b(?:a\/c|acct|account)\b[^\n]{0,30}?\b\d{9,18}\b/i;
const ID_LIKE = /[A-Za-z0-9][A-Za-z0-9_-]{3,63}/g;
const MOST_IDS = 5_000;

/** What kind of personal number a text holds; null where none is found. Documents are public: such a one is not taken. */
export function personalNumberIn(text: string): string | null {
  if (PAN.test(text)) return 'a PAN';
  if (matches(text, AADHAAR).some(isAadhaar)) return 'an Aadhaar number';
  if (matches(text, CARD).some(isCard)) return 'a card number';
  return ACCOUNT.test(text) ? 'an account number' : null;
}

/** Words of a text that could be a customer's id: with a letter and a digit, or eight digits and more. */
export function idsLikeIn(text: string): string[] {
  const ids = new Set<string>();
  for (const [word] of text.matchAll(ID_LIKE)) {
    if ((/\d/.test(word) && /[A-Za-z]/.test(word)) || /^\d{8,}$/.test(word)) ids.add(word);
    if (ids.size >= MOST_IDS) break;
  }
  return [...ids];
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([found]) => found.replace(/\D/g, ''));
}

function isAadhaar(digits: string): boolean {
  return digits !== [...digits].reverse().join('') && verhoeff(digits) === 0;
}

function isCard(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  // a row of one digit passes every checksum
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** The check digit of Verhoeff's scheme over the dihedral group of the pentagon; 0 where the last digit is right. */
function verhoeff(digits: string): number {
  let check = 0;
  [...digits].reverse().forEach((digit, index) => {
    check = multiply(check, permute(index % 8, Number(digit)));
  });
  return check;
}

function multiply(left: number, right: number): number {
  if (left < 5) return right < 5 ? (left + right) % 5 : ((left + right) % 5) + 5;
  return right < 5 ? ((left - right + 5) % 5) + 5 : (left - right + 5) % 5;
}

const FIRST_PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permute(times: number, digit: number): number {
  let permuted = digit;
  for (let done = 0; done < times; done += 1) permuted = FIRST_PERMUTATION[permuted] as number;
  return permuted;
}
