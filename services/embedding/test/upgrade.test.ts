import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { SqlTransaction } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { openDatabase } from '@munshi/database/open-database';
import { bankDocuments } from '@munshi/events/document';
import { encodeEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import type { TopicDefinition } from '@munshi/events/topic';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setMigrations } from '../src/store/migrations/set-migrations.ts';
import { type RunningEmbedding, runEmbedding, wordEmbeddings } from './running-embedding.ts';

const keys = ['d0', 'd1', 'd2'];
const documentOf = (documentId: string) => ({ documentId, title: `Sheet ${documentId}`, text: `The fee of product ${documentId} is ₹5.` });

describe('a data folder of before there were sets of vectors', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-upgrade-'));
  const embeddings = wordEmbeddings('words', 64);
  const probe = wordEmbeddings('words', 64);
  let running: RunningEmbedding;
  let reader: VectorStore;

  const found = async () => {
    const [vector] = await probe.embed(['fee of product']);
    const matches = await reader.query('knowledge', { vector: [...(vector as Float32Array)], topK: 10 });
    return matches.map(({ metadata }) => `${metadata.documentId}: ${metadata.title}`).sort();
  };
  const sets = async () => String((await running.service.readiness()).detail.sets);

  beforeAll(async () => {
    await leaveOldFolder();
    embeddings.remaining = 0;
    running = await runEmbedding({ dataDir, embeddings });
    reader = await running.reader(probe);
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('is read as it is while a set of today is built beside it', async () => {
    await eventually('both are there', async () => /1 current.*2 building/.test(await sets()));
    expect(await found()).toEqual(keys.map((key) => `${key}: Old ${key}`));
  });

  test('gives up what is removed meanwhile', async () => {
    await running.say(bankDocuments, [{ key: 'd2', sequence: 2, data: null }]);
    await eventually('it is gone', async () => (await found()).length === 2);
  });

  test('is left for the new set as soon as that is whole', async () => {
    embeddings.remaining = Number.POSITIVE_INFINITY;
    await eventually('it is switched', async () => (await sets()).includes('2 current'), 90_000);
    await eventually('it is read', async () => (await found())[0] === 'd0: Sheet d0');
    expect(await found()).toEqual(['d0: Sheet d0', 'd1: Sheet d1']);
  });

  /** Tables and rows as the version before sets wrote them, and the topics that they came from. */
  async function leaveOldFolder(): Promise<void> {
    const server = await openDatabase({ DATA_DIR: dataDir }, { logger });
    const database = server.connect({ name: 'old', connections: 1 });
    await migrate(database, 'embedding', setMigrations('embedding').slice(0, 1));
    await migrate(database, 'vector_store', [{ name: '001-records', up: oldVectorTable }]);
    const vectors = await probe.embed(keys.map((key) => documentOf(key).text));
    for (const [n, key] of keys.entries()) {
      const metadata = { kind: 'document', documentId: key, title: `Old ${key}`, section: '', text: documentOf(key).text };
      await sql`insert into vector_store.records (namespace, id, model, dimension, embedding, metadata)
        values ('knowledge', ${`old-${key}`}, 'words', 64, ${JSON.stringify([...(vectors[n] as Float32Array)])}::vector,
          ${JSON.stringify(metadata)}::jsonb)`.execute(database.sql);
      await sql`insert into embedding.indexed (owner, document_id, sequence, content_hash, vector_ids)
        values ('', ${key}, 1, 'old', ${JSON.stringify([`old-${key}`])}::jsonb)`.execute(database.sql);
    }
    const bus = await openBus(loadSettings(busSettings, {}), { clientId: 'old', database: server, logger });
    await bus.ensureTopics([bankDocuments] as readonly TopicDefinition[]);
    await bus.publish(keys.map(recordOf));
    await bus.close();
    await server.close();
  }
});

async function oldVectorTable(tx: SqlTransaction): Promise<void> {
  await sql`create extension if not exists vector`.execute(tx);
  await sql`create table vector_store.records (namespace text not null, id text not null, customer_id text, model text not null,
    dimension integer not null, embedding vector not null, metadata jsonb not null, primary key (namespace, id))`.execute(tx);
}

function recordOf(key: string) {
  const head = { topic: bankDocuments.name, key, subject: key, sequence: 1, source: '/munshi/ingestion', data: documentOf(key) };
  const event = { ...head, id: contentHash([key]), time: '2026-11-25T10:00:00.000Z', intake: 'live' as const };
  return { topic: bankDocuments.name, ...encodeEvent(bankDocuments, event) };
}
