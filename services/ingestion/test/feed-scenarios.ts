import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEAD_LETTER_HEADERS } from '@munshi/events/dead-letter';
import { defineTopic } from '@munshi/events/topic';
import { eventually } from '@munshi/testing/eventually';
import { sendForeign } from '@munshi/testing/foreign-kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Ingestion, type OpenPorts, openPorts, type PortsEnvironment, readTopics, startIngestion } from './running-ingestion.ts';

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

/** What holds of topics of other systems, on ports of `environment`. */
export function feedScenarios(environment: PortsEnvironment): void {
  const folder = mkdtempSync(join(tmpdir(), 'munshi-feeds-'));
  const map = join(folder, 'cards.json');
  let ports: OpenPorts;
  let ingestion: Ingestion;
  let topics: Awaited<ReturnType<typeof readTopics>>;
  const start = () => startIngestion(ports, ports.bus, { INGEST_TOPICS: `core.cards:3=${map}, core.plain` });

  beforeAll(async () => {
    ports = await openPorts(environment);
    await ports.bus.ensureTopics([cards, plain]);
    const transaction = { customerId: 'who', amount: { column: 'paid', sign: 'out' }, date: { column: 'at', order: 'ymd' } };
    const table = { name: 'cards', source: 'cards', rows: 'columns', recognisedBy: ['who'], transaction, customer: { city: 'town' } };
    writeFileSync(map, JSON.stringify(table));
    ingestion = await start();
    topics = await readTopics(ports.bus, 'feeds');
  });
  afterAll(async () => {
    await topics?.stop();
    await ingestion?.service.stop();
    await ports?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const of = (customerId: string) => topics.transactions.filter(({ key }) => key === customerId);
  const own = (transactionId: string, customerId: string) =>
    JSON.stringify({ transactionId, customerId, amount: { minor: -5, currency: 'INR' }, date: '2026-01-02' });
  const letter = (value: string | null, offset?: string) =>
    topics.deadLetters.find(
      (one) => (one.value?.toString() ?? null) === value && (offset === undefined || one.headers[DEAD_LETTER_HEADERS.offset] === offset),
    ) ?? null;
  const send = (topic: string, values: readonly string[]) =>
    ports.bus.publish(values.map((value, at) => ({ topic, key: `k${at % 2}`, value: Buffer.from(value), headers: { theirs: 'x' } })));

  test('a topic is taken in by its mapping, live, with profiles; a transaction without an id is known by its place', async () => {
    await send('core.cards', [
      '{"who":"FEED","paid":12.5,"at":"2026-01-02","town":"Pune"}',
      '{"who":"FEED","paid":12.5,"at":"2026-01-02"}',
    ]);
    await eventually('both', () => of('FEED').length === 2);
    const [first] = of('FEED');
    expect(first).toMatchObject({ intake: 'live', data: { amount: { minor: -1250, currency: 'INR' }, source: 'cards' } });
    expect(first?.data.transactionId).toMatch(/^core\.cards\/\d\/\d+$/);
    await eventually('the profile', () => topics.customers.some(({ key, data }) => key === 'FEED' && data.city === 'Pune'));
  });

  test('a topic may be of the own format; what is refused goes to the dead letters as it was', async () => {
    await send('core.plain', ['no json', own('o1', 'OWNFEED')]);
    await eventually('the transaction', () => of('OWNFEED').length === 1);
    const { headers } = await eventually('the dead letter', () => letter('no json'));
    expect(headers).toMatchObject({
      ...{ theirs: 'x', [DEAD_LETTER_HEADERS.topic]: 'core.plain', [DEAD_LETTER_HEADERS.code]: 'JSON_INVALID' },
    });
  });

  test('what comes while nobody reads is read by the next start, each once', async () => {
    await ingestion.service.stop();
    await send('core.plain', [own('r1', 'AWAY'), own('r2', 'AWAY'), own('r1', 'AWAY')]);
    ingestion = await start();
    await eventually('both', () => of('AWAY').length === 2);
    await send('core.plain', [own('r1', 'AWAY'), own('r3', 'AWAY')]);
    await eventually('the third', () => of('AWAY').some(({ data }) => data.transactionId === 'r3'));
    expect(
      of('AWAY')
        .map(({ data }) => data.transactionId)
        .toSorted(),
    ).toEqual(['r1', 'r2', 'r3']);
  });

  test.skipIf(environment.KAFKA_BROKERS === undefined)(
    'records without a key, without a value, or as large as they come stop nothing',
    async () => {
      const topic = `${environment.KAFKA_PREFIX}core.plain`;
      const large = `${own('l1', 'LARGE').slice(0, -1)},"description":"${'x'.repeat(990_000)}","date":"none"}`;
      for (const value of ['bad and nobody’s', null, large, own('n1', 'NOKEY')]) {
        await sendForeign(environment.KAFKA_BROKERS ?? '', topic, [{ key: null, value, headers: { bytes: Buffer.from([0xff]) } }]);
      }
      await eventually('the good one', () => of('NOKEY').length === 1);
      await eventually(
        'the letters',
        () => letter('bad and nobody’s') !== null && topics.deadLetters.filter(({ value }) => value === null).length >= 2,
      );
      expect(letter('bad and nobody’s')?.key).toMatch(/^core\.plain\/\d+\/\d+$/);
    },
  );
}
