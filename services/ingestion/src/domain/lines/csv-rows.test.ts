import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { parseCsvRecords } from './csv-rows.ts';

const PIECES = ['a', '"', '""', ',', ';', ' ', '\r', '\t', 'é', '₹1,00,000.00', '"x, y"', '"a ""b"""', '"two\nlines"', '', '0012', '|'];

/** The same numbers each time. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function alone(record: string, delimiter: string): string[] | null {
  try {
    const rows = parse(`${record}\n`, { delimiter, record_delimiter: '\n', relax_quotes: true, relax_column_count: true }) as string[][];
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch {
    return null;
  }
}

it('reads a record in a batch as csv-parse reads it alone', () => {
  const below = numbers(7);
  let read = 0;
  for (let batch = 0; batch < 400; batch += 1) {
    const delimiter = [',', ';', '\t', '|'][below(4)] ?? ',';
    // a splitter gives records that csv-parse can tell apart: one that it cannot read alone is in no batch of this test
    const records = Array.from({ length: 1 + below(12) }, () =>
      Array.from({ length: 1 + below(8) }, () => PIECES[below(PIECES.length)] ?? '').join(''),
    ).filter((record) => record !== '' && alone(record, delimiter) !== null);
    const rows = parseCsvRecords(
      records.map((record) => Buffer.from(record)),
      delimiter,
    );
    expect(rows).toEqual(records.map((record) => ({ fields: alone(record, delimiter) })));
    read += rows.length;
  }
  expect(read).toBeGreaterThan(1_000);
});

it('rejects a record that cannot be read and reads the others of its batch', () => {
  const rows = parseCsvRecords([Buffer.from('a,b'), Buffer.from([0x61, 0xff]), Buffer.from('c,"d, e"'), Buffer.from('f\0,g')], ',');
  expect(rows).toEqual([
    { fields: ['a', 'b'] },
    { rejection: expect.objectContaining({ code: 'LINE_NOT_UTF8' }) },
    { fields: ['c', 'd, e'] },
    { rejection: expect.objectContaining({ code: 'LINE_HAS_NUL' }) },
  ]);
});
