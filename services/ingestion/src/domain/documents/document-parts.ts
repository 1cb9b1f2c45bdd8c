import type { BankDocument } from '@munshi/events/document';
import { splitText } from './split-document.ts';

/**
 * A document as it is published: itself, or where its text is long the parts `ID#1`, `ID#2`, …, the first of which lists them all.
 * An id with such an ending is that of a part.
 */
export function documentParts(document: BankDocument): readonly BankDocument[] {
  const texts = splitText(document.text);
  if (texts.length === 1) return [document];
  const ids = texts.map((_, at) => `${document.documentId}#${at + 1}`);
  return texts.map((text, at) => ({
    ...document,
    documentId: ids[at] as string,
    title: at === 0 ? document.title : `${document.title.slice(0, LONGEST_TITLE)} (${at + 1})`,
    text: at === 0 ? `Parts of this document: ${ids.join(', ')}\n\n${text}` : text,
  }));
}
/** With a part's number it still is one. */
const LONGEST_TITLE = 490;
