import type { Identifier } from './identifier.ts';
import { plainCharacters } from './plain-characters.ts';

/** Whom a text may name. */
export interface KnownNames {
  /** Whole in any case, and each of their parts where it is written as a name is. */
  readonly people: readonly string[];
  /** Names of companies, and ids: whole alone, in any case. */
  readonly others?: readonly string[];
  /**
   * Lower case in, true for a word that names nobody by itself. Where it is given, other parts of people's names are found in any case,
   * and a name of such words alone only where it is written as a name is.
   */
  readonly isOrdinary?: (word: string) => boolean;
}

export type NameFinder = (text: string) => Identifier[];

/** A shorter part is too often a word or an initial. */
const SHORTEST_PART = 3;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** What may stand between two words of a name. */
const BETWEEN = /^[^\p{L}\p{N}\n]{1,3}$/u;

interface Word {
  readonly lower: string;
  readonly start: number;
  readonly end: number;
  /** As a name is: also true in a script without capitals. */
  readonly isCapital: boolean;
}

interface Known {
  readonly name: string;
  readonly words: readonly string[];
  readonly isStrict: boolean;
}

/** Finds names in texts of plain characters; a person has one value, by whole name or by a part that nobody else has. */
export function createNameFinder({ people, others = [], isOrdinary }: KnownNames): NameFinder {
  const knownOf = (name: string): Known => {
    const words = wordsOf(plainCharacters(name)).map(({ lower }) => lower);
    return { name: name.trim().replaceAll(/\s+/g, ' '), words, isStrict: isOrdinary !== undefined && words.every(isOrdinary) };
  };
  const persons = [...new Set(people)].map(knownOf).filter(({ words }) => words.length > 0);
  const all = [...persons, ...[...new Set(others)].map(knownOf)].filter(({ words }) => words.length > 0);
  const byFirst = Map.groupBy(
    all.toSorted((left, right) => right.words.length - left.words.length),
    ({ words }) => words[0] as string,
  );
  const byPart = Map.groupBy(
    persons.flatMap(({ name, words }) => words.filter((part) => part.length >= SHORTEST_PART).map((part) => ({ name, part }))),
    ({ part }) => part,
  );
  return (text) => {
    const words = wordsOf(text);
    const wholes = words.flatMap((word, place) =>
      (byFirst.get(word.lower) ?? []).flatMap((known) => wholeAt(text, words.slice(place, place + known.words.length), known)),
    );
    const parts = words.flatMap((word): Identifier[] => {
      const owners = new Set(byPart.get(word.lower)?.map(({ name }) => name));
      if (owners.size === 0 || !(word.isCapital || (isOrdinary !== undefined && !isOrdinary(word.lower)))) return [];
      const [only = ''] = owners;
      return [identifierOf(word, word, owners.size === 1 ? only : text.slice(word.start, word.end))];
    });
    return [...wholes, ...parts];
  };
}

// --- Internal ---

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    lower: word.toLowerCase(),
    start: index,
    end: index + word.length,
    isCapital: !/^\p{Ll}/u.test(word),
  }));
}

function wholeAt(text: string, words: readonly Word[], { name, words: wanted, isStrict }: Known): Identifier[] {
  const isHere =
    words.length === wanted.length &&
    words.every(
      ({ lower, start, isCapital }, place) =>
        lower === wanted[place] && (isCapital || !isStrict) && (place === 0 || BETWEEN.test(text.slice(words[place - 1]?.end, start))),
    );
  const [first, last] = [words[0], words.at(-1)];
  return isHere && first && last ? [identifierOf(first, last, name)] : [];
}

function identifierOf(first: Word, last: Word, name: string): Identifier {
  return { kind: 'name', start: first.start, end: last.end, value: name.toUpperCase(), known: name };
}
