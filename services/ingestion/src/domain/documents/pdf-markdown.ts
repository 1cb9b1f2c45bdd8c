import { getDocumentProxy } from 'unpdf';

interface Line {
  readonly text: string;
  readonly height: number;
}

/** Larger than the text around it by so much, a line is a heading. */
const HEADING_FACTOR = 1.2;
const LONGEST_HEADING = 200;
const MOST_PAGES = 2_000;

/** The text of a PDF with its headings, known by their size. @throws what the reader throws for a file that is none or is damaged */
export async function pdfToMarkdown(bytes: Buffer): Promise<{ readonly title: string | null; readonly text: string }> {
  // the reader takes the bytes over
  const document = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, verbosity: 0 });
  try {
    const lines: Line[] = [];
    for (let page = 1; page <= Math.min(document.numPages, MOST_PAGES); page += 1) {
      const { items } = await (await document.getPage(page)).getTextContent();
      lines.push(...linesOf(items as TextItem[]), { text: '', height: 0 });
    }
    const { info } = (await document.getMetadata()) as { info?: { Title?: unknown } };
    const title = typeof info?.Title === 'string' && info.Title.trim() !== '' ? info.Title.trim() : null;
    return { title, text: withHeadings(lines) };
  } finally {
    await document.destroy();
  }
}

interface TextItem {
  readonly str?: string;
  readonly height?: number;
  readonly hasEOL?: boolean;
}

function linesOf(items: readonly TextItem[]): Line[] {
  const lines: Line[] = [];
  let [text, height] = ['', 0];
  for (const item of items) {
    text += item.str ?? '';
    height = Math.max(height, item.height ?? 0);
    if (!item.hasEOL) continue;
    lines.push({ text: text.trim(), height });
    [text, height] = ['', 0];
  }
  return [...lines, { text: text.trim(), height }];
}

function withHeadings(lines: readonly Line[]): string {
  const body = usualHeight(lines);
  const isHeading = ({ text, height }: Line) => text !== '' && text.length <= LONGEST_HEADING && height > body * HEADING_FACTOR;
  return lines.map((line) => (isHeading(line) ? `\n## ${line.text}\n` : line.text)).join('\n');
}

/** The height that most of the text has. */
function usualHeight(lines: readonly Line[]): number {
  const characters = new Map<number, number>();
  for (const { text, height } of lines) characters.set(height, (characters.get(height) ?? 0) + text.length);
  return [...characters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}
