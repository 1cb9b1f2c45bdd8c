import type { Fact } from '@munshi/facts/fact';
import type { Writer } from '@munshi/facts/write';
import { type Disguise, PSEUDONYM } from '@munshi/pseudonyms/pseudonyms';

export interface RevealOptions {
  readonly disguise: Disguise;
  readonly facts: readonly Fact[];
  readonly writer: Writer;
  /** The customer's, as the bank writes it. */
  readonly ownName: string | null;
}

export interface RevealedSentence {
  /** What is to be verified: names as references to the facts that prove them. */
  readonly template: string;
  /** The customer is spoken to by name: `Asha Rao, …`. Nothing of it is a claim. */
  readonly address: string;
}

/** "Hello [name abcdefgh], …": nothing is said of whom it names. */
const ADDRESS = /^(\s*(?:(?:Hi|Hello|Hey|Dear|Sure|Certainly|Thanks|Thank you|Okay|Yes),? )?)(\[name [a-z]{8}\])([,!]\s+)(?=\S)/;

/**
 * A model's sentence with its pseudonyms turned back: the customer's own name where it greets them, any other as the fact that shows
 * it. Null where one stands for nobody, or for somebody of whom no fact tells: that sentence may not be shown.
 */
export function revealSentence(sentence: string, options: RevealOptions): RevealedSentence | null {
  const { disguise, facts, writer, ownName } = options;
  const [greeting = '', words = '', pseudonym = '', stop = ''] = ADDRESS.exec(sentence) ?? [];
  const isOwn = ownName !== null && disguise.reveal(pseudonym) === ownName.trim().replaceAll(/\s+/g, ' ');
  const isSayable = isOwn && writer.name(ownName) === ownName;
  const rest = isSayable ? sentence.slice(greeting.length) : sentence;
  let unknown = false;
  const template = rest.replaceAll(PSEUDONYM, (found) => {
    const reference = referenceTo(disguise.reveal(found), rest, facts);
    unknown ||= reference === null;
    return reference ?? '';
  });
  return unknown ? null : { template, address: isSayable ? `${words}${ownName}${stop}` : '' };
}

/** Of the facts that show a name the one that is about a figure of the same sentence, else the first. */
function referenceTo(name: string | null, sentence: string, facts: readonly Fact[]): string | null {
  if (name === null) return null;
  const named = facts.filter(({ value }) => typeof value === 'object' && 'name' in value && sameName(value.name, name));
  const shown = new Set(
    facts.filter(({ id }) => sentence.includes(`{{${id}}}`)).flatMap(({ evidence }) => evidence.map(({ kind, id }) => `${kind} ${id}`)),
  );
  const fact = named.find(({ evidence }) => evidence.some(({ kind, id }) => shown.has(`${kind} ${id}`))) ?? named[0];
  return fact ? `{{${fact.id}}}` : null;
}

function sameName(one: string, other: string): boolean {
  return one.trim().replaceAll(/\s+/g, ' ').toLowerCase() === other.toLowerCase();
}
