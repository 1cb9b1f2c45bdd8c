/** Under the head of a table. */
const RULE = /^\|[\s:|-]+\|$/;
const HEADING = /^#{1,6}\s/;
const END = /(?<=[.!?।])\s+(?=\S)/;

/**
 * The sentences of a Markdown text as they are read: without its marks, each point of a list by itself, each row of a table with the
 * heads of its columns ("1 year: Usual 6.80 %, Aged 60 and above 7.30 %").
 */
export function sentencesOf(markdown: string): string[] {
  return blocksOf(markdown).flatMap((lines) => (lines[0]?.startsWith('|') ? rowsOf(lines) : proseOf(lines)));
}

/** Lines that belong together: a table, or anything else. */
function blocksOf(markdown: string): string[][] {
  const blocks: string[][] = [];
  for (const line of markdown.split(/\r?\n/).map((each) => each.trim())) {
    const last = blocks.at(-1);
    if (last !== undefined && last[0]?.startsWith('|') === line.startsWith('|') && line !== '') last.push(line);
    else blocks.push(line === '' ? [] : [line]);
  }
  return blocks.filter((lines) => lines.length > 0);
}

function rowsOf(lines: readonly string[]): string[] {
  const rows = lines.filter((line) => !RULE.test(line)).map(cellsOf);
  const head = RULE.test(lines[1] ?? '') ? rows.shift() : undefined;
  const columns = (row: readonly string[]): string =>
    row
      .map((cell, column) => (head !== undefined && row.length > 2 ? `${head[column] ?? ''} ${cell}`.trim() : cell))
      .slice(1)
      .join(', ');
  return rows.map((row) => (row.length > 1 ? `${row[0]}: ${columns(row)}.` : `${row[0] ?? ''}.`));
}

function cellsOf(line: string): string[] {
  return plain(line.replace(/^\||\|$/g, ''))
    .split('|')
    .map((cell) => cell.trim());
}

function proseOf(lines: readonly string[]): string[] {
  const points: string[] = [];
  for (const line of lines.filter((each) => !HEADING.test(each))) {
    const isPoint = /^(?:[-*•]|\d+\.)\s+/.test(line);
    const text = line.replace(/^[-*•]\s+/, '');
    if (isPoint || points.length === 0) points.push(text);
    else points[points.length - 1] = `${points.at(-1)} ${text}`;
  }
  return points.flatMap(cut).filter((sentence) => sentence !== '');
}

/** The number of a point stays with its first sentence. */
function cut(point: string): string[] {
  const [, number = '', text = ''] = /^(\d+\.\s+)?(.*)$/s.exec(plain(point).replaceAll(/\s+/g, ' ').trim()) ?? [];
  const [first = '', ...others] = text.split(END);
  return [`${number}${first}`, ...others];
}

function plain(text: string): string {
  return text.replaceAll(/[*_`>]+/g, '');
}
