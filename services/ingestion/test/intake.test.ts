import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEAD_LETTER_HEADERS } from '@munshi/events/dead-letter';
import { defineTopic } from '@munshi/events/topic';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Ingestion, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

const own = mkdtempSync(join(tmpdir(), 'munshi-intake-'));
const watched = join(own, 'watched');
const map = join(own, 'cards.json');
const definition = {
  description: 'x',
  schema: z.unknown(),
  producer: 'ingestion',
  consumers: [],
  kind: 'event',
  retentionDays: 1,
} as const;
const cards = defineTopic({ ...definition, name: 'core.cards', partitions: 3 });
const plain = defineTopic({ ...definition, name: 'core.plain' });
const settings = { INGEST_FOLDER: watched, INGEST_TOPICS: `core.cards:3=${map}, core.plain` };
let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  await ports.bus.ensureTopics([cards, plain]);
  const transaction = { customerId: 'who', amount: { column: 'paid', sign: 'out' }, date: { column: 'at', order: 'ymd' } };
  const customer = { city: 'town' };
  const table = { name: 'cards', source: 'cards', rows: 'columns', recognisedBy: ['who'], transaction, customer };
  writeFileSync(map, JSON.stringify(table));
  // what a process left that died while it took a file in
  mkdirSync(join(watched, '.taken'), { recursive: true });
  writeFileSync(join(watched, '.taken', '11111111-1111-4111-8111-111111111111 transactions left.csv'), csv('left', 'LEFT'));
  ingestion = await startIngestion(ports, ports.bus, settings);
  topics = await readTopics(ports.bus, 'intake');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ports?.close();
  rmSync(own, { recursive: true, force: true });
});

const csv = (id: string, customerId: string): string => `transactionId,customerId,amount,date\n${id},${customerId},-1.00,2026-01-02\n`;
const arrived = (customerId: string) =>
  eventually(`a transaction of ${customerId}`, () => topics.transactions.find(({ key }) => key === customerId) ?? null);

describe('the watched folder', () => {
  test('takes in each file once, live, and moves it to done; what is still being written is left', async () => {
    writeFileSync(join(watched, 'new.csv'), csv('new', 'NEW'));
    writeFileSync(join(watched, 'half.csv.part'), 'half');
    writeFileSync(join(watched, 'customers', 'crm.csv'), 'cif,name\nCRM1,Asha\n');
    expect((await arrived('NEW')).intake).toBe('live');
    await eventually('the customer', () => topics.customers.some(({ key }) => key === 'CRM1'));
    expect(readdirSync(join(watched, 'done')).some((name) => name.endsWith(' new.csv'))).toBe(true);
    expect(existsSync(join(watched, 'new.csv'))).toBe(false);
    expect(existsSync(join(watched, 'half.csv.part'))).toBe(true);
  });

  test('goes on with a file that a process before it had claimed', async () => {
    expect((await arrived('LEFT')).subject).toBe('bank/left');
    expect((await ingestion.job('11111111-1111-4111-8111-111111111111')).accepted).toBe(1);
  });
});

describe('a topic of another system', () => {
  const send = (topic: string, values: readonly string[]) =>
    ports.bus.publish(values.map((value, at) => ({ topic, key: `k${at % 2}`, value: Buffer.from(value), headers: { theirs: 'x' } })));

  test('is taken in by its mapping, live, with profiles; a transaction without an id is known by its place', async () => {
    await send('core.cards', [
      '{"who":"FEED","paid":12.5,"at":"2026-01-02","town":"Pune"}',
      '{"who":"FEED","paid":12.5,"at":"2026-01-02"}',
    ]);
    await eventually('both', () => topics.transactions.filter(({ key }) => key === 'FEED').length === 2);
    const [first] = topics.transactions.filter(({ key }) => key === 'FEED');
    expect(first).toMatchObject({ intake: 'live', data: { amount: { minor: -1250, currency: 'INR' }, source: 'cards' } });
    expect(first?.data.transactionId).toMatch(/^core\.cards\/\d\/\d+$/);
    await eventually('the profile', () => topics.customers.some(({ key, data }) => key === 'FEED' && data.city === 'Pune'));
  });

  test('may be of the own format; what is refused goes to the dead letters as it was', async () => {
    const amount = { minor: -5, currency: 'INR' };
    await send('core.plain', ['no json', JSON.stringify({ transactionId: 'o1', customerId: 'OWNFEED', amount, date: '2026-01-02' })]);
    await arrived('OWNFEED');
    const letter = await eventually(
      'the dead letter',
      () => topics.deadLetters.find(({ value }) => value?.toString() === 'no json') ?? null,
    );
    expect(letter.headers).toMatchObject({
      ...{ theirs: 'x', [DEAD_LETTER_HEADERS.topic]: 'core.plain', [DEAD_LETTER_HEADERS.code]: 'JSON_INVALID' },
    });
  });
});

test('settings that name no topic or no mapping stop the start', async () => {
  const start = (INGEST_TOPICS: string) => startIngestion(ports, ports.bus, { INGEST_TOPICS });
  await expect(start('a b')).rejects.toThrow('is not topic[:partitions][=mapping file]');
  await expect(start('a=/nowhere.json')).rejects.toThrow('cannot be read');
});
