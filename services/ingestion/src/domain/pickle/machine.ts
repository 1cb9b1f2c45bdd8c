import { NameMachine } from './name-machine.ts';
import { ACTION, DO, isOpcode, WIDTH } from './opcodes.ts';
import type { Pickle } from './pickle.ts';
import { assertMeasured } from './shape.ts';
import { TOO_MANY_VALUES } from './token-budget.ts';
import { NODE } from './value-arena.ts';

const HIGHEST_PROTOCOL = 5;
const REFUSALS: Readonly<Record<number, string>> = {
  80: 'persistent ids are not read',
  81: 'persistent ids are not read',
  130: 'extension codes are not read',
  131: 'extension codes are not read',
  132: 'extension codes are not read',
  151: 'buffers outside the file are not read',
  152: 'buffers outside the file are not read',
};

/** A mask over the opcodes that are left: one in 4,096 looks at the budget. */
const BUDGET_EVERY = 0xfff;
const SOME_OPCODES = 1_000_000;
const ABOVE_MARK = -1;
type Taken = Readonly<Record<number, readonly [kind: number, count: number]>>;
/** Opcodes that make a container of the top so many values. */
const MADE: Taken = {
  [DO.emptyList]: [NODE.list, 0],
  [DO.emptyDict]: [NODE.dict, 0],
  [DO.emptySet]: [NODE.set, 0],
  [DO.emptyTuple]: [NODE.tuple, 0],
  [DO.tuple1]: [NODE.tuple, 1],
  [DO.tuple2]: [NODE.tuple, 2],
  [DO.tuple3]: [NODE.tuple, 3],
  [DO.tuple]: [NODE.tuple, ABOVE_MARK],
  [DO.list]: [NODE.list, ABOVE_MARK],
  [DO.dict]: [NODE.dict, ABOVE_MARK],
  [DO.frozenSet]: [NODE.set, ABOVE_MARK],
};
/** Opcodes that add the top so many values to the container below them. */
const EXTENDED: Taken = {
  [DO.append]: [NODE.list, 1],
  [DO.appends]: [NODE.list, ABOVE_MARK],
  [DO.setItem]: [NODE.dict, 2],
  [DO.setItems]: [NODE.dict, ABOVE_MARK],
  [DO.addItems]: [NODE.set, ABOVE_MARK],
};

export interface PickleMachine {
  /** Goes on for at most so many opcodes; the pickle when it has ended, else null. @throws PickleRefusedError */
  step(opcodes: number): Pickle | null;
}

/**
 * Reads pickles of protocols 0 to 5 as data: it sorts values into containers and notes the names that are applied to them.
 * It has no way to call anything, and holds no more than some bytes a value.
 */
export function createPickleMachine(bytes: Buffer): PickleMachine {
  const machine = new Machine(bytes);
  return { step: (opcodes) => machine.step(opcodes) };
}

/** @throws PickleRefusedError */
export function readPickle(bytes: Buffer): Pickle {
  const machine = new Machine(bytes);
  for (;;) {
    const pickle = machine.step(SOME_OPCODES);
    if (pickle) return pickle;
  }
}

class Machine extends NameMachine {
  step(opcodes: number): Pickle | null {
    const { bytes } = this;
    for (let left = opcodes; left > 0; left -= 1) {
      const at = this.next;
      if ((left & BUDGET_EVERY) === 0) this.assertWithinBudget(at);
      if (at >= bytes.length) this.refuse(at, 'the file ends before the pickle does');
      const code = bytes[at] as number;
      const action = ACTION[code] as number;
      if (action === DO.counted || action === DO.fixed) {
        this.push(at, at);
        this.next = this.#behindOperand(at, code, action);
      } else if (action <= DO.getLine) this.#memoOrLine(at, code, action);
      else if (action < DO.global) {
        this.next = at + 1;
        this.#contain(action, at);
      } else if (action < DO.protocol) {
        this.next = at + 1;
        this.name(action, at);
      } else if (action === DO.stop) return this.#stop(at);
      else this.#frame(action, at);
    }
    return null;
  }

