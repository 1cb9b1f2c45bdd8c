import { REFERENCE, UnknownFactError, writeReference } from './compose.ts';
import type { Fact } from './fact.ts';
import { MASK, wordsOf } from './figures.ts';
import { isClaimWord, isCovered, NEGATIONS, NEUTRAL_WORDS } from './vocabulary.ts';
import type { Writer } from './write.ts';

/** A place in a sentence where a fact is shown. */
export interface Reference {
  readonly fact: Fact;
  readonly part: 'period' | 'when' | 'asOf' | undefined;
  readonly at: number;
}

export interface ReadProse {
  /** The sentence's own words: every reference is blanked, positions stay those of `Reference.at`. */
  readonly literal: string;
  readonly references: readonly Reference[];
  readonly unknown: readonly string[];
}

/** Takes a model's sentence apart into its own words and its references. */
export function readProse(sentence: string, facts: readonly Fact[], writer: Writer): ReadProse {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const references: Reference[] = [];
  const unknown: string[] = [];
  let literal = '';
  let read = 0;
  for (const match of sentence.matchAll(REFERENCE)) {
    const [whole, id = '', part] = match as unknown as [string, string, Reference['part']];
    literal += `${sentence.slice(read, match.index)} `;
    read = match.index + whole.length;
    const fact = byId.get(id);
    if (fact && isWritable(fact, part, writer)) references.push({ fact, part, at: literal.length });
    else unknown.push(whole.slice(0, 40));
    literal += '  ';
  }
  return { literal: (literal + sentence.slice(read)).replaceAll(MASK, '\uFFFD'), references, unknown };
}

export function isWritable(fact: Fact, part: string | undefined, writer: Writer): boolean {
  try {
    writeReference(fact, part, writer);
    return true;
  } catch (error) {
    if (error instanceof UnknownFactError) return false;
    throw error;
  }
}

/**
 * Words of a sentence with facts that nothing stands behind. Each word is held against the figure nearest to it, so that
 * "you spent {{income}} and received {{spending}}" fails although both words have a fact in the sentence.
 */
export function unprovedWords({ literal, references }: ReadProse): string[] {
  return tokensOf(literal).flatMap(({ word, at }) => {
    if (NEGATIONS.has(word)) return [word];
    if (!isClaimWord(word) && NEUTRAL_WORDS.has(word)) return [];
    return nearest(references.filter(isFigure), at).some(({ fact }) => isCovered(word, fact.fact) || hasLabel(fact, word)) ? [] : [word];
  });
}

/** References that tell the period, date or name of another fact than the figure they stand beside. */
export function mismatchedReferences({ references }: ReadProse): string[] {
  const figures = references.filter(isFigure);
  if (figures.length === 0) return [];
  return references
    .filter((reference) => !isFigure(reference))
    .filter((reference) => !nearest(figures, reference.at).some(({ fact }) => belongs(reference, fact)))
    .map(({ fact, part }) => (part === undefined ? fact.id : `${fact.id}.${part}`));
}

// --- Internal helpers ---

function belongs({ fact, part }: Reference, figure: Fact): boolean {
  if (fact === figure) return true;
  if (part === 'period' || part === 'when') return fact.period?.from === figure.period?.from && fact.period?.to === figure.period?.to;
  if (part === 'asOf') return fact.asOf.slice(0, 10) === figure.asOf.slice(0, 10);
  return fact.evidence.some(({ kind, id }) => figure.evidence.some((other) => other.kind === kind && other.id === id));
}

function isFigure({ fact, part }: Reference): boolean {
  return part === undefined && (typeof fact.value === 'number' || 'minor' in fact.value);
}

/** The references nearest to a place: one, or two at the same distance; all where there is no figure. */
function nearest(references: readonly Reference[], at: number): readonly Reference[] {
  const least = Math.min(...references.map((reference) => Math.abs(reference.at - at)));
  return references.filter((reference) => Math.abs(reference.at - at) <= least);
}

function tokensOf(literal: string): { word: string; at: number }[] {
  const tokens = [...literal.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu)];
  return tokens.flatMap(({ 0: token, index }) => {
    const at = index + token.length / 2;
    const parts = token.split(/['’-]/).flatMap(wordsOf);
    const joined = parts.join('');
    const said = NEGATIONS.has(joined) ? [joined] : parts.filter((part, place) => place === 0 || !/^(?:ve|re|ll|s|m|d)$/.test(part));
    return said.map((word) => ({ word, at }));
  });
}

/** A label says what a fact is of (a category), but never lends a word that states what happened to the money. */
function hasLabel(fact: Fact, word: string): boolean {
  return !isClaimWord(word) && wordsOf(fact.label).includes(word);
}
