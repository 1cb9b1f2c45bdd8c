import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { postgresServer } from '@munshi/testing/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compactRecords, expireRecords, TOMBSTONE_MS } from '../src/drivers/postgres-upkeep.ts';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { busContract } from './contract.ts';
import { createBench, KEYS, record, records, testTopic, textOf } from './contract-setup.ts';

const remote = await postgresServer();
afterAll(remote.close);

describe('embedded', () => {
  let folder: string;
  let database: DatabaseServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munshi-bus-'));
    database = await openDatabase({ DATABASE_URL: undefined, DATA_DIR: folder }, { logger: silentLogger });
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  contractOn(() => database);
});

describe.skipIf(remote.absent)(remote.suite('remote'), () => {
  let database: DatabaseServer;
  beforeAll(async () => {
    database = await openDatabase({ DATABASE_URL: remote.url, DATA_DIR: '' }, { logger: silentLogger });
  });
  afterAll(() => database.close());
  contractOn(() => database);
});

function contractOn(server: () => DatabaseServer): void {
  const open = () => openBus(busSettings.parse({}), { clientId: 'contract', database: server(), logger: silentLogger });
  const driver = { kind: 'postgres', severalProcesses: false, open } as const;
  busContract(driver);

  describe('what the log keeps', () => {
    const bench = createBench(driver);
    let database: Database;
    beforeAll(() => {
      database = server().connect({ name: 'test', connections: 1 });
    });
    afterAll(() => database.close());

    it('deletes what is past retention, without counting it as lag', async () => {
      const bus = await bench.bus();
      const week = testTopic({ retentionDays: 7 });
      const forever = testTopic();
      await bus.ensureTopics([week, forever]);
      await bus.publish([...records(week, KEYS, 2), ...records(forever, KEYS, 2)]);
      await expireRecords(database, Date.now() + 6 * 86_400_000);
      expect((await bus.lag('nobody', [week, forever])).messages).toBe(4 * KEYS.length);
      await expireRecords(database, Date.now() + 8 * 86_400_000);
      expect((await bus.lag('nobody', [week, forever])).byTopic).toEqual({ [week.name]: 0, [forever.name]: 2 * KEYS.length });
      await bus.close();
      const next = await bench.another();
      await next.publish([record(week, 'new', 'new')]);
      const { texts } = await bench.member(next, { topics: [week] });
      await eventually('the new record', () => texts().length === 1);
      expect(texts()).toEqual(['new']);
    });

    it('keeps the newest state of each key and subject, for a group of any age', async () => {
      const bus = await bench.bus();
      const [state, event] = [testTopic({ kind: 'state' }), testTopic()];
      await bus.ensureTopics([state, event]);
      const put = (key: string, subject: string, text: string | null) => ({
        topic: state.name,
        key,
        value: text === null ? null : Buffer.from(text),
        headers: { ce_subject: subject },
      });
      await bus.publish([
        put('a', 's1', 'a1 old'),
        put('a', 's2', 'a2'),
        put('b', 's1', 'b1 old'),
        put('a', 's1', 'a1 new'),
        put('b', 's1', null),
      ]);
      await bus.publish(records(event, ['a'], 3));
      await compactRecords(database, Date.now());
      await bus.close();
      const next = await bench.another();
      const { received } = await bench.member(next, { topics: [state, event] });
      await eventually('what was kept', () => received.length === 6);
      const kept = received
        .filter(({ topic }) => topic === state.name)
        .map((one) => (one.value === null ? `${one.key} gone` : textOf(one)));
      expect([...kept].sort()).toEqual(['a1 new', 'a2', 'b gone']);

      await next.publish([put('a', 's1', 'a1 newest'), put('b', 's2', 'b2')]);
      await compactRecords(database, Date.now() + TOMBSTONE_MS + 60_000);
      await next.close();
      const last = await bench.member(await bench.another(), { topics: [state] });
      await eventually('what was kept', () => last.received.length === 3);
      expect(last.texts().sort()).toEqual(['a1 newest', 'a2', 'b2']);
    });
  });
}
