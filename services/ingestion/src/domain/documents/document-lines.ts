import { htmlToMarkdown } from './html-markdown.ts';
import type { DocumentMedia } from './media.ts';
import { pdfToMarkdown } from './pdf-markdown.ts';
import { splitText } from './split-document.ts';

/** A document as lines of the own format: one, or one a part. */
export interface DocumentLines {
  /** The id of the whole; parts are `ID#1`, `ID#2`, … */
  readonly documentId: string;
  readonly partIds: readonly string[];
  readonly bytes: Buffer;
}

/** Fields that the head of a Markdown file may give. */
const HEAD_FIELDS = ['documentId', 'title', 'product', 'language', 'validFrom', 'validUntil', 'source'] as const;
type Fields = Partial<Record<(typeof HEAD_FIELDS)[number], string>>;

/** @throws what the reader of HTML or PDF throws for a file that is none */
export async function documentLines(bytes: Buffer, media: DocumentMedia, fileName: string): Promise<DocumentLines> {
  const { fields, title, text } = await read(bytes, media);
  const name = fileName.replace(/(\.[a-z]+)?(\.gz)?$/i, '').trim();
  const documentId = (fields.documentId ?? name).slice(0, 190) || 'document';
  const named = { ...fields, title: fields.title ?? title ?? firstHeading(text) ?? name };
  const texts = splitText(text.replace(/\n{3,}/g, '\n\n').trim());
  const partIds = texts.length === 1 ? [documentId] : texts.map((_, at) => `${documentId}#${at + 1}`);
  const lines = texts.map((part, at) => {
    const isFirstOfMore = at === 0 && texts.length > 1;
    const partTitle = at === 0 ? named.title : `${named.title} (${at + 1})`;
    const list = isFirstOfMore ? `Parts of this document: ${partIds.join(', ')}\n\n` : '';
    return JSON.stringify({ record: 'document', ...named, documentId: partIds[at], title: partTitle, text: list + part });
  });
  return { documentId, partIds, bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

interface Text {
  readonly fields: Fields;
  readonly title: string | null;
  readonly text: string;
}

async function read(bytes: Buffer, media: DocumentMedia): Promise<Text> {
  switch (media) {
    case 'pdf':
      return { fields: {}, ...(await pdfToMarkdown(bytes)) };
    case 'html':
      return { fields: {}, ...htmlToMarkdown(textOf(bytes)) };
    case 'markdown':
      return withHead(textOf(bytes));
    case 'text':
      return { fields: {}, title: textOf(bytes).split('\n', 1)[0]?.trim().slice(0, 200) || null, text: textOf(bytes) };
  }
}

function textOf(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n');
}

/** Markdown may begin with lines `name: value` between two lines of dashes. */
function withHead(markdown: string): Text {
  const [whole = '', head = ''] = /^---\n([\s\S]{0,4000}?)\n---\n/.exec(markdown) ?? [];
  const fields: Fields = {};
  for (const line of head.split('\n')) {
    const [, name = '', value = ''] = /^(\w+):\s*"?(.*?)"?\s*$/.exec(line) ?? [];
    const known = HEAD_FIELDS.find((field) => field === name);
    if (known && value !== '') fields[known] = value;
  }
  return { fields, title: null, text: markdown.slice(whole.length) };
}

function firstHeading(text: string): string | null {
  return /^#{1,6} +(.+)$/m.exec(text)?.[1]?.trim().slice(0, 500) ?? null;
}
