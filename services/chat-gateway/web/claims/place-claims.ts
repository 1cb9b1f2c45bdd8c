import type { Claim } from '@munshi/events/claim';

export interface Piece {
  readonly text: string;
  readonly claim: Claim | null;
  /** What stands against the figure with no space between, such as a bracket: no line may break there. */
  readonly before: string;
  readonly after: string;
}

type Placed = Claim & { readonly start: number; readonly end: number };

/** A text cut at its claims. A claim whose text is not where it says stays plain text: a wrong figure is never made a proof. */
export function piecesOf(text: string, claims: readonly Placed[]): Piece[] {
  const pieces: Piece[] = [];
  let read = 0;
  for (const claim of [...claims].sort((left, right) => left.start - right.start)) {
    if (claim.start < read || text.slice(claim.start, claim.end) !== claim.text || claim.text === '') continue;
    const before = /[^\s]*$/.exec(text.slice(read, claim.start))?.[0] ?? '';
    const after = /^[^\s\p{L}\p{N}]*/u.exec(text.slice(claim.end, nextStart(claims, claim)))?.[0] ?? '';
    if (claim.start - before.length > read) pieces.push(plain(text.slice(read, claim.start - before.length)));
    pieces.push({ text: claim.text, claim, before, after });
    read = claim.end + after.length;
  }
  if (read < text.length) pieces.push(plain(text.slice(read)));
  return pieces;
}

const plain = (text: string): Piece => ({ text, claim: null, before: '', after: '' });

function nextStart(claims: readonly Placed[], { end }: Placed): number {
  return Math.min(...claims.map(({ start }) => (start >= end ? start : Number.POSITIVE_INFINITY)));
}

const PART_OF_A_WORD = /[\p{L}\p{N}]/u;

/** Claims that say what they read but not where: each at the first place where it stands as a word of its own. */
export function findClaims(text: string, claims: readonly Claim[]): Placed[] {
  const placed: Placed[] = [];
  for (const claim of [...claims].sort((left, right) => right.text.length - left.text.length)) {
    const start = placesOf(text, claim.text).find((at) => placed.every((one) => at >= one.end || at + claim.text.length <= one.start));
    if (start !== undefined) placed.push({ ...claim, start, end: start + claim.text.length });
  }
  return placed;
}

function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + 1)) {
    if (isAlone(text, at, at + wanted.length)) places.push(at);
  }
  return places;
}

/** `5` does not stand alone in `₹1,500.50` or in `15`. */
function isAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 2);
  return (
    !PART_OF_A_WORD.test(before.slice(-1)) && !/\d[.,]$/.test(before) && !PART_OF_A_WORD.test(after.slice(0, 1)) && !/^[.,]\d/.test(after)
  );
}
