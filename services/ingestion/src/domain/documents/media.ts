import type { RecordKind } from '../entry.ts';

/** What a file of one document is written in. */
export type DocumentMedia = 'markdown' | 'text' | 'html' | 'pdf';

const BY_NAME: readonly (readonly [RegExp, DocumentMedia])[] = [
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.html?$/i, 'html'],
  [/\.pdf$/i, 'pdf'],
];

/** Null where the file holds records. A text is a document only where it is said to be one: tables are texts as well. */
export function documentMedia(head: Buffer, fileName: string, kind: RecordKind): DocumentMedia | null {
  if (head.toString('latin1', 0, 5) === '%PDF-') return 'pdf';
  const name = fileName.replace(/\.gz$/i, '');
  const known = BY_NAME.find(([pattern]) => pattern.test(name));
  if (known) return known[1];
  return kind === 'documents' && /\.(txt|text)$/i.test(name) ? 'text' : null;
}
