/** What the machine does with an opcode; see Python's `pickletools`, which describes each of them. */
export const DO = {
  refuse: 0,
  /** A value whose operand has `WIDTH` bytes. */
  fixed: 1,
  /** A value whose operand begins with its length in `WIDTH` bytes. */
  counted: 2,
  /** A value whose operand ends with a newline. */
  line: 3,
  memoize: 4,
  put: 5,
  putLine: 6,
  get: 7,
  getLine: 8,
  mark: 9,
  pop: 10,
  popMark: 11,
  duplicate: 12,
  emptyList: 13,
  emptyDict: 14,
  emptySet: 15,
  emptyTuple: 16,
  tuple1: 17,
  tuple2: 18,
  tuple3: 19,
  tuple: 20,
  list: 21,
  dict: 22,
  frozenSet: 23,
  append: 24,
  appends: 25,
  setItem: 26,
  setItems: 27,
  addItems: 28,
  global: 29,
  stackGlobal: 30,
  reduce: 31,
  newObject: 32,
  build: 33,
  protocol: 34,
  frame: 35,
  stop: 36,
} as const;

/** [opcode, Python's name, what is done, bytes of the operand or of its length] */
const OPCODES: readonly (readonly [number, string, number, number?])[] = [
  [0x28, 'MARK', DO.mark],
  [0x2e, 'STOP', DO.stop],
  [0x30, 'POP', DO.pop],
  [0x31, 'POP_MARK', DO.popMark],
  [0x32, 'DUP', DO.duplicate],
  [0x46, 'FLOAT', DO.line],
  [0x49, 'INT', DO.line],
  [0x4a, 'BININT', DO.fixed, 4],
  [0x4b, 'BININT1', DO.fixed, 1],
  [0x4c, 'LONG', DO.line],
  [0x4d, 'BININT2', DO.fixed, 2],
  [0x4e, 'NONE', DO.fixed, 0],
  [0x50, 'PERSID', DO.refuse],
  [0x51, 'BINPERSID', DO.refuse],
  [0x52, 'REDUCE', DO.reduce],
  [0x53, 'STRING', DO.line],
  [0x54, 'BINSTRING', DO.counted, 4],
  [0x55, 'SHORT_BINSTRING', DO.counted, 1],
  [0x56, 'UNICODE', DO.line],
  [0x58, 'BINUNICODE', DO.counted, 4],
  [0x61, 'APPEND', DO.append],
  [0x62, 'BUILD', DO.build],
  [0x63, 'GLOBAL', DO.global],
  [0x64, 'DICT', DO.dict],
  [0x65, 'APPENDS', DO.appends],
  [0x67, 'GET', DO.getLine],
  [0x68, 'BINGET', DO.get, 1],
  [0x69, 'INST', DO.refuse],
  [0x6a, 'LONG_BINGET', DO.get, 4],
  [0x6c, 'LIST', DO.list],
  [0x6f, 'OBJ', DO.refuse],
  [0x70, 'PUT', DO.putLine],
  [0x71, 'BINPUT', DO.put, 1],
  [0x72, 'LONG_BINPUT', DO.put, 4],
  [0x73, 'SETITEM', DO.setItem],
  [0x74, 'TUPLE', DO.tuple],
  [0x75, 'SETITEMS', DO.setItems],
  [0x7d, 'EMPTY_DICT', DO.emptyDict],
  [0x5d, 'EMPTY_LIST', DO.emptyList],
  [0x29, 'EMPTY_TUPLE', DO.emptyTuple],
  [0x47, 'BINFLOAT', DO.fixed, 8],
  [0x42, 'BINBYTES', DO.counted, 4],
  [0x43, 'SHORT_BINBYTES', DO.counted, 1],
  [0x80, 'PROTO', DO.protocol, 1],
  [0x81, 'NEWOBJ', DO.newObject],
  [0x82, 'EXT1', DO.refuse],
  [0x83, 'EXT2', DO.refuse],
  [0x84, 'EXT4', DO.refuse],
  [0x85, 'TUPLE1', DO.tuple1],
  [0x86, 'TUPLE2', DO.tuple2],
  [0x87, 'TUPLE3', DO.tuple3],
  [0x88, 'NEWTRUE', DO.fixed, 0],
  [0x89, 'NEWFALSE', DO.fixed, 0],
  [0x8a, 'LONG1', DO.counted, 1],
  [0x8b, 'LONG4', DO.counted, 4],
  [0x8c, 'SHORT_BINUNICODE', DO.counted, 1],
  [0x8d, 'BINUNICODE8', DO.counted, 8],
  [0x8e, 'BINBYTES8', DO.counted, 8],
  [0x8f, 'EMPTY_SET', DO.emptySet],
  [0x90, 'ADDITEMS', DO.addItems],
  [0x91, 'FROZENSET', DO.frozenSet],
  [0x92, 'NEWOBJ_EX', DO.refuse],
  [0x93, 'STACK_GLOBAL', DO.stackGlobal],
  [0x94, 'MEMOIZE', DO.memoize],
  [0x95, 'FRAME', DO.frame, 8],
  [0x96, 'BYTEARRAY8', DO.counted, 8],
  [0x97, 'NEXT_BUFFER', DO.refuse],
  [0x98, 'READONLY_BUFFER', DO.refuse],
];

/** By opcode: what is done; an unknown opcode is refused. */
export const ACTION = new Uint8Array(256);
/** By opcode: bytes of its operand, or of its operand's length. */
export const WIDTH = new Uint8Array(256);
const NAMES = new Map<number, string>();
for (const [code, name, action, width = 0] of OPCODES) {
  ACTION[code] = action;
  WIDTH[code] = width;
  NAMES.set(code, name);
}

/** Python's name of an opcode; the byte where it is none; undefined stands for the end of the file. */
export function opcodeName(code: number | undefined): string {
  if (code === undefined) return 'the end of the file';
  return NAMES.get(code) ?? `0x${code.toString(16).padStart(2, '0')}`;
}

export function isOpcode(code: number): boolean {
  return NAMES.has(code);
}
