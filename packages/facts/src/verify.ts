import { writeReference } from './compose.ts';
import type { Fact } from './fact.ts';
import { type Finding, findFigures, MASK, wordsOf } from './figures.ts';
import { isWritable, mismatchedReferences, readProse, unprovedWords } from './prose.ts';
import { NEGATIONS, NEUTRAL_WORDS } from './vocabulary.ts';
import type { Writer } from './write.ts';

export interface Problem {
  readonly kind: Finding['kind'] | 'unknown-fact' | 'mismatch' | 'word' | 'characters';
  readonly text: string;
}

/**
 * Every number (in any script or in words), amount, date, percentage, identifier and link of a finished text that is not exactly
 * what one of these facts says. Empty: the text says no figure that is not a fact.
 */
export function verifyText(text: string, facts: readonly Fact[], writer: Writer): Problem[] {
  return findFigures(maskProved(text, facts, writer));
}

export interface ProseEvidence {
  readonly facts: readonly Fact[];
  readonly writer: Writer;
  /** Texts that a sentence without figures may repeat the words of: the passages it was given. */
  readonly passages: readonly string[];
}

/**
 * What is wrong with a sentence that a model wrote, with figures as `{{f1}}`. A model is trusted with nothing: outside its
 * references it may use neutral words, words that the figure beside them stands behind, and, in a sentence without a fact, the
 * words of one sentence of a passage. It may show no figure of its own, turn nothing round, and name nobody. Empty: it may be shown.
 */
export function verifyProse(sentence: string, { facts, writer, passages }: ProseEvidence): Problem[] {
  const prose = readProse(sentence, facts, writer);
  const words = prose.references.length > 0 ? unprovedWords(prose) : ungroundedWords(prose.literal, passages);
  return [
    ...prose.unknown.map((text): Problem => ({ kind: 'unknown-fact', text })),
    ...mismatchedReferences(prose).map((text): Problem => ({ kind: 'mismatch', text })),
    ...findFigures(prose.literal),
    ...relativeDates(prose.literal),
    ...strangeCharacters(prose.literal),
    ...words.map((text): Problem => ({ kind: 'word', text })),
  ];
}

/** Sentences with the whitespace after them: joined they are the text again. What has no end yet is the last. */
export function splitSentences(text: string): string[] {
  return text.split(/(?<=[.!?]["”’)]*\s+)(?=\S)|(?<=\n)(?=\S)/).filter((sentence) => sentence !== '');
}

// --- Internal helpers ---

function maskProved(text: string, facts: readonly Fact[], writer: Writer): string {
  const proved = new Set<string>();
  for (const fact of facts) {
    for (const part of [undefined, 'asOf', 'period'] as const) {
      if (isWritable(fact, part, writer)) proved.add(writeReference(fact, part, writer));
    }
  }
  let masked = text;
  for (const written of [...proved].sort((left, right) => right.length - left.length)) masked = maskWhole(masked, written);
  return masked;
}

/** Replaces a proved text where it stands by itself: `5` is not proved by being in `15`, `5.2`, `₹5`, `5%` or `5/6`. */
function maskWhole(text: string, written: string): string {
  if (written === '') return text;
  let masked = '';
  let read = 0;
  for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, Math.max(at + 1, read))) {
    if (!standsAlone(text.slice(0, at), text.slice(at + written.length))) continue;
    masked += text.slice(read, at) + MASK;
    read = at + written.length;
  }
  return masked + text.slice(read);
}

const JOINS_BEFORE = /[\p{L}\p{M}\p{N}\p{Sc}][-.,:/'’\p{Cf}]*$|[\p{Sc}+\-−]\s*$/u;
const JOINS_AFTER = /^[-.,:/'’\p{Cf}]*[\p{L}\p{M}\p{N}\p{Sc}]|^\s*[%‰×]/u;

function standsAlone(before: string, after: string): boolean {
  return !JOINS_BEFORE.test(before.slice(-8)) && !JOINS_AFTER.test(after.slice(0, 8));
}

/** A period in relative words is a date; a model shows it by reference. */
const RELATIVE =
  /\b(?:today|tonight|yesterday|tomorrow|fortnight\w*|decade\w*)\b|\b(?:last|this|next|previous|past|coming)\s+(?:day|week|weekend|month|quarter|year)s?\b/gi;

function relativeDates(text: string): Problem[] {
  return (text.match(RELATIVE) ?? []).map((date) => ({ kind: 'date', text: date }));
}

function strangeCharacters(text: string): Problem[] {
  const found = text.match(/[^\p{Script=Latin}\s.,;:!?'’"“”()–—…-]/gu);
  return found ? [{ kind: 'characters', text: found.join('').slice(0, 40) }] : [];
}

/** How many of a factless sentence's own words must be words of one sentence of a passage. */
const GROUNDED_SHARE = 0.8;

function ungroundedWords(literal: string, passages: readonly string[]): string[] {
  const own = wordsOf(literal.replaceAll(/['’](?:ve|re|ll|s|m|d)\b/g, '')).filter((word) => !NEUTRAL_WORDS.has(word));
  if (own.length === 0) return [];
  const negated = own.some((word) => NEGATIONS.has(word));
  const grounded = passages.flatMap(splitSentences).some((sentence) => {
    const words = wordsOf(sentence);
    const stems = new Set(words.map(stem));
    const share = own.filter((word) => stems.has(stem(word))).length / own.length;
    return share >= GROUNDED_SHARE && negated === words.some((word) => NEGATIONS.has(word));
  });
  return grounded ? [] : own.slice(0, 5);
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word;
}
