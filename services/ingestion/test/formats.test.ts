import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingestion, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  topics = await readTopics(ports.bus, 'formats');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ports?.close();
});

const transactionsOf = async (customerId: string) => {
  await topics.settled();
  return topics.transactions.filter(({ key }) => key === customerId);
};
const record = (transactionId: string, customerId: string, more: object = {}) => ({
  ...{ transactionId, customerId, amount: { minor: -100, currency: 'INR' }, date: '2026-01-02' },
  ...more,
});

describe('a JSON array', () => {
  test('is read element by element; refused ones can be mended as JSON lines', async () => {
    const file = `[\n  ${JSON.stringify(record('j1', 'ARR'), null, 2)},\n  {"transactionId": "j2",\n  "customerId": "ARR"},\n  7,\n ${JSON.stringify(record('j3', 'ARR'))}]`;
    const job = await ingestion.ingest('array.json', file);
    expect(job).toMatchObject({ state: 'done', read: 4, accepted: 2, rejections: { AMOUNT_MISSING: 1, NOT_AN_OBJECT: 1 } });
    const rejects = readFileSync(String(job.rejectsFile), 'utf8');
    expect(rejects).toContain('{"transactionId": "j2",   "customerId": "ARR"}');
    const mended = rejects.replace('"ARR"}', '"ARR","amount":{"minor":-5,"currency":"INR"},"date":"2026-01-03"}').replace(/^7$/m, '');
    expect(await ingestion.ingest('mended.jsonl', mended)).toMatchObject({ read: 1, accepted: 1 });
    expect((await transactionsOf('ARR')).map(({ data }) => data.transactionId)).toEqual(['j1', 'j3', 'j2']);
  });

  test('may be one object over many lines', async () => {
    expect(await ingestion.ingest('one.json', JSON.stringify(record('one', 'ONE'), null, 2))).toMatchObject({ read: 1, accepted: 1 });
    expect(await ingestion.ingest('broken.json', '{\n  "transactionId": "x"\n')).toMatchObject({
      read: 1,
      rejections: { JSON_INVALID: 1 },
    });
  });

  test('gzipped, with the columns of a known table, is mapped', async () => {
    const row = { customerId: 'COL', transactionId: 'k1', amount: -12.5, currency: 'INR', date: '2026-01-02', description: null };
    const job = await ingestion.ingest('rows.json.gz', gzipSync(JSON.stringify([row, { ...row, transactionId: 'k2', amount: '1.005' }])));
    expect(job).toMatchObject({ read: 2, accepted: 1, rejections: { AMOUNT_INVALID: 1 } });
    expect((await transactionsOf('COL'))[0]?.data).toMatchObject({ amount: { minor: -1250, currency: 'INR' }, description: null });
  });

  test('keeps every digit of long numbers', async () => {
    const file = '[{"transactionId":12345678901234567890,"customerId":"DIG","amount":{"minor":-1,"currency":"INR"},"date":"2026-01-02"}]';
    expect(await ingestion.ingest('digits.json', file)).toMatchObject({ accepted: 1 });
    expect((await transactionsOf('DIG'))[0]?.data.transactionId).toBe('12345678901234567890');
  });
});

describe('a pickle', () => {
  const own = (name: string): Buffer => readFileSync(fileURLToPath(new URL(`./pickles/${name}`, import.meta.url)));

  test.each([
    ['plain', 'bank.pkl', (bytes: Buffer) => bytes],
    ['gzipped', 'bank.pickle.gz', (bytes: Buffer) => gzipSync(bytes)],
  ])('of a DataFrame with the columns of the Kaggle file, %s, is mapped', async (_, name, pack) => {
    const job = await ingestion.ingest(name, pack(own('kaggle-frame.pkl')));
    expect(job).toMatchObject({ state: 'done', read: 4, rejected: 1, rejections: { DATE_MISSING: 1 } });
    const [first, again, late] = await transactionsOf('PKL1');
    expect(again).toBeUndefined();
    expect(late).toBeUndefined();
    expect(first).toMatchObject({ time: '2016-08-02T09:02:07Z' });
    expect(first?.data).toMatchObject({ amount: { minor: -2500, currency: 'INR' }, date: '2016-08-02' });
  });

  test('that is not data is refused with its opcode and offset, and nothing of it is used', async () => {
    const job = await ingestion.ingest('evil.pkl', Buffer.from('cos\nsystem\n(S"id"\ntR.'));
    expect(job).toMatchObject({ state: 'failed', read: 0, error: { code: 'PICKLE_REFUSED' } });
    expect(job.error?.message).toContain('GLOBAL at byte 0');
  });
});

