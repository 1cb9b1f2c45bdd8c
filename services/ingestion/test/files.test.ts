import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DEAD_LETTER_HEADERS } from '@munshi/events/dead-letter';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingestion, OPERATOR_TOKEN, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  topics = await readTopics(ports.bus, 'files');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ports?.close();
});

const line = (transactionId: string, more: object = {}): string =>
  JSON.stringify({ transactionId, customerId: 'F1', amount: { minor: -100, currency: 'INR' }, date: '2026-01-02', ...more });

const transactionsOf = async (customerId: string) => {
  await topics.settled();
  return topics.transactions.filter(({ key }) => key === customerId);
};

describe('the own format', () => {
  test('takes transactions, customers and documents from one file, each line by its record', async () => {
    const job = await ingestion.ingest(
      'mixed.jsonl',
      [
        line('own-1', { customerId: 'OWN', unknownField: 1 }),
        JSON.stringify({
          record: 'customer',
          customerId: 'OWN',
          name: 'Asha',
          accounts: [{ accountId: 'a', kind: 'savings', currency: 'inr' }],
        }),
        JSON.stringify({ record: 'document', documentId: 'faq', title: 'FAQ', text: '# Fees\nNone.' }),
        JSON.stringify({ record: 'truth', customerId: 'OWN' }),
      ].join('\n'),
    );
    expect(job).toMatchObject({ state: 'done', read: 4, accepted: 3, rejected: 1, rejections: { RECORD_UNKNOWN: 1 } });
    await topics.settled();
    expect(topics.customers.find(({ key }) => key === 'OWN')?.data).toMatchObject({ name: 'Asha', accounts: [{ currency: 'INR' }] });
    expect(topics.documents.find(({ key }) => key === 'faq')?.data).toMatchObject({ text: '# Fees\nNone.' });
  });

  test('is history unless it is live, and says so on each event', async () => {
    await ingestion.ingest('live.jsonl', line('l1', { customerId: 'LIVE' }), { live: 'true' });
    await ingestion.ingest('past.jsonl', line('l2', { customerId: 'LIVE' }));
    expect((await transactionsOf('LIVE')).map(({ data, intake }) => [data.transactionId, intake])).toEqual([
      ['l1', 'live'],
      ['l2', 'history'],
    ]);
  });

  test('publishes a later version under a new id and the next sequence, a change back as well', async () => {
    for (const [index, minor] of [-100, -200, -100, -100].entries()) {
      await ingestion.ingest(`v${index}.jsonl`, line('versioned', { customerId: 'VER', amount: { minor, currency: 'INR' } }));
    }
    const versions = await transactionsOf('VER');
    expect(versions.map(({ data, sequence }) => [data.amount.minor, sequence])).toEqual([
      [-100, 1],
      [-200, 2],
      [-100, 3],
    ]);
    expect(new Set(versions.map(({ id }) => id)).size).toBe(3);
  });

  test('lets posted replace pending, never the reverse', async () => {
    const pending = line('p', { customerId: 'PEN', status: 'pending' });
    const job = await ingestion.ingest('p.jsonl', [pending, line('p', { customerId: 'PEN', status: 'POSTED' }), pending].join('\n'));
    expect(job).toMatchObject({ read: 3, accepted: 2, duplicates: 1 });
    expect((await transactionsOf('PEN')).map(({ data }) => data.status)).toEqual(['pending', 'posted']);
  });

  test('refuses a transaction that belongs to another customer already', async () => {
    await ingestion.ingest('one.jsonl', line('taken', { customerId: 'ONE' }));
    const job = await ingestion.ingest('two.jsonl', line('taken', { customerId: 'TWO' }));
    expect(job.rejections).toEqual({ TRANSACTION_OF_ANOTHER_CUSTOMER: 1 });
    expect(await transactionsOf('TWO')).toHaveLength(0);
  });

  test('gives rows without an id one of their own, equal rows included, and the same when the file comes again', async () => {
    const file = Array.from({ length: 1200 }, () => line('', { customerId: 'NOID' })).join('\n');
    expect(await ingestion.ingest('noid.jsonl', file)).toMatchObject({ read: 1200, accepted: 1200, duplicates: 0 });
    expect(await ingestion.ingest('noid.jsonl', file)).toMatchObject({ read: 1200, accepted: 0, duplicates: 1200 });
    expect(new Set((await transactionsOf('NOID')).map(({ data }) => data.transactionId)).size).toBe(1200);
  });
});

