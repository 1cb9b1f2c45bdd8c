import { compose, type PlacedClaim, referencesOf } from '@munshi/facts/compose';
import { verifyText } from '@munshi/facts/verify';
import type { Writer } from '@munshi/facts/write';
import type { FactBook } from './fact-book.ts';

/** Where an answer goes while it is made. */
export interface AnswerSink {
  step(name: string, detail: string): Promise<void>;
  /** A verified piece; joined they are the answer. */
  delta(text: string): Promise<void>;
}

/** Writes sentence by sentence: composes, verifies, sends. */
export interface AnswerWriter {
  /** Shows a sentence; one that says a figure that is no fact is dropped, and false is given back. */
  say(template: string): Promise<boolean>;
  readonly text: string;
  readonly claims: readonly PlacedClaim[];
  /** Ids of the facts whose values were shown. */
  readonly shown: ReadonlySet<string>;
}

export interface AnswerWriterOptions {
  readonly book: FactBook;
  readonly writer: Writer;
  readonly messageId: string;
  readonly sink: AnswerSink;
  /** What was said before, where an answer is taken up again. */
  readonly before?: string;
}

export function createAnswerWriter({ book, writer, messageId, sink, before = '' }: AnswerWriterOptions): AnswerWriter {
  let text = before;
  let afterItem = false;
  const claims = new Map<string, PlacedClaim>();
  const shown = new Set<string>();
  return {
    async say(template) {
      const sentence = (text === '' ? template.trimStart() : template).trimEnd();
      const isItem = sentence.trimStart().startsWith('•');
      // What follows a list begins on a line of its own.
      const space = text === '' || sentence.startsWith('\n') ? '' : afterItem && !isItem ? '\n' : ' ';
      const composed = compose(sentence, {
        facts: book.facts,
        writer,
        claimId: ({ id }) => `${messageId}.${id}`,
        offset: text.length + space.length,
      });
      const facts = book.facts.filter(({ id }) => referencesOf(sentence).includes(id));
      if (composed.text.trim() === '' || verifyText(composed.text, facts, writer).length > 0) return false;
      for (const claim of composed.claims) if (!claims.has(claim.id)) claims.set(claim.id, claim);
      for (const { id } of facts) shown.add(id);
      const piece = space + composed.text;
      text += piece;
      afterItem = isItem;
      await sink.delta(piece);
      return true;
    },
    get text() {
      return text;
    },
    get claims() {
      return [...claims.values()];
    },
    shown,
  };
}
