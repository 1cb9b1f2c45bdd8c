import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, Bus, OutgoingRecord, SharedSubscription } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { Database, DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../chaos/history.ts';
import { createProbe, echoes, factRecord, facts, publishAll } from '../chaos/probe.ts';
import { applied, verdictOf } from '../chaos/probe-run.ts';

// The checker on mechanisms that are broken on purpose, each in its own way: what it cannot see, no run under faults can show.

const folder = mkdtempSync(join(tmpdir(), 'munshi-chaos-broken-'));
const FACTS = 20;
let server: DatabaseServer;
let bus: Bus;
let database: Database;

beforeAll(async () => {
  server = await openDatabase({ DATA_DIR: folder }, { logger });
  bus = await openBus(busSettings.parse({}), { clientId: 'broken', database: server, logger });
  database = server.connect({ name: 'probe', connections: 1 });
  await bus.ensureTopics([facts, echoes]);
});
afterAll(async () => {
  await bus.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the checker says of one key's facts, which a probe took from a bus that may be broken. */
async function judged(key: string, broken: Partial<Bus> = {}): Promise<Verdict> {
  const expected = Array.from({ length: FACTS }, (_, i) => ({ key, n: i + 1 }));
  const probe = createProbe({ bus: { ...bus, ...broken }, database, logger, onCrash: () => undefined });
  await publishAll(broken.publish ? { ...bus, ...broken } : bus, expected.map(factRecord));
  await probe.start();
  await applied({ bus, database });
  await probe.stop();
  const { verdict } = await verdictOf({ bus, database }, expected);
  const own = Object.entries(verdict).map(([name, ids]) => [name, (ids as string[]).filter((id) => id.includes(key))]);
  return Object.fromEntries(own);
}

type Handler = SharedSubscription['onBatch'];

/** Hands batches on in another way than it should. */
const handing = (hand: (batch: Batch, apply: Handler) => Promise<void>): Partial<Bus> => ({
  subscribe: (subscription) => bus.subscribe({ ...subscription, onBatch: (batch) => hand(batch, subscription.onBatch) }),
});

/** Acknowledges one record without storing it. */
const dropping = (topic: string, n: number): Partial<Bus> => ({
  publish: (records: readonly OutgoingRecord[]) =>
    bus.publish(records.filter(({ topic: of, headers }) => of !== topic || Number(headers.ce_sequence) !== n)),
});

const CLEAN: Verdict = { lost: [], twice: [], disordered: [], unseen: [], stale: [], differing: [] };

describe('the history checker', () => {
  it('finds nothing where nothing is broken', async () => {
    expect(await judged('sound')).toEqual(CLEAN);
  });

  it('lost: a publish is acknowledged though one record was never stored', async () => {
    const verdict = await judged('unsent', dropping(facts.name, 7));
    expect(verdict).toMatchObject({ lost: expect.arrayContaining(['unsent:7']), twice: [], disordered: [] });
  });

  it('lost: an offset is committed before its effect', async () => {
    const verdict = await judged(
      'forgotten',
      handing(async () => undefined),
    );
    expect(verdict.lost).toHaveLength(FACTS);
    expect(verdict).toMatchObject({ twice: [], disordered: [] });
  });

  it('twice: a batch comes again and nobody remembers it', async () => {
    const verdict = await judged(
      'repeated',
      handing(async (batch, apply) => {
        await apply(batch);
        await sql`delete from analytics.inbox`.execute(database.sql);
        await apply(batch);
      }),
    );
    expect(verdict.twice).toHaveLength(FACTS);
    expect(verdict.lost).toEqual([]);
  });

  it('disordered: a batch is applied from its end', async () => {
    const verdict = await judged(
      'reversed',
      handing((batch, apply) => apply({ ...batch, records: batch.records.toReversed() })),
    );
    expect(verdict.disordered).toContain('reversed:1');
    expect(verdict).toMatchObject({ lost: [], twice: [], unseen: [] });
  });

  it('unseen: an effect is kept and what follows of it never published', async () => {
    const verdict = await judged('silent', { ...dropping(echoes.name, 9) });
    expect(verdict.unseen).toEqual(['silent:9']);
    expect(verdict).toMatchObject({ twice: [], disordered: [] });
  });
});
