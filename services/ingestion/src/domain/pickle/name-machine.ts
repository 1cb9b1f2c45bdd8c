import { findName, nameAt } from './known-names.ts';
import { MachineMemory } from './machine-memory.ts';
import { DO } from './opcodes.ts';
import { UnreadableValueError } from './refusal.ts';
import { readText } from './scalars.ts';
import { NODE, NOTHING, type Token } from './value-arena.ts';

const LONGEST_NAME = 200;

/** What a pickle does with names: it mentions them, applies them to arguments and gives the result a state. All of it is only noted. */
export class NameMachine extends MachineMemory {
  /** Of the opcode that comes next. */
  protected next = 0;

  /** The operand up to its newline. */
  protected line(at: number, from = at + 1): string {
    const end = this.bytes.indexOf(0x0a, from);
    if (end < 0) this.refuse(at, 'its line does not end');
    this.next = end + 1;
    return this.bytes.toString('latin1', from, Math.min(end, from + LONGEST_NAME));
  }

  protected name(action: number, at: number): void {
    switch (action) {
      case DO.global: {
        const module = this.line(at);
        this.#pushName(at, module, this.line(at, this.next));
        return;
      }
      case DO.stackGlobal: {
        const from = this.under(at, 2);
        const [module, name] = [this.#textOf(at, this.stack[from] as Token), this.#textOf(at, this.stack[from + 1] as Token)];
        this.drop(from);
        this.#pushName(at, module, name);
        return;
      }
      case DO.build:
        this.#build(at);
        return;
      default:
        this.#apply(at, action === DO.reduce);
    }
  }

  #pushName(at: number, module: string, name: string): void {
    const index = findName(module, name);
    const shown = /^[\w.]{1,80}$/.test(module) && /^[\w.]{1,80}$/.test(name) ? `${module} ${name}` : 'this name';
    if (index < 0) this.refuse(at, `${shown} is not one that data needs`);
    this.push(at, this.contain(NODE.name, at, [index]));
  }

  /** REDUCE and NEWOBJ: notes that a name is applied to arguments, where that name may be. */
  #apply(at: number, reduce: boolean): void {
    const from = this.under(at, 2);
    const [callee, args] = [this.stack[from] as Token, this.stack[from + 1] as Token];
    if (this.arena.kind(callee) !== NODE.name) this.refuse(at, 'what it applies is not a name');
    if (this.arena.kind(args) !== NODE.tuple) this.refuse(at, 'its arguments are not a tuple');
    const known = nameAt(this.arena.items(callee)[0] as number);
    if (!(reduce ? known.reduce : known.create)) this.refuse(at, `${known.word} cannot be applied`);
    this.drop(from);
    this.push(at, reduce ? this.#applied(at, known.word, callee, args) : this.#call(at, callee, args));
  }

  #call(at: number, callee: Token, args: Token): Token {
    return this.contain(NODE.call, at, [callee, args, NOTHING]);
  }

  /** Containers that older protocols write as an application of their name are containers. */
  #applied(at: number, word: string, callee: Token, args: Token): Token {
    const given = this.arena.items(args);
    switch (word) {
      case 'OrderedDict':
        if (given.length > 0) this.refuse(at, 'an OrderedDict made from arguments is not read');
        return this.contain(NODE.dict, at, []);
      case 'defaultdict':
        // what a missing key would become is of no matter to data that is there
        if (given.length > 1 || (given.length === 1 && this.#wordOf(given[0] as Token) === null))
          this.refuse(at, 'this defaultdict is not read');
        return this.contain(NODE.dict, at, []);
      case 'set':
      case 'frozenset':
        return this.#set(at, given);
      case '_reconstructor':
        return this.#reconstructed(at, given);
      case 'getattr':
        return this.#attribute(at, given);
      default:
        return this.#call(at, callee, args);
    }
  }

  #set(at: number, given: Int32Array): Token {
    if (given.length === 0) return this.contain(NODE.set, at, []);
    const [list = NOTHING] = given;
    if (given.length > 1 || this.arena.kind(list) !== NODE.list) this.refuse(at, 'a set is made from a list');
    return this.contain(NODE.set, at, this.arena.items(list));
  }

  /** pandas 3 names the reader of a time zone so; getattr of anything else is refused. */
  #attribute(at: number, given: Int32Array): Token {
    const [subject = NOTHING, name = NOTHING] = given;
    if (this.#wordOf(subject) !== 'ZoneInfo' || name < 0 || this.#textOf(at, name) !== '_unpickle' || given.length !== 2) {
      this.refuse(at, 'getattr is not one that data needs');
    }
    return this.contain(NODE.name, at, [findName('zoneinfo', 'ZoneInfo._unpickle')]);
  }

  /** Protocols 0 and 1 write NEWOBJ so: (class, object, None). */
  #reconstructed(at: number, given: Int32Array): Token {
    const [subject = NOTHING, base = NOTHING, state = NOTHING] = given;
    const ofObject = given.length === 3 && this.#wordOf(base) === 'object' && state >= 0 && this.bytes[state] === 0x4e;
    const word = this.#wordOf(subject);
    if (!ofObject || word === null || !nameAt(this.arena.items(subject)[0] as number).create) this.refuse(at, 'this object is not data');
    return this.#call(at, subject, this.contain(NODE.tuple, at, []));
  }

  #wordOf(token: Token): string | null {
    return this.arena.kind(token) === NODE.name ? nameAt(this.arena.items(token)[0] as number).word : null;
  }

  #textOf(at: number, token: Token): string {
    if (token < 0) this.refuse(at, 'its name is not a text');
    try {
      return readText(this.bytes, token);
    } catch (error) {
      if (error instanceof UnreadableValueError) this.refuse(at, 'its name is not a text');
      throw error;
    }
  }

  #build(at: number): void {
    const from = this.under(at, 1);
    const target = this.below(at, from);
    if (this.arena.kind(target) !== NODE.call) this.refuse(at, 'only an object of a known name has a state');
    const [callee = NOTHING, , state] = this.arena.items(target);
    const known = nameAt(this.arena.items(callee)[0] as number);
    if (!known.state || state !== NOTHING) this.refuse(at, `${known.word} takes no state here`);
    this.arena.setState(target, this.stack[from] as Token);
    this.drop(from);
  }
}
