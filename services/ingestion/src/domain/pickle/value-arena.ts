import { capacityOf } from './token-budget.ts';

/**
 * A value of a pickle. Zero and above: a plain value, the offset of its opcode in the file, decoded when it is asked for.
 * Below zero: a node of the arena. So a value costs four bytes, whatever it is, and a text none besides those in the file.
 */
export type Token = number;

/** The kinds of nodes. */
export const NODE = { list: 1, dict: 2, tuple: 3, set: 4, name: 5, call: 6 } as const;

/** No value: an empty memo slot, a call without a state. */
export const NOTHING: Token = -0x8000_0000;

const STATE_SLOT = 2;
const MOST_RUNS = 1_000_000;

/** The containers of a pickle: each node is a run of tokens in one array; what is appended later forms further runs. */
export class ValueArena {
  readonly #items: Int32Array;
  readonly #kind: Uint8Array;
  readonly #offset: Int32Array;
  readonly #start: Int32Array;
  readonly #count: Int32Array;
  #used = 0;
  #nodes = 0;
  /** Further runs of a node, start and count in turn. */
  readonly #more = new Map<number, number[]>();
  #runs = 0;

  constructor(fileBytes: number) {
    const nodes = capacityOf('node', fileBytes);
    // a name and the three slots of a call are more than their opcode gives
    this.#items = new Int32Array(capacityOf('token', fileBytes) + 3);
    this.#kind = new Uint8Array(nodes);
    this.#offset = new Int32Array(nodes);
    this.#start = new Int32Array(nodes);
    this.#count = new Int32Array(nodes);
  }

  get nodes(): number {
    return this.#nodes;
  }

  /** Tokens that are held in nodes. */
  get used(): number {
    return this.#used;
  }

  /** A node that holds `source[from..to)`; `NOTHING` where there is no room left. */
  add(kind: number, offset: number, source: ArrayLike<number>, from: number, to: number): Token {
    const node = this.#nodes;
    if (node === this.#kind.length || !this.#fits(to - from)) return NOTHING;
    this.#kind[node] = kind;
    this.#offset[node] = offset;
    this.#start[node] = this.#used;
    this.#count[node] = to - from;
    this.#nodes = node + 1;
    this.#copy(source, from, to);
    return -node - 1;
  }

  /** False where there is no room left. */
  append(token: Token, source: Int32Array, from: number, to: number): boolean {
    if (!this.#fits(to - from)) return false;
    const node = -token - 1;
    const start = this.#used;
    this.#copy(source, from, to);
    const runs = this.#more.get(node);
    if (runs !== undefined) return this.#extendRuns(runs, start, to - from);
    const count = this.#count[node] as number;
    if (count === 0) this.#start[node] = start;
    else if ((this.#start[node] as number) + count !== start) {
      this.#more.set(node, [start, to - from]);
      this.#runs += 1;
      return this.#runs <= MOST_RUNS;
    }
    this.#count[node] = count + to - from;
    return true;
  }

  kind(token: Token): number {
    return token < 0 ? (this.#kind[-token - 1] as number) : 0;
  }

  /** Of the opcode that made the value. */
  offset(token: Token): number {
    return token < 0 ? (this.#offset[-token - 1] as number) : token;
  }

  /** The tokens of a node, in order. */
  items(token: Token): Int32Array {
    const node = -token - 1;
    const start = this.#start[node] as number;
    const first = this.#items.subarray(start, start + (this.#count[node] as number));
    const more = this.#more.get(node);
    if (more === undefined) return first;
    const runs = [first];
    for (let at = 0; at < more.length; at += 2) {
      const from = more[at] as number;
      runs.push(this.#items.subarray(from, from + (more[at + 1] as number)));
    }
    const all = new Int32Array(runs.reduce((sum, run) => sum + run.length, 0));
    let filled = 0;
    for (const run of runs) {
      all.set(run, filled);
      filled += run.length;
    }
    return all;
  }

  /** The state slot of a call. */
  setState(call: Token, state: Token): void {
    this.#items[(this.#start[-call - 1] as number) + STATE_SLOT] = state;
  }

  #extendRuns(runs: number[], start: number, count: number): boolean {
    const last = runs.length - 2;
    if ((runs[last] as number) + (runs[last + 1] as number) === start) {
      runs[last + 1] = (runs[last + 1] as number) + count;
      return true;
    }
    runs.push(start, count);
    this.#runs += 1;
    return this.#runs <= MOST_RUNS;
  }

  #fits(count: number): boolean {
    return this.#used + count <= this.#items.length;
  }

  #copy(source: ArrayLike<number>, from: number, to: number): void {
    const items = this.#items;
    for (let at = from, into = this.#used; at < to; at += 1, into += 1) items[into] = source[at] as number;
    this.#used += to - from;
  }
}
