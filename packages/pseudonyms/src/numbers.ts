import { passesLuhn, passesVerhoeff } from './check-digits.ts';
import type { Identifier } from './identifier.ts';

/** A run of digits, or several with one separator between them. */
const GROUPS = /\d+(?:[ .:/-]\d+)*/g;
const LONGEST = 19;

interface Group {
  readonly start: number;
  readonly digits: string;
}

interface NumberShape {
  readonly digits: string;
  /** Digits of each group: `4 4 4`. */
  readonly groups: string;
  /** What stands before it in the text. */
  readonly before: string;
}

const ACCOUNT_WORD = /(?:\ba\/?c|\bacc(?:oun)?t|\bsavings|\bcurrent|\biban|खाता)[^\d\n]{0,24}$/i;
/** 12 to 19 digits of a known industry; 13 digits from 1 on are milliseconds since 1970. */
const CARD = /^(?!1\d{12}$)[1-6]\d{11,18}$/;
const EVENLY = /^(\d+)(?: \1)*(?: \d+)?$/;

/** What a number is, most certain first. The checks keep dates, amounts and references out. */
const KINDS: readonly (readonly [string, (shape: NumberShape) => boolean])[] = [
  [
    'aadhaar',
    ({ digits, groups }) =>
      /^[2-9]\d{11}$/.test(digits) && /^(?:12|4 4 4|1(?: 1)+)$/.test(groups) && passesVerhoeff(digits) && !isPalindrome(digits),
  ],
  ['card', ({ digits, groups }) => CARD.test(digits) && isCardShape(groups) && passesLuhn(digits)],
  ['phone', ({ digits, groups, before }) => isPhone(digits, groups, before)],
  [
    'account',
    ({ digits, before, groups }) => digits.length >= 9 && digits.length <= 18 && EVENLY.test(groups) && ACCOUNT_WORD.test(before),
  ],
];

/** Aadhaar, card, phone and account numbers in a text of plain characters. */
export function findNumbers(text: string): Identifier[] {
  const found: Identifier[] = [];
  for (const run of text.matchAll(GROUPS)) {
    const groups = groupsOf(run[0], run.index);
    for (let first = 0; first < groups.length; ) {
      const identifier = longestFrom(text, groups, first);
      if (identifier !== null) found.push(identifier.found);
      first = identifier === null ? first + 1 : identifier.next;
    }
  }
  return found;
}

function groupsOf(run: string, start: number): Group[] {
  return [...run.matchAll(/\d+/g)].map((match) => ({ start: start + match.index, digits: match[0] }));
}

function longestFrom(text: string, groups: readonly Group[], first: number): { readonly found: Identifier; readonly next: number } | null {
  const start = groups[first]?.start ?? 0;
  // A piece of a longer word is an order number, not a card.
  if (/[\p{L}\p{N}_]$/u.test(text.slice(0, start))) return null;
  for (let last = groups.length - 1; last >= first; last -= 1) {
    const own = groups.slice(first, last + 1);
    const digits = own.map((group) => group.digits).join('');
    if (digits.length > LONGEST || digits.length < 9) continue;
    const end = start + text.slice(start).length - text.slice((own.at(-1)?.start ?? 0) + (own.at(-1)?.digits.length ?? 0)).length;
    if (/^[\p{L}_]/u.test(text.slice(end)) || !isOneSeparator(text.slice(start, end))) continue;
    const shape = { digits, groups: own.map((group) => group.digits.length).join(' '), before: text.slice(Math.max(0, start - 40), start) };
    const kind = KINDS.find(([, isKind]) => isKind(shape))?.[0];
    if (kind !== undefined) return { found: { kind, start: phoneStart(kind, text, start), end, value: digits }, next: last + 1 };
  }
  return null;
}

/** The country's code may be set apart in its own way: +91-98765 43210. */
function isOneSeparator(text: string): boolean {
  return new Set(text.replace(/^91[ -]/, '').replaceAll(/\d/g, '')).size <= 1;
}

function isCardShape(groups: string): boolean {
  return EVENLY.test(groups) ? /^(?:1 |4 |\d+$)/.test(groups) : /^4 6 [45]$/.test(groups);
}

/** Ten digits from 6 to 9 on, with or without the country's code; another country's with a plus; a landline with its area code. */
function isPhone(digits: string, groups: string, before: string): boolean {
  if (/^(?:91|0|0091)?[6-9]\d{9}$/.test(digits)) return !/^\d{4} \d{2} /.test(groups) && !/[₹$€£]\s*$/.test(before);
  if (/\+\s?$/.test(before)) return digits.length >= 10 && digits.length <= 15;
  return /^0\d{9,10}$/.test(digits) && /^[345] \d+/.test(groups);
}

function phoneStart(kind: string, text: string, start: number): number {
  return kind === 'phone' && text[start - 1] === '+' ? start - 1 : start;
}

function isPalindrome(digits: string): boolean {
  return digits === [...digits].reverse().join('');
}
