import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { bankCustomers } from '@munshi/events/customer';
import { bankDocuments } from '@munshi/events/document';
import { decodeEvent } from '@munshi/events/event';
import { insightsRecommendations } from '@munshi/events/insights';
import { type Indexed, knowledgeIndexed } from '@munshi/events/knowledge';
import type { TopicDefinition } from '@munshi/events/topic';
import { eventually } from '@munshi/testing/eventually';
import { fixedClock } from '@munshi/testing/fixed-clock';
import { type PineconeStandIn, startPineconeStandIn } from '@munshi/testing/pinecone-stand-in';
import { customerScopeOf, type Scope } from '@munshi/vector-store/scope';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PSEUDONYM_SECRET, type RunningEmbedding, runEmbedding, type WatchedEmbeddings, wordEmbeddings } from './running-embedding.ts';

const DOCUMENTS = 60;
const clock = fixedClock('2026-11-26T10:00:00Z');
const documentsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => {
    const documentId = `d${from + n}`;
    return {
      key: documentId,
      sequence: 1,
      data: { documentId, title: `Sheet ${documentId}`, text: `# Fees\n\nThe fee of product ${documentId} is ₹${from + n}.` },
    };
  });
const adviceOf = (customerId: string) => ({
  key: customerId,
  sequence: 1,
  data: { customerId, asOf: '2026-11-20', offers: [], noOffer: `Nothing fits ${customerId}.` },
});
const scopeOf = (customerId: string) => customerScopeOf(customerId, PSEUDONYM_SECRET);

async function idsIn(store: VectorStore, embeddings: Embeddings, scope: Scope): Promise<string[]> {
  const [vector] = await embeddings.embed(['fee of product']);
  const matches = await store.query(scope, { vector: [...(vector as Float32Array)], topK: 1_000 });
  return matches.map(({ metadata }) => String(metadata.documentId)).sort();
}

