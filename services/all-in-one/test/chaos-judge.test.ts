import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalyticsService } from '@munshi/analytics/service';
import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import type { Database, DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { insightsSpending } from '@munshi/events/insights';
import { createIngestionService } from '@munshi/ingestion/service';
import { createNotificationService } from '@munshi/notification/service';
import { systemClock as clock } from '@munshi/service-kit/clock';
import { createHttpServer } from '@munshi/service-kit/http';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { loadSettings } from '@munshi/service-kit/settings';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFeed } from '../chaos/feed.ts';
import { isClean, type Verdict } from '../chaos/history.ts';
import { OPERATOR_TOKEN } from '../chaos/installation.ts';
import { judge, settled } from '../chaos/judge.ts';
import { munshiSettings } from '../src/config.ts';
import { SECRETS } from './system.ts';

// The judge of the pipeline on a run that was sound, and then on what is done to its topics and tables by hand.

const folder = mkdtempSync(join(tmpdir(), 'munshi-chaos-judge-'));
let server: DatabaseServer;
let bus: Bus;
let database: Database;
let acknowledged: ReadonlySet<string>;

beforeAll(async () => {
  const config = loadSettings(munshiSettings, { ...SECRETS, OPERATOR_TOKEN, DATA_DIR: folder, PORT: '0' });
  server = await openDatabase(config, { logger });
  bus = await openBus(config, { clientId: 'judged', database: server, logger });
  database = server.connect({ name: 'judge', connections: 1 });
  const metrics = createMetrics();
  const http = createHttpServer({ logger, metrics });
  const onCrash = (error: unknown) => {
    throw error;
  };
  const ports = { bus, database, http, logger, clock, metrics, onCrash };
  const services = [
    createIngestionService({ ...ports, dataDir: folder }, config),
    createAnalyticsService(ports, config),
    createNotificationService(ports, config),
  ];
  for (const service of services) await service.start();
  const url = await http.listen({ port: 0, host: '127.0.0.1' });
  const feed = startFeed({ url, events: 150, rate: 300, seed: 4 });
  await feed.done;
  acknowledged = feed.acknowledged;
  await settled(bus, database);
  await Promise.all(services.map((service) => service.stop()));
  await http.close();
}, 240_000);
afterAll(async () => {
  await bus.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function verdict(of: ReadonlySet<string> = acknowledged): Promise<Verdict> {
  return (await judge(bus, database, of)).verdict;
}

/** Two states that follow each other. */
async function twoStates(): Promise<readonly [ReceivedRecord, ReceivedRecord]> {
  const states: ReceivedRecord[] = [];
  await bus.readAll([insightsSpending], (record) => states.push(record));
  const byKey = [...Map.groupBy(states, ({ key }) => key).values()];
  const [older, newer] = byKey.find(({ length }) => length > 1) ?? [];
  if (older === undefined || newer === undefined) throw new Error('no customer has two states: more events');
  return [older, newer];
}

describe('the judge', () => {
  it('finds nothing in a run that was sound', async () => {
    expect(acknowledged.size).toBeGreaterThan(100);
    const found = await verdict();
    expect(isClean(found), JSON.stringify(found)).toBe(true);
  });

  it('lost and unseen: what was acknowledged and is nowhere', async () => {
    const found = await verdict(new Set([...acknowledged, 'T-ghost']));
    expect(found).toMatchObject({ lost: ['T-ghost'], unseen: ['T-ghost'], twice: [] });
  });

  it('unseen: an event that was not applied, in a table and in an inbox', async () => {
    const [id] = acknowledged;
    expect((await verdict()).unseen).toEqual([]);
    await sql`delete from analytics.transactions where transaction_id = ${id}`.execute(database.sql);
    expect((await verdict()).unseen).toEqual([id]);
    await sql`delete from notification.inbox where event in (select event from notification.inbox limit 1)`.execute(database.sql);
    expect((await verdict()).unseen.some((text) => text.startsWith('notification:'))).toBe(true);
  });

  it('stale: an overtaken state is the last of its log', async () => {
    const [older, newer] = await twoStates();
    await bus.publish([older]);
    const found = await verdict();
    expect(found.stale).toEqual([expect.stringContaining(older.key)]);
    await bus.publish([newer]);
  });

  it('twice: one cause made two events', async () => {
    const [, newer] = await twoStates();
    await bus.publish([{ ...newer, headers: { ...newer.headers, ce_id: 'another' } }]);
    expect((await verdict()).twice).toEqual([`${newer.topic}/${newer.key}/${newer.headers.ce_subject}#${newer.headers.ce_sequence}`]);
  });

  it('lost: a number of a subject is missing', async () => {
    const [, { topic, key, headers, value }] = await twoStates();
    await bus.publish([{ topic, key, value, headers: { ...headers, ce_id: 'far', ce_sequence: '1000' } }]);
    expect((await verdict()).lost).toContain(`${topic}/${key}/${headers.ce_subject}#999`);
  });
});
