import { document } from '@munshi/events/document';
import type { Entry } from '../entry.ts';
import type { JsonObject } from '../lines/json-line.ts';
import { RejectedError } from '../rejection.ts';
import type { Repair } from '../text-value.ts';
import { fieldProblem } from './field-problem.ts';
import { lenientId, lenientText } from './lenient-value.ts';

/** The longest text of a document, in bytes: over 800 kB it is published in parts. */
export const DOCUMENT_TEXT_LIMIT = 32 * 1024 * 1024;

/** A public document in its own shape. @throws RejectedError */
export function readOwnDocument(value: JsonObject): Entry {
  const repairs = new Set<string>();
  const repair: Repair = (name) => repairs.add(name);
  const documentId = lenientId(value.documentId, 'documentId');
  if (documentId === null) throw new RejectedError('ID_INVALID', 'documentId: is missing');
  if (typeof value.text === 'string' && Buffer.byteLength(value.text) > DOCUMENT_TEXT_LIMIT) {
    throw new RejectedError('RECORD_TOO_LARGE', `text: has more than ${DOCUMENT_TEXT_LIMIT} bytes; give the rest under another id`);
  }
  const text = (name: string, limit: number) => lenientText(value[name], repair, limit);
  const result = document.safeParse({
    documentId,
    title: text('title', 500) ?? undefined,
    text: text('text', DOCUMENT_TEXT_LIMIT) ?? undefined,
    product: text('product', 100),
    language: text('language', 35),
    validFrom: value.validFrom === '' ? null : value.validFrom,
    validUntil: value.validUntil === '' ? null : value.validUntil,
    source: text('source', 100),
  });
  if (!result.success) throw fieldProblem(result.error);
  return { kind: 'document', document: result.data, repairs: [...repairs] };
}
