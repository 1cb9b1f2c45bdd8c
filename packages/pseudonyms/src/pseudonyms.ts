import { createHmac } from 'node:crypto';
import { findCodes } from './codes.ts';
import type { Identifier } from './identifier.ts';
import { findNames } from './names.ts';
import { findNumbers } from './numbers.ts';
import { plainCharacters } from './plain-characters.ts';

export interface Pseudonyms {
  /**
   * The text with every direct identifier replaced: e-mail, UPI id, GSTIN, PAN, IFSC, Aadhaar, card, phone and account numbers,
   * and the given names. An identifier has the same pseudonym however it is written, and another where the secret is another.
   */
  hide(text: string, names?: readonly string[]): string;
  /** The text with the pseudonyms that `hide` has made of `original` turned back. */
  restore(text: string, original: string, names?: readonly string[]): string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const PSEUDONYM_LENGTH = 8;

/** For what leaves to a vendor. `secret` is PSEUDONYM_SECRET: without it nobody can tell whose pseudonym it is. */
export function createPseudonyms(secret: string): Pseudonyms {
  /** Letters alone, so that no pseudonym looks like an identifier. */
  const pseudonymOf = ({ kind, value }: Identifier): string => {
    const hash = createHmac('sha256', secret).update(`pseudonym\n${kind}\n${value}`).digest();
    return `[${kind} ${[...hash.subarray(0, PSEUDONYM_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}]`;
  };
  return {
    hide(text, names = []) {
      let hidden = '';
      let from = 0;
      for (const identifier of identifiersIn(text, names)) {
        hidden += text.slice(from, identifier.start) + pseudonymOf(identifier);
        from = identifier.end;
      }
      return hidden + text.slice(from);
    },
    restore(text, original, names = []) {
      return identifiersIn(original, names).reduce(
        (restored, identifier) => restored.replaceAll(pseudonymOf(identifier), () => original.slice(identifier.start, identifier.end)),
        text,
      );
    },
  };
}

/** The direct identifiers of a text in their order; of those that overlap the first found, codes before numbers before names. */
export function identifiersIn(text: string, names: readonly string[] = []): Identifier[] {
  const plain = plainCharacters(text);
  const kept: Identifier[] = [];
  for (const found of [...findCodes(plain), ...findNumbers(plain), ...findNames(plain, names)]) {
    if (!kept.some(({ start, end }) => found.start < end && start < found.end)) kept.push(found);
  }
  return kept.sort((left, right) => left.start - right.start);
}
