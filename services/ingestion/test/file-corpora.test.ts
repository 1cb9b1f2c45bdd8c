import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeEvent } from '@munshi/events/event';
import { bankTransactions } from '@munshi/events/transaction';
import { describe, expect, test } from 'vitest';
import { createArraySplitter } from '../src/domain/lines/array-splitter.ts';
import { parseCsvRecords } from '../src/domain/lines/csv-rows.ts';
import { parseJsonLine } from '../src/domain/lines/json-line.ts';
import { createRecordSplitter } from '../src/domain/lines/record-splitter.ts';
import { eventsOf } from '../src/ingest.ts';

const corpora = fileURLToPath(new URL('../../../../shared/data/corpora/files/', import.meta.url));
const absent = !existsSync(corpora);
const load = <Content>(name: string): Content => JSON.parse(readFileSync(corpora + name, 'utf8')) as Content;
const bank = { timeZone: 'Asia/Kolkata', currency: 'INR' };

/** What ingestion makes of a file, in chunks of `chunkBytes`: the outcomes of its records and the descriptions in its events. */
async function read(file: Buffer, { fileName = '', chunkBytes = 65_536 } = {}) {
  async function* chunks() {
    for (let at = 0; at < file.length; at += chunkBytes) yield file.subarray(at, at + chunkBytes);
  }
  const outcomes: string[] = [];
  const descriptions: (string | null | undefined)[] = [];
  const options = { kind: 'transactions', intake: 'history', bank, now: '2026-01-01T00:00:00Z', fileName } as const;
  for await (const batch of eventsOf(chunks(), options)) {
    outcomes.push(...batch.outcomes.map((outcome) => (outcome.result === 'rejected' ? outcome.rejection.code : outcome.result)));
    for (const record of batch.records) {
      descriptions.push(decodeEvent(bankTransactions, { ...record, partition: 0, offset: 0n, timestamp: 0 } as never).data.description);
    }
  }
  return { outcomes, descriptions };
}

/** The suite writes line ends within a field in either way. */
const unixLines = ([name, value]: [string, string]): [string, string] => [name, value.replaceAll('\r\n', '\n')];

describe.skipIf(absent)(`the file corpora${absent ? ' (left out: ../shared/data is not there)' : ''}`, () => {
  test('csv-spectrum: every field is what the suite says', () => {
    const { cases } = load<{ cases: { name: string; csv_hex: string; expected: Record<string, string>[] | Record<string, string> }[] }>(
      'csv-spectrum.json',
    );
    expect(cases.length).toBeGreaterThan(10);
    // the phone number that location_coordinates expects is not the one in its own file
    for (const { name, csv_hex, expected } of cases.filter((one) => one.name !== 'location_coordinates')) {
      const splitter = createRecordSplitter({ delimiter: 0x2c, offset: 0, line: 1 });
      const bytes = Buffer.from(csv_hex, 'hex');
      const records = [...splitter.push(bytes), ...splitter.end()];
      const rows = parseCsvRecords(
        records.map((record) => record.bytes),
        ',',
      );
      const [header = [], ...fields] = rows.map((row) => ('fields' in row ? row.fields : []));
      const values = fields.map((row) => Object.fromEntries(header.map((column, index) => unixLines([column, row[index] ?? '']))));
      expect(values, name).toEqual([expected].flat().map((one) => Object.fromEntries(Object.entries(one).map(unixLines))));
    }
  });

  test('JSONTestSuite: what is no JSON is never a record, and nothing crashes', () => {
    const { cases } = load<{ cases: { name: string; expect: string; hex: string }[] }>('json-test-suite.json');
    expect(cases.length).toBeGreaterThan(300);
    for (const { name, expect: verdict, hex } of cases) {
      const line = Buffer.from(hex, 'hex');
      const read = parseJsonLine(line);
      if (verdict === 'reject' || name.startsWith('n_')) expect('rejection' in read, name).toBe(true);
      if (name.startsWith('y_object') && !line.includes(0)) expect('value' in read, name).toBe(true);
      const splitter = createArraySplitter({ offset: 0, line: 1, inside: false });
      expect(() => [...splitter.push(line), ...splitter.end()], name).not.toThrow();
    }
  });

  test('naughty strings and formulas of spreadsheets stay the text they are', async () => {
    const { cells } = load<{ cells: string[] }>('csv-injection.json');
    const texts = [...load<string[]>('blns.json'), ...cells];
    const lines = texts.map((description, index) =>
      JSON.stringify({
        transactionId: `t${index}`,
        customerId: 'C',
        amount: { minor: -1, currency: 'INR' },
        date: '2026-01-02',
        description,
      }),
    );
    const { outcomes, descriptions } = await read(Buffer.from(lines.join('\n')), { chunkBytes: 777 });
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the ones that no store can hold
    const clean = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').trim() || null;
    expect(descriptions.map((text) => text ?? null)).toEqual(texts.map(clean));
  });
});

