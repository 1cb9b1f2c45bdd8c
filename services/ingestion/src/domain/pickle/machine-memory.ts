import { PickleRefusedError } from './refusal.ts';
import { budgetOf, bytesUsed, capacityOf, TOO_MANY_VALUES } from './token-budget.ts';
import { NOTHING, type Token, ValueArena } from './value-arena.ts';

/** Deeper nesting is refused; what pandas writes is about fifteen deep. */
const MOST_MARKS = 256;

/** The stack, its marks, the memo and the containers of a pickle machine. Each access is checked; `at` is the opcode that asks. */
export class MachineMemory {
  readonly bytes: Buffer;
  readonly arena: ValueArena;
  readonly stack: Int32Array;
  top = 0;
  readonly #marks: number[] = [];
  /** What opcodes may take from: above the newest mark. */
  #floor = 0;
  readonly #memo: Int32Array;
  #memoized = 0;
  /** Slots of stack and memo that were written so far. */
  #highest = 0;
  #reach = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.arena = new ValueArena(bytes.length);
    this.stack = new Int32Array(capacityOf('token', bytes.length));
    this.#memo = new Int32Array(capacityOf('token', bytes.length));
  }

  refuse(at: number, reason: string): never {
    throw new PickleRefusedError(this.bytes, at, reason);
  }

  push(at: number, token: Token): void {
    if (this.top === this.stack.length) this.refuse(at, TOO_MANY_VALUES);
    this.stack[this.top] = token;
    this.top += 1;
  }

  pop(at: number): void {
    // like Python's, which lets POP take a mark
    if (this.top === this.#floor && this.#marks.length > 0) this.unmark(at);
    else this.drop(this.under(at, 1));
  }

  /** Takes what lies from `from` on off the stack. */
  drop(from: number): void {
    this.top = from;
  }

  peek(at: number): Token {
    return this.stack[this.under(at, 1)] as Token;
  }

  /** Where the top `count` values begin. */
  under(at: number, count: number): number {
    if (this.top - count < this.#floor) this.refuse(at, 'the stack holds too little');
    return this.top - count;
  }

  /** The value below `from`. */
  below(at: number, from: number): Token {
    if (from - 1 < this.#floor) this.refuse(at, 'the stack holds too little');
    return this.stack[from - 1] as Token;
  }

  mark(at: number): void {
    if (this.#marks.length === MOST_MARKS) this.refuse(at, 'it is nested too deeply');
    this.#marks.push(this.top);
    this.#floor = this.top;
  }

  /** Removes the newest mark; where what was put above it begins. */
  unmark(at: number): number {
    const mark = this.#marks.pop();
    if (mark === undefined) return this.refuse(at, 'there is no mark');
    this.#floor = this.#marks.at(-1) ?? 0;
    return mark;
  }

  /** The one value that is left. */
  only(at: number): Token {
    if (this.#marks.length > 0 || this.top !== 1) this.refuse(at, 'the pickle does not hold exactly one value');
    return this.stack[0] as Token;
  }

  memoize(at: number): void {
    this.put(at, this.#memoized);
  }

  put(at: number, index: number): void {
    // a writer numbers what it has written: there cannot be more of it than bytes
    if (index >= this.bytes.length) this.refuse(at, 'its memo index is larger than the file');
    if (index >= this.#memo.length) this.refuse(at, TOO_MANY_VALUES);
    const token = this.peek(at);
    // offsets are stored one higher: an untouched slot is zero and holds no value
    if (this.#memo[index] === 0) this.#memoized += 1;
    if (index >= this.#reach) this.#reach = index + 1;
    this.#memo[index] = token >= 0 ? token + 1 : token;
  }

  get(at: number, index: number): void {
    const stored = this.#memo[index] ?? 0;
    if (stored === 0) this.refuse(at, 'nothing is remembered under its index');
    this.push(at, stored > 0 ? stored - 1 : stored);
  }

  /** Held against the budget from time to time: within so many opcodes nothing grows much. */
  assertWithinBudget(at: number): void {
    this.#highest = Math.max(this.#highest, this.top);
    const tokens = this.arena.used + this.#highest + this.#reach;
    if (bytesUsed({ tokens, nodes: this.arena.nodes }) > budgetOf(this.bytes.length)) this.refuse(at, TOO_MANY_VALUES);
  }

  /** A container of `source[from..to)`. */
  contain(kind: number, at: number, source: ArrayLike<number>, from = 0, to = source.length): Token {
    const token = this.arena.add(kind, at, source, from, to);
    if (token === NOTHING) this.refuse(at, TOO_MANY_VALUES);
    return token;
  }
}
