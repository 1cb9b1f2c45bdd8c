/** A piece of a document that is found and quoted by itself. */
export interface Chunk {
  /** The headings above it, outermost first: `Fees > Late payment`; empty before the first. */
  readonly section: string;
  readonly text: string;
}

/** About 200 tokens of English: with title and section it stays under the 256 that the local model reads. */
const LONGEST = 800;

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;

/** The chunks of a Markdown text: split at headings, then between paragraphs, sentences and words where one is too long. */
export function chunkMarkdown(markdown: string): Chunk[] {
  return sectionsOf(markdown).flatMap(({ section, text }) => packed(piecesOf(text)).map((piece) => ({ section, text: piece })));
}

function sectionsOf(markdown: string): Chunk[] {
  const sections: Chunk[] = [];
  const headings: string[] = [];
  let lines: string[] = [];
  let fenced = false;
  const close = () => {
    const text = lines.join('\n').trim();
    if (text !== '') sections.push({ section: headings.filter((heading) => heading !== undefined).join(' > '), text });
    lines = [];
  };
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? null : HEADING.exec(line);
    if (heading === null) lines.push(line);
    else {
      close();
      headings.length = (heading[1] ?? '').length - 1;
      headings.push(heading[2] ?? '');
    }
  }
  close();
  return sections;
}

/** Paragraphs, each no longer than a chunk. */
function piecesOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => (TABLE.test(paragraph) ? tablePieces(paragraph) : splitLong(paragraph, [/(?<=[.!?।])\s+/, /\s+/])));
}

const TABLE = /^\|.*\|\s*\n\|[\s:|-]+\|/;
/** A table stays whole: a row without the others says little. One that no store would take is cut between rows, its head repeated. */
const LONGEST_TABLE = 8_000;

function tablePieces(table: string): string[] {
  if (table.length <= LONGEST_TABLE) return [table];
  const [head = '', rule = '', ...rows] = table.split('\n');
  const pieces: string[] = [];
  for (const row of rows) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + 1 + row.length <= LONGEST_TABLE) pieces[pieces.length - 1] = `${last}\n${row}`;
    else pieces.push(`${head}\n${rule}\n${row.slice(0, LONGEST_TABLE)}`);
  }
  return pieces;
}

/** Splits by the first separator, what is still too long by the next, and at last anywhere. */
function splitLong(text: string, separators: readonly RegExp[]): string[] {
  if (text.length <= LONGEST) return [text];
  const [separator, ...finer] = separators;
  if (separator === undefined) return hardCut(text);
  return packed(
    text.split(separator).flatMap((part) => splitLong(part, finer)),
    ' ',
  );
}

function hardCut(text: string): string[] {
  const letters = [...text];
  return Array.from({ length: Math.ceil(letters.length / LONGEST) }, (_, i) => letters.slice(i * LONGEST, (i + 1) * LONGEST).join(''));
}

/** Joins neighbours as long as they fit into one chunk. */
function packed(pieces: readonly string[], joint = '\n\n'): string[] {
  const chunks: string[] = [];
  for (const piece of pieces) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + joint.length + piece.length <= LONGEST) chunks[chunks.length - 1] = last + joint + piece;
    else chunks.push(piece);
  }
  return chunks;
}