const HEADER = 'transactionId,customerId,amount,date,description';
const row = (id: string, description = 'x'): string => `${id},C,-1.00,2026-01-02,${description}`;

describe('awkward tables', () => {
  test.each([
    ['a byte order mark and CRLF', `\ufeff${HEADER}\r\n${row('a')}\r\n${row('b')}\r\n`, ['accepted', 'accepted']],
    ['a header that comes again', `${HEADER}\n${row('a')}\n${HEADER}\n${row('b')}\n`, ['accepted', 'HEADER_REPEATED', 'accepted']],
    ['fewer columns', `${HEADER}\n${row('a')}\nb,C,-1.00\n${row('c')}\n`, ['accepted', 'CSV_COLUMN_COUNT', 'accepted']],
    ['more columns', `${HEADER}\n${row('a')},more\n${row('b')},,\n`, ['CSV_COLUMN_COUNT', 'accepted']],
    ['a last line that is cut off', `${HEADER}\n${row('a')}\nb,C,-1.0`, ['accepted', 'CSV_COLUMN_COUNT']],
    ['a NUL', `${HEADER}\n${row('a', 'x\0y')}\n${row('b')}\n`, ['LINE_HAS_NUL', 'accepted']],
    ['line ends within quotes', `${HEADER}\n${row('a', '"one\r\ntwo"')}\n${row('b')}\n`, ['accepted', 'accepted']],
  ])('with %s', async (_, text, expected) => {
    for (const chunkBytes of [3, 64, 65_536]) expect((await read(Buffer.from(text), { chunkBytes })).outcomes).toEqual(expected);
  });

  test('with bytes that are no UTF-8: only their line is refused', async () => {
    const file = Buffer.concat([
      Buffer.from(`${HEADER}\n${row('a')}\nb,C,-1.00,2026-01-02,`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`\n${row('c')}`),
    ]);
    expect((await read(file)).outcomes).toEqual(['accepted', 'LINE_NOT_UTF8', 'accepted']);
  });

  test('whose header names a column twice are refused as a whole, if it is one that is read', async () => {
    await expect(read(Buffer.from(`${HEADER},amount\n${row('a')},-2.00\n`))).rejects.toThrow('two columns are named amount');
    expect((await read(Buffer.from(`${HEADER},other,other\n${row('a')},1,2\n`))).outcomes).toEqual(['accepted']);
  });

  test.each([
    ['as long as the limit', 1_048_576, ['accepted', 'accepted']],
    ['one byte longer', 1_048_577, ['LINE_TOO_LONG', 'accepted']],
  ])('with a line %s', async (_, bytes, expected) => {
    const start = row('a', '');
    const file = Buffer.from(`${HEADER}\n${start}${'y'.repeat(bytes - start.length)}\n${row('b')}\n`);
    expect((await read(file)).outcomes).toEqual(expected);
  });
});

test.each([
  ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), 'save it as UTF-8'],
  ['a spreadsheet', Buffer.from('PK\x03\x04\x14\0', 'latin1'), 'save it as CSV'],
])('a file that is %s says what to do', async (_, file, hint) => {
  await expect(read(file)).rejects.toThrow(hint);
});

describe('nesting', () => {
  const nested = (depth: number) =>
    `{"transactionId":"n","customerId":"C","amount":{"minor":-1,"currency":"INR"},"date":"2026-01-02","more":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  test.each([
    [31, 'accepted'],
    [32, 'JSON_TOO_DEEP'],
    [100_000, 'JSON_TOO_DEEP'],
  ])('%d lists within a record: %s', async (depth, outcome) => {
    expect((await read(Buffer.from(nested(depth)))).outcomes).toEqual([outcome]);
    expect((await read(Buffer.from(`[${nested(depth)}]`))).outcomes).toEqual([outcome]);
  });
});
