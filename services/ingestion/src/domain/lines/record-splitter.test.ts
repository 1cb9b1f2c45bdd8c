import { describe, expect, test } from 'vitest';
import { createRecordSplitter, type RawRecord } from './record-splitter.ts';

/** Records of a text that comes in chunks of `size` bytes. */
function split(text: string, size: number, options: { delimiter?: number | null; limit?: number } = {}): RawRecord[] {
  const bytes = Buffer.from(text);
  const splitter = createRecordSplitter({
    delimiter: options.delimiter ?? null,
    offset: 0,
    line: 1,
    ...(options.limit ? { limit: options.limit } : {}),
  });
  const records: RawRecord[] = [];
  for (let at = 0; at < bytes.length; at += size) records.push(...splitter.push(bytes.subarray(at, at + size)));
  return [...records, ...splitter.end()];
}
const COMMA = 0x2c;
const texts = (records: RawRecord[]): string[] => records.map(({ bytes }) => bytes.toString());

describe.each([1, 2, 3, 7, 1000])('in chunks of %i bytes', (size) => {
  test('lines end at LF or CRLF, the last also at the end of the file', () => {
    const records = split('a\r\nbb\n\nc', size);
    expect(texts(records)).toEqual(['a', 'bb', '', 'c']);
    expect(records.map(({ line, offset, end }) => [line, offset, end])).toEqual([
      [1, 0, 3],
      [2, 3, 6],
      [3, 6, 7],
      [4, 7, 8],
    ]);
  });

  test('a quoted field holds line ends and doubled quotes, a stray quote does not open one', () => {
    const records = split('a,"x\n""y"" ,\n"\nb,5" pipe\n"c"', size, { delimiter: COMMA });
    expect(texts(records)).toEqual(['a,"x\n""y"" ,\n"', 'b,5" pipe', '"c"']);
    expect(records.map(({ line }) => line)).toEqual([1, 4, 5]);
  });

  test('a quote that is never closed costs its own line only', () => {
    const records = split('a,"open\nb\nc\n', size, { delimiter: COMMA });
    expect(texts(records)).toEqual(['a,"open', 'b', 'c']);
    expect(records.map(({ unclosed }) => unclosed)).toEqual([true, false, false]);
  });

  test('a line over the limit comes in parts that join to it, and the next line is found', () => {
    const long = 'x'.repeat(50);
    const records = split(`a\n${long}\nb\n`, size, { limit: 10 });
    const parts = records.slice(1, -1);
    expect(parts.at(0)?.part).toBe('first');
    expect(parts.at(-1)?.part).toBe('last');
    expect(texts(parts).join('')).toBe(long);
    expect(parts.every(({ line, offset }) => line === 2 && offset === 2)).toBe(true);
    expect(records.at(-1)).toMatchObject({ line: 3, offset: 53, part: 'whole' });
  });

  test('every byte is in one record: places join', () => {
    const records = split('a,"b\nc"\r\n\nd,"e\nf', size, { delimiter: COMMA });
    expect(records.map(({ offset }) => offset)).toEqual([0, ...records.slice(0, -1).map(({ end }) => end)]);
    expect(records.at(-1)?.end).toBe(16);
  });
});
