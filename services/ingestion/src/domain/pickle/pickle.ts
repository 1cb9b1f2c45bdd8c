import { nameAt } from './known-names.ts';
import { PickleRefusedError, UnreadableValueError } from './refusal.ts';
import { readBytes, readScalar, readText, type Scalar } from './scalars.ts';
import { NODE, NOTHING, type Token, type ValueArena } from './value-arena.ts';

/** A pickle that has been read: its bytes, the containers in them, and the one value that it holds. */
export interface Pickle {
  readonly bytes: Buffer;
  readonly arena: ValueArena;
  readonly root: Token;
}

/** A name that is applied to arguments, with the state that the result was given. */
export interface Applied {
  readonly word: string;
  readonly args: Int32Array;
  readonly state: Token;
}

/** Of a token that is none, the error says that it is missing. */
export function refuseValue(pickle: Pickle, token: Token | undefined, reason: string): never {
  const at = token === undefined || token === NOTHING ? pickle.root : token;
  throw new PickleRefusedError(pickle.bytes, pickle.arena.offset(at), reason);
}

/** Null where the value is no application of a name. */
export function appliedOf({ arena }: Pickle, token: Token | undefined): Applied | null {
  if (token === undefined || token === NOTHING || arena.kind(token) !== NODE.call) return null;
  const [callee = NOTHING, args = NOTHING, state = NOTHING] = arena.items(token);
  return { word: nameAt(arena.items(callee)[0] as number).word, args: arena.items(args), state };
}

/** The word of a name; null for anything else. */
export function wordOf({ arena }: Pickle, token: Token | undefined): string | null {
  if (token === undefined || arena.kind(token) !== NODE.name) return null;
  return nameAt(arena.items(token)[0] as number).word;
}

/** The values of a list or tuple; null for anything else. */
export function itemsOf({ arena }: Pickle, token: Token | undefined): Int32Array | null {
  const kind = token === undefined || token === NOTHING ? 0 : arena.kind(token);
  return kind === NODE.list || kind === NODE.tuple ? arena.items(token as Token) : null;
}

/** The values of a dict under its keys that are texts; a key that comes twice has its last value. Null for anything else. */
export function fieldsOf(pickle: Pickle, token: Token | undefined): Map<string, Token> | null {
  if (token === undefined || token === NOTHING || pickle.arena.kind(token) !== NODE.dict) return null;
  const items = pickle.arena.items(token);
  const fields = new Map<string, Token>();
  for (let at = 0; at + 1 < items.length; at += 2) {
    const key = scalarOf(pickle, items[at] as Token);
    if (typeof key === 'string') fields.set(key, items[at + 1] as Token);
  }
  return fields;
}

/** The plain value; undefined for anything else. @throws UnreadableValueError */
export function scalarOf({ bytes }: Pickle, token: Token | undefined): Scalar | undefined {
  return token === undefined || token < 0 ? undefined : readScalar(bytes, token);
}

/** The text; null for anything else, and for a text that cannot be decoded. */
export function textOf({ bytes }: Pickle, token: Token | undefined): string | null {
  if (token === undefined || token < 0) return null;
  try {
    return readText(bytes, token);
  } catch (error) {
    if (error instanceof UnreadableValueError) return null;
    throw error;
  }
}

/** The integer; null for anything else, and where a number cannot hold it. */
export function integerOf(pickle: Pickle, token: Token | undefined): number | null {
  const value = scalarOf(pickle, token);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** Bytes however a protocol writes them; null for anything else. */
export function bytesOf(pickle: Pickle, token: Token | undefined): Buffer | null {
  if (token !== undefined && token >= 0) return readBytes(pickle.bytes, token);
  const applied = appliedOf(pickle, token);
  if (applied === null) return null;
  const [first, encoding] = applied.args;
  switch (applied.word) {
    case 'encode': {
      const text = textOf(pickle, first);
      return text !== null && /^latin-?1$/.test(textOf(pickle, encoding) ?? '') ? Buffer.from(text, 'latin1') : null;
    }
    case 'bytes':
    case 'bytearray':
    case 'py_buffer':
      return first === undefined ? Buffer.alloc(0) : bytesOf(pickle, first);
    default:
      return null;
  }
}
