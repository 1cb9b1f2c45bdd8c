import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readPickle } from './machine.ts';
import { PickleRefusedError } from './refusal.ts';
import { jsonLinesOf, rowsOf } from './rows.ts';

const folder = fileURLToPath(new URL('../../../test/pickles/', import.meta.url));
const rowsIn = (bytes: Buffer): unknown[] => [...jsonLinesOf(rowsOf(readPickle(bytes)), 1_000_000)].map((line) => JSON.parse(line));
const python = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('a DataFrame made by pandas', () => {
  test.each(readdirSync(folder).filter((name) => /^pandas-.*pkl$/.test(name)))('%s', (name) => {
    const bytes = readFileSync(folder + name);
    const [first, second, third, fourth] = rowsIn(bytes);
    expect(first).toEqual({
      ...{ TransactionID: 'T1', CustomerID: 'C1', n: 1, small: 1, amount: 25, flag: true, Int: 1, Bool: true, Str: 'a', obj: 1 },
      ...{ when: '2016-08-02 14:32:07', utc: '2016-08-02T14:32:07+05:30', city: 'JAMSHEDPUR', dec: '1.10', td: 86_400 },
    });
    expect(second).toMatchObject({
      amount: null,
      when: null,
      utc: null,
      city: null,
      Int: null,
      Bool: null,
      Str: null,
      dec: null,
      td: null,
    });
    expect(third).toMatchObject({ city: 'दिल्ली', when: '2016-08-01', dec: '12345678901234567890.12', obj: null });
    expect(fourth).toMatchObject({ CustomerID: null, city: 'NaN', obj: '2020-01-02', when: '2016-08-03 00:00:01.500' });
    // an integer beyond what a number holds keeps its digits
    expect([...jsonLinesOf(rowsOf(readPickle(bytes)), 1_000_000)][3]).toContain('"Int":1152921504606846976');
  });
});

describe('plain values', () => {
  test('a list of records, with keys that a prototype has', () => {
    const bytes = python('\x80\x02]}(U\x09__proto__}U\x08pollutedI01\nsU\x01aK\x05ua.');
    expect(rowsIn(bytes)).toEqual([JSON.parse('{"__proto__":{"polluted":true},"a":5}')]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a dict of columns is a table, any other dict one record', () => {
    expect(rowsIn(python('}(U\x01a](K\x01K\x02eU\x01b](NU\x01xeu.'))).toEqual([
      { a: 1, b: null },
      { a: 2, b: 'x' },
    ]);
    expect(rowsIn(python('}(U\x01aK\x01U\x01bNu.'))).toEqual([{ a: 1, b: null }]);
  });

  test('a row that is too long, or holds what has no text, is cut where that shows; the others are whole', () => {
    const bytes = python(`](}U\x01aX\x64\x00\x00\x00${'x'.repeat(100)}s}U\x01aC\x01\xffs}U\x01aK\x01se.`);
    expect([...jsonLinesOf(rowsOf(readPickle(bytes)), 50)].map((line) => line.slice(0, 30))).toEqual([
      `{"a":${'x'.repeat(25)}`,
      '{"a": <- this value is bytes t',
      '{"a":1}',
    ]);
  });
});

test.each([
  ['a name that is not data', 'cos\nsystem\n(S"id"\ntR.', 'GLOBAL at byte 0'],
  ['a name in a frame', '\x80\x04\x8c\x08builtins\x8c\x04eval\x93.', 'STACK_GLOBAL at byte 18'],
  ['getattr of anything but a time zone', 'c__builtin__\ngetattr\n(c__builtin__\nobject\nS"x"\ntR.', 'REDUCE at byte'],
  ['what is applied and no name', '(I1\nI2\ntR.', 'REDUCE'],
  ['a state of what is no object', '}}b.', 'BUILD at byte 2'],
  ['a persistent id', 'P1\n.', 'PERSID at byte 0'],
  ['an extension code', '\x80\x02\x82\x01.', 'EXT1 at byte 2'],
  ['bytes behind its end', 'N.N.', 'STOP at byte 1'],
  ['a length beyond the file', 'X\xff\xff\xff\x7fabc.', 'BINUNICODE at byte 0'],
  ['a memo index that was never stored', 'h\x05.', 'BINGET at byte 0'],
  ['a value that contains itself', ']q\x00h\x00a.', 'EMPTY_LIST at byte 0'],
  ['an unknown opcode', '\xfe.', '0xfe at byte 0'],
  ['a higher protocol', '\x80\x06N.', 'PROTO at byte 0'],
  ['nothing', '', 'the end of the file at byte 0'],
])('refuses %s, naming opcode and offset', (_, text, where) => {
  expect(() => readPickle(python(text))).toThrow(PickleRefusedError);
  expect(() => readPickle(python(text))).toThrow(where);
});

describe('records that stand in something', () => {
  const rows = '(lp0\n(dS"a"\nI1\nsa(dS"a"\nI2\nsa';
  test.each([
    ['a dict by the name of what they are', `(dS"total"\nI2\nsS"transactions"\n${rows}s.`, [{ a: 1 }, { a: 2 }]],
    ['a dict that is a record itself', `(dS"customerId"\nS"C"\nsS"data"\n${rows}s.`, [{ customerId: 'C', data: [{ a: 1 }, { a: 2 }] }]],
    ['a defaultdict of columns', 'ccollections\ndefaultdict\n(c__builtin__\nlist\ntR(lI1\naI2\nap1\n0S"a"\ng1\ns.', [{ a: 1 }, { a: 2 }]],
  ])('%s', (_, text, records) => expect(rowsIn(python(text))).toEqual(records));

  test('a UUID is its text', () => {
    const uuid = '\x80\x02(dU\x01acuuid\nUUID\n)\x81}U\x03intI255\nsbs.';
    expect(rowsIn(python(uuid))).toEqual([{ a: '00000000-0000-0000-0000-0000000000ff' }]);
  });
});

test.each([
  ['periods', 'the column "periods": periods are not read: give them as text, with .astype(str)'],
  ['intervals', 'the column "intervals": intervals are not read'],
  ['bands', 'the column "bands": intervals are not read'],
  ['sparse', 'the column "sparse": sparse values are not read: give all of them, with .sparse.to_dense()'],
  ['complex', 'the column "complex": complex numbers are not read'],
  ['levels', 'columns with more than one level are not read: flatten them'],
])('a frame of %s is refused, saying where and what to do', (name, message) => {
  expect(() => rowsOf(readPickle(readFileSync(`${folder}refused/${name}.pkl`)))).toThrow(message);
});
