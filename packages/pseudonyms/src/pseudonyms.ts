import { createHmac } from 'node:crypto';
import { findCodes } from './codes.ts';
import type { Identifier } from './identifier.ts';
import { createNameFinder, type KnownNames, type NameFinder } from './names.ts';
import { findNumbers } from './numbers.ts';
import { plainCharacters } from './plain-characters.ts';

export type { KnownNames } from './names.ts';

export interface Pseudonyms {
  /**
   * The text with every direct identifier replaced: e-mail, UPI id, GSTIN, PAN, IFSC, Aadhaar, card, phone and account numbers,
   * and the given names of people. An identifier has the same pseudonym however it is written, and another where the secret is another.
   */
  hide(text: string, people?: readonly string[]): string;
  /** For what goes to a vendor and comes back: hides alike, and remembers whose pseudonyms it has given. */
  disguise(known: KnownNames): Disguise;
}

export interface Disguise {
  hide(text: string): string;
  /** What a pseudonym that `hide` has given stands for: a name as the caller knows it, else as it was written. Null: it was never given. */
  reveal(pseudonym: string): string | null;
}

/** A pseudonym, or what is made to look like one. */
export const PSEUDONYM = /\[[a-z]+ [a-z]{8}\]/g;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const PSEUDONYM_LENGTH = 8;

/** For what leaves to a vendor. `secret` is PSEUDONYM_SECRET: without it nobody can tell whose pseudonym it is. */
export function createPseudonyms(secret: string): Pseudonyms {
  /** Letters alone, so that no pseudonym looks like an identifier. */
  const pseudonymOf = ({ kind, value }: Identifier): string => {
    const hash = createHmac('sha256', secret).update(`pseudonym\n${kind}\n${value}`).digest();
    return `[${kind} ${[...hash.subarray(0, PSEUDONYM_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}]`;
  };
  const hideFound = (text: string, found: readonly Identifier[], give: (identifier: Identifier) => string): string => {
    let hidden = '';
    let from = 0;
    for (const identifier of found) {
      hidden += text.slice(from, identifier.start) + give(identifier);
      from = identifier.end;
    }
    return hidden + text.slice(from);
  };
  return {
    hide: (text, people = []) => hideFound(text, identifiersBy(createNameFinder({ people }), text), pseudonymOf),
    disguise(known) {
      const findNames = createNameFinder(known);
      const given = new Map<string, string>();
      return {
        hide: (text) =>
          hideFound(text, identifiersBy(findNames, text), (identifier) => {
            const pseudonym = pseudonymOf(identifier);
            if (!given.has(pseudonym)) given.set(pseudonym, identifier.known ?? text.slice(identifier.start, identifier.end));
            return pseudonym;
          }),
        reveal: (pseudonym) => given.get(pseudonym) ?? null,
      };
    },
  };
}

/** The direct identifiers of a text in their order; of those that overlap the first found, codes before numbers before names. */
export function identifiersIn(text: string, people: readonly string[] = []): Identifier[] {
  return identifiersBy(createNameFinder({ people }), text);
}

function identifiersBy(findNames: NameFinder, text: string): Identifier[] {
  const plain = plainCharacters(text);
  const kept: Identifier[] = [];
  for (const found of [...findCodes(plain), ...findNumbers(plain), ...findNames(plain)]) {
    if (!kept.some(({ start, end }) => found.start < end && start < found.end)) kept.push(found);
  }
  return kept.sort((left, right) => left.start - right.start);
}
