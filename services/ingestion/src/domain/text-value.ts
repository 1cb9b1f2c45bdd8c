/** Control characters but tab and line ends: PostgreSQL cannot store NUL, and the rest has no meaning in a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const CONTROLS = new RegExp(CONTROL, 'g');

/** Most characters of a text of a transaction, as its schema says. */
export const TEXT_LIMIT = 2000;

const UNKNOWN = new Set([
  ...['', '-', '--', '?', 'nan', 'nat', 'null', '(null)', '\\n', 'none', 'nil', 'n/a', '#n/a', 'na', '<na>', 'unknown', 'undefined'],
]);
const LONGEST_UNKNOWN = 9;
const BEGINS_UNKNOWN = /^[-?n(\\#<u]/i;

/** Collects the names of repairs made to one record. */
export type Repair = (name: string) => void;

/** A text that every store can hold, trimmed; null where it is empty. */
export function cleanText(text: string, repair: Repair, limit = TEXT_LIMIT): string | null {
  let clean = text;
  if (CONTROL.test(clean)) {
    repair('controlCharacters');
    clean = clean.replace(CONTROLS, '');
  }
  if (!clean.isWellFormed()) {
    repair('brokenCharacters');
    clean = clean.toWellFormed();
  }
  clean = clean.trim();
  if (clean.length > limit) {
    repair('textCut');
    clean = clean.slice(0, limit).toWellFormed();
  }
  return clean === '' ? null : clean;
}

/** Null for what a table writes where it knows nothing. */
export function knownText(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return null;
  return trimmed.length <= LONGEST_UNKNOWN && BEGINS_UNKNOWN.test(trimmed) && UNKNOWN.has(trimmed.toLowerCase()) ? null : trimmed;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an id with one cannot be a key
const UNUSABLE_IN_ID = /[\u0000-\u001f\u007f]/;

/** An id that can be a key everywhere: 1 to 200 characters, none of them a control character. */
export function isUsableId(text: string): boolean {
  return text.length > 0 && text.length <= 200 && text.isWellFormed() && !UNUSABLE_IN_ID.test(text);
}