  /** Lengths are held against the file before anything is made of them. */
  #behindOperand(at: number, code: number, action: number): number {
    const { bytes } = this;
    const width = WIDTH[code] as number;
    let end = at + 1 + width;
    if (end > bytes.length) this.refuse(at, 'the file ends within its operand');
    if (action === DO.counted) {
      if (width === 1) end += bytes[at + 1] as number;
      else end += width === 4 ? bytes.readUInt32LE(at + 1) : this.#long(at);
      if (end > bytes.length) this.refuse(at, 'its length goes beyond the file');
    }
    return end;
  }

  #long(at: number): number {
    return this.bytes.readUInt32LE(at + 1) + this.bytes.readUInt32LE(at + 5) * 2 ** 32;
  }

  #memoOrLine(at: number, code: number, action: number): void {
    switch (action) {
      case DO.memoize:
        this.next = at + 1;
        this.memoize(at);
        return;
      case DO.get:
      case DO.put: {
        this.next = this.#behindOperand(at, code, action);
        const index = WIDTH[code] === 1 ? (this.bytes[at + 1] as number) : this.bytes.readUInt32LE(at + 1);
        if (action === DO.get) this.get(at, index);
        else this.put(at, index);
        return;
      }
      case DO.line:
        this.line(at);
        this.push(at, at);
        return;
      case DO.getLine:
        this.get(at, this.#index(at));
        return;
      case DO.putLine:
        this.put(at, this.#index(at));
        return;
      default:
        this.refuse(at, isOpcode(code) ? (REFUSALS[code] ?? 'objects made so are not read') : 'there is no such opcode');
    }
  }

  #index(at: number): number {
    const text = this.line(at).replace(/\r$/, '');
    if (!/^\d{1,10}$/.test(text)) this.refuse(at, 'its memo index is not a number');
    return Number(text);
  }

  #contain(action: number, at: number): void {
    const made = MADE[action];
    const extended = EXTENDED[action];
    if (made) this.#gather(made[0], at, this.#from(at, made[1]));
    else if (extended) this.#extend(extended[0], at, this.#from(at, extended[1]));
    else if (action === DO.mark) this.mark(at);
    else if (action === DO.pop) this.pop(at);
    else if (action === DO.popMark) this.drop(this.unmark(at));
    else this.push(at, this.peek(at));
  }

  /** Where the top `count` values begin, or those above the mark. */
  #from(at: number, count: number): number {
    return count === ABOVE_MARK ? this.unmark(at) : this.under(at, count);
  }

  /** A container of what lies on the stack from `from` on. */
  #gather(kind: number, at: number, from: number): void {
    if (kind === NODE.dict && (this.top - from) % 2 !== 0) this.refuse(at, 'a key has no value');
    const token = this.contain(kind, at, this.stack, from, this.top);
    this.drop(from);
    this.push(at, token);
  }

  /** Adds what lies on the stack from `from` on to the container below it. */
  #extend(kind: number, at: number, from: number): void {
    const into = this.below(at, from);
    if (this.arena.kind(into) !== kind) this.refuse(at, 'what it adds to is not a container of that kind');
    if (kind === NODE.dict && (this.top - from) % 2 !== 0) this.refuse(at, 'a key has no value');
    if (this.top > from && !this.arena.append(into, this.stack, from, this.top)) this.refuse(at, TOO_MANY_VALUES);
    this.drop(from);
  }

  #frame(action: number, at: number): void {
    const { bytes } = this;
    this.next = this.#behindOperand(at, bytes[at] as number, action);
    if (action === DO.frame) {
      if (this.next + this.#long(at) > bytes.length) this.refuse(at, 'the frame goes beyond the file');
    } else if (at !== 0 || (bytes[1] as number) > HIGHEST_PROTOCOL) {
      this.refuse(at, at === 0 ? 'protocols 0 to 5 are read' : 'the protocol is said at the beginning');
    }
  }

  #stop(at: number): Pickle {
    if (at + 1 !== this.bytes.length) this.refuse(at, 'bytes follow the end of the pickle');
    const pickle = { bytes: this.bytes, arena: this.arena, root: this.only(at) };
    assertMeasured(pickle);
    return pickle;
  }
}