describe.each(['postgres', 'pinecone'] as const)('another model, on %s', (kind) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-sets-'));
  const old = wordEmbeddings('old', 64);
  const next = wordEmbeddings('next', 32);
  const probe = { old: wordEmbeddings('old', 64), next: wordEmbeddings('next', 32) };
  const told: Indexed[] = [];
  let standIn: PineconeStandIn | undefined;
  let running: RunningEmbedding;
  let readers: { old: VectorStore; next: VectorStore };

  async function start(embeddings: WatchedEmbeddings): Promise<void> {
    const pinecone: Record<string, string> = standIn
      ? { PINECONE_API_KEY: 'k', PINECONE_INDEX: 'sets', PINECONE_CONTROLLER_HOST: standIn.url }
      : {};
    running = await runEmbedding({ dataDir, embeddings, pinecone, clock });
    readers = { old: await running.reader(probe.old), next: await running.reader(probe.next) };
    await running.bus.subscribeEvery({
      topics: [knowledgeIndexed] as readonly TopicDefinition[],
      onCrash() {},
      onRecord: (record) => told.push(decodeEvent(knowledgeIndexed, record).data),
    });
  }
  const read = (which: 'old' | 'next', scope: Scope = 'knowledge') => idsIn(readers[which], probe[which], scope);
  async function heldIn(schema: string) {
    const { rows } = await sql<{ owner: string; row: unknown }>`
      select owner, to_jsonb(i) as row from ${sql.id(schema, 'indexed')} i order by 2`.execute(running.database.sql);
    return rows;
  }
  /** Documents and hashes of a customer, in the schemas of sets. */
  async function keptOf(customerId: string, schemas: readonly string[]): Promise<number> {
    const held = (await Promise.all(schemas.map(heldIn))).flat();
    return held.filter(({ owner }) => owner === customerId).length;
  }
  const allIds = (count: number) =>
    documentsOf(0, count)
      .map(({ key }) => key)
      .sort();

  beforeAll(async () => {
    if (kind === 'pinecone') standIn = await startPineconeStandIn({ apiKey: 'k' });
    await start(old);
  });
  afterAll(async () => {
    await running.stop();
    await standIn?.close();
    rmSync(dataDir, { recursive: true });
  });

  test('the first set is read from its beginning', async () => {
    await running.say(bankDocuments, documentsOf(0, DOCUMENTS));
    await running.say(insightsRecommendations, ['C1', 'C2'].map(adviceOf));
    await eventually('all is indexed', async () => (await read('old')).length === DOCUMENTS);
    // A set of another model takes removals alone from then on.
    await eventually('customers too', async () => (await running.bus.lag('embedding', [insightsRecommendations])).messages === 0);
    expect(await Promise.all(['C1', 'C2'].map((id) => keptOf(id, ['embedding'])))).toEqual([1, 1]);
    await eventually('everybody is told', () => told.length === DOCUMENTS);
    expect(await readers.old.currentSet()).toEqual({ model: 'old', dimension: 64, edition: '1' });
  });

  test('while another is half built the old one is read, whole, and the new one by nobody', async () => {
    await running.stop();
    next.remaining = 45;
    await start(next);
    await eventually(
      'half is built, and waits',
      async () => next.texts.length > 0 && (await running.service.readiness()).detail.waitingFor === 'EMBEDDINGS_UNAVAILABLE',
    );
    // what is embedded and not stored when the service ends is embedded again
    next.remaining = 0;
    await eventually('what was embedded is stored', async () => (await heldIn('embedding_2')).length === next.texts.length);
    expect(next.texts.length).toBeLessThan(DOCUMENTS);
    expect(await read('old')).toEqual(allIds(DOCUMENTS));
    await expect(read('next')).rejects.toMatchObject({ code: 'VECTOR_MODEL', failure: 'unavailable' });
    const { ready, detail } = await running.service.readiness();
    expect(ready).toBe(false);
    expect(detail.sets).toEqual(['1 current: old, 64', '2 building: next, 32']);
  });

  test('who is erased meanwhile vanishes from what is read, although the vendor is away', async () => {
    expect(await keptOf('C1', ['embedding'])).toBe(1);
    await running.say(bankCustomers, [{ key: 'C1', sequence: 1, data: { customerId: 'C1', status: 'erased' } }]);
    await eventually('C1 is gone', async () => (await read('old', scopeOf('C1'))).length === 0);
    expect(await read('old', scopeOf('C2'))).toHaveLength(1);
    await eventually('nothing is kept of C1', async () => (await keptOf('C1', ['embedding', 'embedding_2'])) === 0);
  });

  test('after a restart in the middle the rest is built, nothing twice, and then read', async () => {
    await running.say(bankDocuments, documentsOf(DOCUMENTS, DOCUMENTS + 1));
    await running.stop();
    next.remaining = Number.POSITIVE_INFINITY;
    told.length = 0;
    await start(next);
    await eventually('the new set is read', async () => (await read('next')).length === DOCUMENTS + 1);
    expect(await read('next')).toEqual(allIds(DOCUMENTS + 1));
    expect(await read('next', scopeOf('C1'))).toEqual([]);
    expect(await read('next', scopeOf('C2'))).toEqual(['recommendation-none']);
    expect(new Set(next.texts).size).toBe(next.texts.length);
    await eventually('the document that came meanwhile is told of', () => told.length > 0);
    expect(told.map(({ documentId }) => documentId)).toEqual([`d${DOCUMENTS}`]);
  });

  test('the old set is dropped once nobody can be reading it', async () => {
    clock.advance(61_000);
    await eventually('it is closed', async () => String((await running.service.readiness()).detail.sets).startsWith('1 closing'));
    clock.advance(31_000);
    await eventually('it is gone', async () => String((await running.service.readiness()).detail.sets) === '2 current: next, 32');
    const stored = standIn
      ? Object.entries(standIn.stored()).flatMap(([name, ids]) => (/munshi-set$/.test(name) ? [] : ids))
      : (await sql`select from vector_store.records`.execute(running.database.sql)).rows;
    expect(stored).toHaveLength(DOCUMENTS + 2);
    const schemas = await sql`select from information_schema.schemata where schema_name = 'embedding'`.execute(running.database.sql);
    expect(schemas.rows).toHaveLength(0);
  });

  async function vectorsOf(edition: string): Promise<unknown[]> {
    const { rows } = await sql<{ row: unknown }>`
      select json_build_array(namespace, id, customer_id, embedding::text, metadata) as row from vector_store.records
      where set_id like ${`%/${edition}`} order by namespace, id`.execute(running.database.sql);
    expect(rows.length).toBeGreaterThan(1);
    return rows.map(({ row }) => row);
  }

  test('a rebuild makes the same vectors anew, beside, and switches', async () => {
    next.texts.length = 0;
    const request = { url: '/v1/rebuilds/embedding', headers: { authorization: `Bearer ${'o'.repeat(32)}` } };
    const begun = await running.http.inject({ ...request, method: 'POST' });
    expect([begun.statusCode, begun.json()]).toMatchObject([202, { jobId: 'set-3', state: expect.stringMatching(/running|done/) }]);
    await eventually('it is done', async () => {
      const { items } = (await running.http.inject(request)).json() as { items: { jobId: string; state: string }[] };
      return items.find(({ jobId }) => jobId === 'set-3')?.state === 'done';
    });
    expect((await running.http.inject({ url: request.url })).statusCode).toBe(401);
    expect(await heldIn('embedding_3')).toEqual(await heldIn('embedding_2'));
    if (!standIn) expect(await vectorsOf('3')).toEqual(await vectorsOf('2'));
    expect(next.texts).toHaveLength(DOCUMENTS + 2);
    await eventually('the new set is read', async () => (await readers.next.currentSet())?.edition === '3');
    expect(await read('next')).toEqual(allIds(DOCUMENTS + 1));
    expect(told).toHaveLength(1);
    expect(await read('next', scopeOf('C1'))).toEqual([]);
    expect(await keptOf('C1', ['embedding_2', 'embedding_3'])).toBe(0);
    await running.say(bankDocuments, [{ key: 'd0', sequence: 2, data: null }]);
    await eventually('a removal reaches it', async () => (await read('next')).length === DOCUMENTS);
  });
});
