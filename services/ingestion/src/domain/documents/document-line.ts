import { htmlToMarkdown } from './html-markdown.ts';
import type { DocumentMedia } from './media.ts';
import { pdfToMarkdown } from './pdf-markdown.ts';

/** Fields that the head of a Markdown file may give. */
const HEAD_FIELDS = ['documentId', 'title', 'product', 'language', 'validFrom', 'validUntil', 'source'] as const;
type Fields = Partial<Record<(typeof HEAD_FIELDS)[number], string>>;

/** A document as a line of the own format. @throws what the reader of HTML or PDF throws for a file that is none */
export async function documentLine(bytes: Buffer, media: DocumentMedia, fileName: string): Promise<Buffer> {
  const { fields, title, text } = await read(bytes, media);
  const name = fileName.replace(/(\.[a-z]+)?(\.gz)?$/i, '').trim();
  const documentId = (fields.documentId ?? name).slice(0, LONGEST_ID) || 'document';
  const named = { ...fields, title: fields.title ?? title ?? firstHeading(text) ?? name };
  const whole = { record: 'document', ...named, documentId, text: text.replace(/\n{3,}/g, '\n\n').trim() };
  return Buffer.from(`${JSON.stringify(whole)}\n`);
}
/** With a part's number it still is one. */
const LONGEST_ID = 190;

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
