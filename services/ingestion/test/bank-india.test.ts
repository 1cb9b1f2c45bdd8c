import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobView } from '../src/routes/job-view.ts';
import { type Ingestion, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/bank-india/', import.meta.url));
const absent = !existsSync(folder);

describe.skipIf(absent)(`the Kaggle India file${absent ? ' (left out: ../shared/data is not there)' : ''}`, () => {
  let ports: OpenPorts;
  let ingestion: Ingestion;
  let topics: Awaited<ReturnType<typeof readTopics>>;
  let first: JobView;
  const csv = (): Buffer => readFileSync(`${folder}first_20000_raw.csv`);
  const customer = (id: string) => topics.customers.findLast(({ key }) => key === id)?.data;

  beforeAll(async () => {
    ports = await openPorts();
    ingestion = await startIngestion(ports);
    first = await ingestion.ingest('first_20000_raw.csv', csv());
    topics = await readTopics(ports.bus, 'india');
    await topics.settled();
  });
  afterAll(async () => {
    await topics?.stop();
    await ingestion?.service.stop();
    await ports?.close();
  });

  test('accounts for every row and sums to the paisa', () => {
    expect(first).toMatchObject({ state: 'done', read: 20_000, accepted: 20_000, rejected: 0, duplicates: 0, rejectsFile: null });
    expect(first.sums).toEqual([{ minor: 3_438_550_279, currency: 'INR' }]);
    expect(topics.transactions).toHaveLength(20_000);
    expect(topics.transactions.reduce((sum, { data }) => sum + data.amount.minor, 0)).toBe(-3_438_550_279);
    expect(new Set(topics.transactions.map(({ id }) => id)).size).toBe(20_000);
  });

  test('says what was repaired', () => {
    expect(first.repairs).toMatchObject({
      placeholderBirthDate: 1290,
      missingBirthDate: 72,
      missingGender: 11,
      missingCity: 1,
      missingBalance: 27,
    });
    expect(first.repairs).toMatchObject({ leadingZeros: 875, conflictingProfile: 62 });
    expect(first.conflictingProfiles.count).toBe(62);
    expect(first.conflictingProfiles.customerIds).toHaveLength(62);
    expect(first.conflictingProfiles.customerIds).toContain('C4138629');
    expect(first.conflictingProfiles.customerIds).not.toContain('C6418160');
  });

  test('reads times with their lost zeros as Asia/Kolkata, amounts as money out, and the balance', () => {
    const byId = (id: string) => topics.transactions.find(({ data }) => data.transactionId === id);
    expect(byId('T1')).toMatchObject({
      time: '2016-08-02T09:02:07Z',
      intake: 'history',
      sequence: 1,
      key: 'C5841053',
      subject: 'kaggle-india/T1',
    });
    expect(byId('T1')?.data).toMatchObject({
      amount: { minor: -2500, currency: 'INR' },
      balanceAfter: { minor: 1_781_905, currency: 'INR' },
      date: '2016-08-02',
    });
    expect(byId('T14')?.data).toMatchObject({ time: '2016-08-01T03:17:06Z', date: '2016-08-01' });
    expect(byId('T30')?.data.balanceAfter).toBeNull();
  });

  test('publishes one profile a customer, unknown where rows disagree, else that of the newest row', () => {
    expect(topics.customers).toHaveLength(19_937);
    expect(customer('C5841053')).toMatchObject({ birthDate: '1994-01-10', gender: 'F', city: 'JAMSHEDPUR', status: 'active' });
    expect(customer('C1376215')).toMatchObject({ birthDate: null, gender: 'M' });
    expect(customer('C4138629')).toMatchObject({ birthDate: null, gender: 'M', city: 'ALWAR' });
    expect(customer('C7510323')).toMatchObject({ birthDate: null, gender: null, city: 'IRAGAVARAM' });
    const known = topics.customers.filter(({ data }) => data.birthDate !== null).length;
    expect(known).toBeGreaterThan(18_000);
    expect(topics.customers.every(({ data }) => data.birthDate == null || data.birthDate > '1900')).toBe(true);
  });

  test('adds nothing when the file comes again, gzipped, nor the prompts made from it', async () => {
    const again = await ingestion.ingest('again.csv.gz', gzipSync(csv()));
    expect(again).toMatchObject({ state: 'done', read: 20_000, accepted: 0, duplicates: 20_000, sums: [], repairs: {} });
    const prompts = await ingestion.ingest('seed_testdata.jsonl', readFileSync(`${folder}seed_testdata.jsonl`), { kind: 'documents' });
    expect(prompts).toMatchObject({ state: 'done', read: 20, accepted: 0, duplicates: 20, rejected: 0 });
    await topics.settled();
    expect(topics.transactions).toHaveLength(20_000);
    expect(topics.customers).toHaveLength(19_937);
    expect(topics.documents).toHaveLength(0);
  });
});

describe.skipIf(absent)(`the prompt/completion file alone${absent ? ' (left out: ../shared/data is not there)' : ''}`, () => {
  test('becomes transactions and customers, and nothing derivably wrong is a fact', async () => {
    const ports = await openPorts();
    const ingestion = await startIngestion(ports);
    const topics = await readTopics(ports.bus, 'seed');
    try {
      const job = await ingestion.ingest('seed_testdata.jsonl', readFileSync(`${folder}seed_testdata.jsonl`));
      expect(job).toMatchObject({ state: 'done', read: 20, accepted: 20 });
      await topics.settled();
      expect(topics.transactions).toHaveLength(20);
      expect(topics.documents).toHaveLength(0);
      const t1 = topics.transactions.find(({ data }) => data.transactionId === 'T1');
      expect(t1?.data).toMatchObject({ date: '2016-08-02', time: '2016-08-02T09:02:07Z', amount: { minor: -2500, currency: 'INR' } });
      const born = Object.fromEntries(topics.customers.map(({ data }) => [data.customerId, data.birthDate]));
      expect(born).toMatchObject({ C5841053: null, C4417068: '1996-11-26', C1376215: null, C8967349: '1989-07-16' });
      const all = JSON.stringify([topics.transactions, topics.customers]);
      for (const wrong of ['1902', '0.4476', 'Frequent spender', 'segment', 'Sure!']) expect(all).not.toContain(wrong);
    } finally {
      await topics.stop();
      await ingestion.service.stop();
      await ports.close();
    }
  });
});
