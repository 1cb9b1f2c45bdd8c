import type { Pickle } from './pickle.ts';
import { PickleRefusedError } from './refusal.ts';
import { NODE, type Token } from './value-arena.ts';

const DEEPEST = 64;
/** How many times larger than what the file holds a value may be when everything that is shared is written out. */
const MOST_SHARING = 16;
const FEW = 10_000;

interface Measured {
  /** Values within it, each counted wherever it occurs. */
  readonly size: Float64Array;
  readonly height: Uint8Array;
  readonly open: Uint8Array;
}

/** @throws PickleRefusedError where a value contains itself, is nested too deeply, or repeats others beyond measure */
export function assertMeasured(pickle: Pickle): void {
  const { bytes, arena, root } = pickle;
  const measured = { size: new Float64Array(arena.nodes), height: new Uint8Array(arena.nodes), open: new Uint8Array(arena.nodes) };
  if (root >= 0) return;
  const size = measure(pickle, root, measured, 1);
  if (size > Math.max(FEW, MOST_SHARING * (arena.used + arena.nodes))) {
    throw new PickleRefusedError(bytes, arena.offset(root), 'it repeats its parts so often that it grows beyond measure');
  }
}

/** The recursion is at most `DEEPEST` deep. */
function measure(pickle: Pickle, token: Token, measured: Measured, depth: number): number {
  const { arena, bytes } = pickle;
  const node = -token - 1;
  const known = measured.size[node] as number;
  if (depth + (measured.height[node] as number) > DEEPEST)
    throw new PickleRefusedError(bytes, arena.offset(token), 'it is nested too deeply');
  if (known > 0) return known;
  if (measured.open[node] === 1) throw new PickleRefusedError(bytes, arena.offset(token), 'it contains itself');
  if (arena.kind(token) === NODE.name) return 1;
  measured.open[node] = 1;
  let size = 1;
  let height = 0;
  const items = arena.items(token);
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as Token;
    if (item >= 0 || -item - 1 >= arena.nodes) size += 1;
    else {
      size += measure(pickle, item, measured, depth + 1);
      height = Math.max(height, 1 + (measured.height[-item - 1] as number));
    }
  }
  measured.size[node] = size;
  measured.height[node] = height;
  return size;
}
