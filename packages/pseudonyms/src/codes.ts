import type { Identifier } from './identifier.ts';

const GAP = '[ -]?';
const EDGE = '(?<![\\p{L}\\p{N}_])';
const END = '(?![\\p{L}\\p{N}_])';

interface CodeKind {
  readonly kind: string;
  readonly pattern: RegExp;
  isReal?(value: string): boolean;
}

/** Identifiers with letters in them; of two that overlap the earlier line counts. */
const CODES: readonly CodeKind[] = [
  { kind: 'email', pattern: /(?<![\p{L}\p{N}_])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/giu },
  { kind: 'upi', pattern: /(?<![\p{L}\p{N}_])[a-z0-9._-]{2,256}@[a-z][a-z0-9]{1,64}(?![\p{L}\p{N}_@]|\.\p{L})/giu },
  {
    kind: 'gstin',
    pattern: new RegExp(`${EDGE}\\d{2}${GAP}[A-Z]{5}${GAP}\\d{4}${GAP}[A-Z]${GAP}[1-9A-Z]${GAP}Z${GAP}[0-9A-Z]${END}`, 'giu'),
    // The 38 states and union territories, and 97 and 99 for what lies in none.
    isReal: (value) => /^(?:0[1-9]|[12]\d|3[0-8]|97|99)/.test(value),
  },
  { kind: 'pan', pattern: new RegExp(`${EDGE}[A-Z]{3}[ABCFGHJLPT][A-Z]${GAP}\\d{4}${GAP}[A-Z]${END}`, 'giu') },
  {
    kind: 'ifsc',
    pattern: new RegExp(`${EDGE}[A-Z]{4}${GAP}0${GAP}[A-Z0-9]{6}${END}`, 'giu'),
    isReal: (value) => /\d/.test(value.slice(5)),
  },
];

/** E-mail addresses, UPI ids, GSTIN, PAN and IFSC in a text of plain characters. */
export function findCodes(text: string): Identifier[] {
  return CODES.flatMap(({ kind, pattern, isReal }) =>
    [...text.matchAll(pattern)]
      .map((match) => ({
        kind,
        start: match.index,
        end: match.index + match[0].length,
        value: match[0].toUpperCase().replaceAll(/[ -]/g, kind === 'email' || kind === 'upi' ? '$&' : ''),
      }))
      .filter(({ value }) => isReal?.(value) ?? true),
  );
}
