/** Longest text of one document, in bytes as JSON: with its envelope it must fit a record of the bus. */
export const PART_LIMIT_BYTES = 800_000;

/** Parts of a Markdown text, each within the limit: cut before headings, where a section is too long between paragraphs, else anywhere. */
export function splitText(text: string, limit = PART_LIMIT_BYTES): string[] {
  if (sizeOf(text) <= limit) return [text];
  const parts: string[] = [];
  let part = '';
  for (const piece of piecesOf(text, limit)) {
    if (part !== '' && sizeOf(part) + sizeOf(piece) > limit) {
      parts.push(part.trim());
      part = '';
    }
    part += piece;
  }
  return [...parts, part.trim()].filter((one) => one !== '');
}

const BREAKS = [/(?=^#{1,6} )/m, /(?<=\n\n)/, /(?<=\n)/, /(?<= )/];

function piecesOf(text: string, limit: number, depth = 0): string[] {
  if (sizeOf(text) <= limit) return [text];
  const pattern = BREAKS[depth];
  if (pattern === undefined) return cut(text, Math.floor(limit / 6));
  return text.split(pattern).flatMap((piece) => piecesOf(piece, limit, depth + 1));
}

/** A text without any place to break it; a character is at most six bytes in JSON. */
function cut(text: string, characters: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isHalf = /[\ud800-\udbff]/.test(text[at + characters - 1] ?? '');
    const end = at + characters - (isHalf ? 1 : 0);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