describe('awkward files', () => {
  test('account for each line: too long, not UTF-8, NUL, broken, blank, cut off', async () => {
    const file = Buffer.concat([
      Buffer.from('\ufeff'),
      Buffer.from(`${line('a1', { customerId: 'AWK' })}\r\n`),
      Buffer.from('\r\n   \n'),
      Buffer.from(`${line('a2', { customerId: 'AWK', description: 'x'.repeat(3_000_000) })}\n`),
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]),
      Buffer.from('{"transactionId":"a\u0000"}\n'),
      Buffer.from('[1,2]\nnot json\n'),
      Buffer.from(`${line('a3', { customerId: 'AWK', description: 'tab\u0000 and \ud800 half' })}\n`),
      Buffer.from(line('a4', { customerId: 'AWK' }).slice(0, -3)),
    ]);
    const job = await ingestion.ingest('awkward.jsonl', file);
    expect(job).toMatchObject({ state: 'done', read: 8, accepted: 2, repaired: 1, rejected: 6 });
    expect(job.rejections).toEqual({ LINE_TOO_LONG: 1, LINE_NOT_UTF8: 1, LINE_HAS_NUL: 1, NOT_AN_OBJECT: 1, JSON_INVALID: 2 });
    expect((await transactionsOf('AWK')).map(({ data }) => data.description)).toEqual([null, 'tab and \ufffd half']);

    const rejects = readFileSync(String(job.rejectsFile));
    expect(rejects.length).toBeGreaterThan(3_000_000);
    expect(rejects.includes(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]))).toBe(true);
    const letters = topics.deadLetters.filter(({ key }) => key === job.jobId);
    expect(letters.map(({ headers }) => headers.munshi_dead_line)).toEqual(['4', '5', '6', '7', '8', '10']);
    for (const { headers, value } of letters.filter(({ value }) => value !== null)) {
      const offset = Number(headers[DEAD_LETTER_HEADERS.offset]);
      expect(file.subarray(offset, offset + Number(value?.length))).toEqual(value);
    }
  });

  test('give a reject file that can be mended and sent again', async () => {
    const header = 'transactionId,customerId,amount,currency,date,description';
    const job = await ingestion.ingest(
      'mend.csv',
      `${header}\nm1,MEND,-1.50,INR,2026-01-02,"two\nlines, ""quoted"""\nm2,MEND,much,INR,2026-01-02,x\nm3,MEND,-2.5,INR,2026-13-02,5" pipe\nm4,MEND,-3\n`,
    );
    expect(job).toMatchObject({ read: 4, accepted: 1, rejected: 3 });
    expect(job.rejections).toEqual({ AMOUNT_INVALID: 1, DATE_INVALID: 1, CSV_COLUMN_COUNT: 1 });
    const url = `/v1/jobs/${job.jobId}/rejects`;
    const { body } = await ingestion.http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
    expect(body.split('\n')[0]).toBe(header);
    expect(body).toContain('line 4, byte');
    const mended = body.replace('much', '-7.00').replace('2026-13-02', '2026-03-02').replace('m4,MEND,-3', 'm4,MEND,-3,INR,2026-04-02,');
    expect(await ingestion.ingest('mended.csv', mended)).toMatchObject({ read: 3, accepted: 3, rejected: 0 });
    const stored = await transactionsOf('MEND');
    expect(stored.map(({ data }) => [data.transactionId, data.amount.minor, data.description])).toEqual([
      ['m1', -150, 'two\nlines, "quoted"'],
      ['m2', -700, 'x'],
      ['m3', -250, '5" pipe'],
      ['m4', -300, null],
    ]);
  });

  test('lose no line to a quote that is never closed', async () => {
    const job = await ingestion.ingest(
      'quote.csv',
      `transactionId,customerId,amount,date,description\nq1,QUO,-1,2026-01-02,"open\nq2,QUO,-1,2026-01-02,x\nq3,QUO,-1,2026-01-02,y\n`,
    );
    expect(job).toMatchObject({ read: 3, accepted: 2, rejections: { CSV_QUOTE_UNCLOSED: 1 } });
  });

  test('that are no files of ours fail and say why', async () => {
    expect(await ingestion.ingest('x.csv', 'what,is,this\n1,2,3\n')).toMatchObject({ state: 'failed', error: { code: 'FORMAT_UNKNOWN' } });
    expect(await ingestion.ingest('empty.csv', '\n\n')).toMatchObject({ state: 'failed', error: { code: 'FILE_EMPTY' } });
  });

  test('that are cut off within gzip keep what was whole, and fail', async () => {
    const whole = gzipSync(Array.from({ length: 5000 }, (_, index) => line(`g${index}`, { customerId: 'GZ' })).join('\n'));
    const job = await ingestion.ingest('cut.jsonl.gz', whole.subarray(0, whole.length - 2000));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'FILE_DAMAGED' }, rejected: 0 });
    expect(job.read).toBe(job.accepted);
    expect(job.accepted).toBeGreaterThan(0);
    expect(await transactionsOf('GZ')).toHaveLength(job.accepted);
  });
});

test('the card transactions of the fraud handbook', async () => {
  const job = await ingestion.ingest(
    'cards.csv',
    'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_TIME_SECONDS,TX_TIME_DAYS,TX_FRAUD,TX_FRAUD_SCENARIO\n738456,2018-06-17 00:00:51,4122,9421,81.58,6652851,77,0,0\n',
  );
  expect(job).toMatchObject({ read: 1, accepted: 1 });
  expect((await transactionsOf('4122'))[0]).toMatchObject({
    time: '2018-06-16T18:30:51Z',
    data: { amount: { minor: -8158, currency: 'INR' }, date: '2018-06-17', channel: 'card', merchant: { id: '9421' } },
  });
});