describe('a compressed file', () => {
  test('that is compressed twice fails and says so', async () => {
    const job = await ingestion.ingest('twice.csv.gz', gzipSync(gzipSync('a,b\n')));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'FILE_NESTED' } });
  });

  test('that unpacks without measure fails, and what came before it is kept', async () => {
    const head = `${JSON.stringify(record('bomb', 'BOMB'))}\n`;
    const bomb = Buffer.concat([gzipSync(head), gzipSync(Buffer.alloc(120 * 1024 * 1024, 0x20), { level: 9 })]);
    const job = await ingestion.ingest('bomb.jsonl.gz', bomb);
    expect(job).toMatchObject({ state: 'failed', read: 1, accepted: 1, error: { code: 'FILE_EXPANDS' } });
  }, 60_000);
});

describe('a CSV', () => {
  const table = (id: string) => `transactionId,customerId,amount,date\n${id},PRE,-1.00,2026-01-02\nbad,PRE,x,2026-01-02\n`;

  test.each([
    ['a line that names its delimiter', 'sep=;\n', ';'],
    ['the name and the period of an account', 'Statement of account\r\n"Period:",01/2026\r\n\r\n', ','],
  ])('may have above its header %s; refused lines come back below the header', async (_, above, delimiter) => {
    const id = `pre${above.length}`;
    const job = await ingestion.ingest('pre.csv', above + table(id).replaceAll(',', delimiter));
    expect(job).toMatchObject({ state: 'done', read: 2, accepted: 1, rejections: { AMOUNT_INVALID: 1 } });
    const rejects = readFileSync(String(job.rejectsFile), 'utf8');
    expect(rejects.startsWith(`transactionId${delimiter}customerId`)).toBe(true);
    expect(rejects).toContain(`line ${above.split('\n').length + 2}, byte `);
    expect(
      await ingestion.ingest('mended.csv', rejects.replace(`${delimiter}x${delimiter}`, `${delimiter}-2.00${delimiter}`)),
    ).toMatchObject({
      ...{ read: 1, rejected: 0 },
    });
  });

  test.each([
    ['an archive', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0'), Buffer.alloc(249)]), 'FORMAT_UNKNOWN', 'packed'],
    ['packed by xz', Buffer.from('fd377a585a000004', 'hex'), 'FORMAT_UNKNOWN', 'gzipped'],
    ['packed by zstd', Buffer.from('28b52ffd24000100', 'hex'), 'FORMAT_UNKNOWN', 'gzipped'],
    ['Parquet', Buffer.from('PAR1xxxx'), 'FORMAT_UNKNOWN', 'Parquet'],
    ['UTF-16 without a mark', Buffer.from(table('u'), 'utf16le'), 'FILE_NOT_UTF8', 'UTF-8'],
    ['of lines that end with CR alone', Buffer.from(table('cr').replaceAll('\n', '\r')), 'FORMAT_UNKNOWN', 'CR alone'],
  ])('that is %s fails, and says what to do', async (_, bytes, code, hint) => {
    const job = await ingestion.ingest('other.csv', bytes);
    expect(job).toMatchObject({ state: 'failed', error: { code, message: expect.stringContaining(hint) } });
  });
});
