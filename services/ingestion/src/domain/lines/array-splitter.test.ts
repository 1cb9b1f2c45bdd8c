import { describe, expect, test } from 'vitest';
import { type ArrayStart, createArraySplitter } from './array-splitter.ts';
import type { RawRecord } from './record-splitter.ts';

const START = { offset: 0, line: 1, inside: false };

function split(text: string, chunkBytes: number, limit = 1000, start: ArrayStart = START): RawRecord[] {
  const bytes = Buffer.from(text);
  const splitter = createArraySplitter({ ...start, limit });
  const records: RawRecord[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) records.push(...splitter.push(bytes.subarray(at, at + chunkBytes)));
  return [...records, ...splitter.end()];
}
const texts = (records: RawRecord[]): string[] => records.map(({ bytes }) => bytes.toString());

describe.each([1, 2, 7, 1000])('in chunks of %d bytes', (chunkBytes) => {
  test.each([
    ['[]', []],
    [' [ ] ', []],
    ['[{"a":1},{"b":[1,{"c":"],["}]}]', ['{"a":1}', '{"b":[1,{"c":"],["}]}']],
    ['[1 , "a\\"b,]" ,\n null ]\n', ['1', '"a\\"b,]"', 'null']],
    ['[{"a":1}', ['{"a":1}']],
    ['[{"a":1},{"b":', ['{"a":1}', '{"b":']],
    ['[{"a":"open}\n,{"b":2}]', ['{"a":"open}\n,{"b":2}]']],
    ['[1] more', ['1', 'more']],
  ])('%s', (text, elements) => expect(texts(split(text, chunkBytes))).toEqual(elements));

  test.each([
    ['[{"a":"]}["}],"n":[1,[2]],"t":"[{","b":[ {"c":[3]} , 4],"e":[]}', ['{"a":"]}["}', '{"c":[3]}', '4']],
    ['[]}', []],
    ['[{"a":1}]}\n{"transactions":[{"a":2}]}\n', ['{"a":1}', '{"a":2}']],
    ['[{"a":1}],"b":[{"c"', ['{"a":1}', '{"c"']],
  ])('in an object, %s', (text, elements) => {
    const start = { ...START, isWrapped: true };
    const records = split(text, chunkBytes, 1000, start);
    expect(texts(records)).toEqual(elements);
    for (const [at, { end, nextLine }] of records.entries()) {
      const rest = split(Buffer.from(text).subarray(end).toString(), chunkBytes, 1000, {
        ...start,
        offset: end,
        line: nextLine,
        inside: true,
      });
      expect(texts(rest)).toEqual(elements.slice(at + 1));
    }
  });

  test('elements know where they are, also over several lines', () => {
    const text = '[\n  {"a":\n 1},\n  {"b": "ö"}\n]';
    const records = split(text, chunkBytes);
    expect(records.map(({ line }) => line)).toEqual([2, 4]);
    const bytes = Buffer.from(text);
    for (const record of records) expect(bytes.subarray(record.offset, record.offset + record.bytes.length)).toEqual(record.bytes);
    const [first] = records;
    const rest = bytes.subarray(first?.end).toString();
    expect(texts(split(rest, chunkBytes, 1000, { offset: Number(first?.end), line: Number(first?.nextLine), inside: true }))).toEqual([
      '{"b": "ö"}',
    ]);
  });

  test('an element that is too long comes in parts, and those behind it whole', () => {
    const records = split(`["${'x'.repeat(100)}",2]`, chunkBytes, 40);
    expect(records.at(-1)).toMatchObject({ part: 'whole', bytes: Buffer.from('2') });
    const parts = records.slice(0, -1);
    expect(parts[0]?.part).toBe('first');
    expect(parts.at(-1)?.part).toBe('last');
    expect(texts(parts).join('')).toBe(`"${'x'.repeat(100)}"`);
  });
});
