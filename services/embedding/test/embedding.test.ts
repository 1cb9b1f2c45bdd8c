import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { EmbeddingsUnavailableError } from '@munshi/embeddings/errors';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { bankCustomers } from '@munshi/events/customer';
import { type BankDocument, bankDocuments } from '@munshi/events/document';
import { decodeEvent, encodeEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { insightsSpending, type SpendingInsight } from '@munshi/events/insights';
import { type Indexed, knowledgeIndexed } from '@munshi/events/knowledge';
import type { TopicDefinition } from '@munshi/events/topic';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer } from '@munshi/service-kit/http';
import { silentLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { customerScopeOf, type Scope } from '@munshi/vector-store/scope';
import { vectorStoreSettings } from '@munshi/vector-store/settings';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddingSettings } from '../src/config.ts';
import { createEmbeddingService } from '../src/service.ts';

const logger = silentLogger;
const PSEUDONYM_SECRET = 'p'.repeat(32);
const dataDir = mkdtempSync(join(tmpdir(), 'munshi-embedding-'));
const indexed: Indexed[] = [];
let server: DatabaseServer;
let bus: Bus;
let real: Embeddings;
let vectorStore: VectorStore;
let service: Service;
/** Texts that were embedded, and whether the vendor answers. */
const vendor = { texts: [] as string[], down: false };

beforeAll(async () => {
  server = await openDatabase({ DATA_DIR: dataDir }, { logger });
  bus = await openBus(loadSettings(busSettings, {}), { clientId: 'test', database: server, logger });
  real = await openEmbeddings(loadSettings(embeddingsSettings, {}), { logger });
  const watched: Embeddings = {
    kind: real.kind,
    model: real.model,
    get dimension() {
      return real.dimension;
    },
    ensureReady: () => real.ensureReady(),
    close: () => real.close(),
    async embed(texts, signal) {
      if (vendor.down) throw new EmbeddingsUnavailableError('down');
      vendor.texts.push(...texts);
      return real.embed(texts, signal);
    },
  };
  vectorStore = await openVectorStore(loadSettings(vectorStoreSettings, {}), {
    database: server.connect({ name: 'vectors', connections: 1 }),
    dimension: () => real.dimension,
    model: real.model,
    logger,
  });
  const metrics = createMetrics();
  const onCrash = (error: unknown) => {
    throw error;
  };
  const database = server.connect({ name: 'embedding', connections: 1 });
  const http = createHttpServer({ logger, metrics });
  const config = loadSettings(embeddingSettings, { OPERATOR_TOKEN: 'o'.repeat(32), PSEUDONYM_SECRET });
  service = createEmbeddingService(
    { bus, database, http, vectorStore, embeddings: watched, logger, clock: systemClock, metrics, onCrash },
    config,
  );
  await service.start();
  await bus.subscribeEvery({
    topics: [knowledgeIndexed] as readonly TopicDefinition[],
    onCrash,
    onRecord: (record) => indexed.push(decodeEvent(knowledgeIndexed, record).data),
  });
});

afterAll(async () => {
  await service.stop();
  await bus.close();
  await vectorStore.close();
  await real.close();
  await server.close();
  rmSync(dataDir, { recursive: true });
});

async function say<Data>(topic: TopicDefinition<Data>, key: string, sequence: number, data: Data): Promise<void> {
  const event = {
    topic: topic.name,
    id: contentHash([topic.name, key, sequence, data]),
    key,
    subject: key,
    sequence,
    time: '2026-11-25T10:00:00.000Z',
    intake: 'live' as const,
    source: `/munshi/${topic.producer}`,
    data,
  };
  await bus.publish([{ topic: topic.name, ...encodeEvent(topic, event) }]);
}

async function applied<Data>(topic: TopicDefinition<Data>): Promise<void> {
  await eventually(`all of ${topic.name} is applied`, async () => (await bus.lag('embedding', [topic as TopicDefinition])).messages === 0);
}

async function find(scope: Scope, question: string): Promise<Record<string, unknown>[]> {
  const [vector] = await real.embed([question]);
  const matches = await vectorStore.query(scope, { vector: Array.from(vector ?? []), topK: 5 });
  return matches.map(({ metadata }) => metadata);
}

const sheet = (documentId: string, text: string): BankDocument => ({ documentId, title: 'Savings account', text, product: 'savings' });
const indexedTimes = (documentId: string) => indexed.filter((event) => event.documentId === documentId).length;
const FEES = '# Fees\n\nA lost debit card is replaced for ₹200.\n\n# Interest\n\nSavings earn 3 % a year, paid every quarter.';

test('a document is found by what it says, with its title and section', async () => {
  await say(bankDocuments, 'sav', 1, sheet('sav', FEES));
  await eventually('indexed', () => indexedTimes('sav') === 1);
  const [best] = await find('knowledge', 'What does it cost to replace my card?');
  expect(best).toMatchObject({ kind: 'document', documentId: 'sav', title: 'Savings account', section: 'Fees', product: 'savings' });
  expect(best?.text).toContain('₹200');
  expect(indexed.at(-1)).toMatchObject({ documentId: 'sav', chunks: 2, removed: false, model: real.model });
});

test('no vendor hears of an identifier that a document holds; who finds it sees it', async () => {
  await say(bankDocuments, 'desk', 1, sheet('desk', 'The complaints desk: Ravi, ravi.k@bank.example, 98765 43210.'));
  await eventually('indexed', () => indexedTimes('desk') === 1);
  expect(vendor.texts.at(-1)).toMatch(/complaints desk: Ravi, \[email \w+\], \[phone \w+\]/);
  expect((await find('knowledge', 'complaints desk'))[0]?.text).toContain('98765 43210');
});

test('unchanged content is not embedded again', async () => {
  const before = vendor.texts.length;
  await say(bankDocuments, 'sav', 2, sheet('sav', FEES));
  await eventually('said again', () => indexedTimes('sav') === 2);
  expect(vendor.texts).toHaveLength(before);
});

test('a shorter version leaves nothing behind, and an older one does not come back', async () => {
  await say(bankDocuments, 'sav', 4, sheet('sav', '# Interest\n\nSavings earn 4 % a year.'));
  await say(bankDocuments, 'sav', 3, sheet('sav', FEES));
  await say(bankDocuments, 'other', 1, sheet('other', 'Cheques take two days.'));
  await applied(bankDocuments);
  expect((await find('knowledge', 'interest')).filter(({ documentId }) => documentId === 'sav').map(({ text }) => text)).toEqual([
    'Savings earn 4 % a year.',
  ]);
});

test('a removed document is not found', async () => {
  await say(bankDocuments, 'other', 2, null);
  await eventually('removed', () => indexed.some(({ documentId, removed }) => documentId === 'other' && removed));
  expect((await find('knowledge', 'cheques')).map(({ documentId }) => documentId)).not.toContain('other');
});

const spending = (customerId: string, asOf: string, spent: number): SpendingInsight => ({
  customerId,
  asOf,
  months: ['2026-09', '2026-10', '2026-11'].map((month) => ({
    month,
    currency: 'INR',
    spent,
    received: 0,
    categories: [{ category: 'groceries', spent, count: 2 }],
  })),
  usual: [],
});
const scope = (customerId: string) => customerScopeOf(customerId, PSEUDONYM_SECRET);
const months = async (customerId: string) => (await find(scope(customerId), 'groceries')).map(({ month }) => month).sort();

test('statements of complete months lie in the customer’s own namespace', async () => {
  await say(insightsSpending, 'C1', 1, spending('C1', '2026-11-20', 431_050));
  await say(insightsSpending, 'C2', 1, spending('C2', '2026-10-20', 99_900));
  await eventually('C1 is indexed', async () => (await months('C1')).length === 2);
  await eventually('C2 is indexed', async () => (await months('C2')).length === 1);
  expect(await months('C1')).toEqual(['2026-09', '2026-10']);
  const [mine] = await find(scope('C1'), 'What did I spend in October 2026?');
  expect(mine).toMatchObject({ customerId: 'C1', month: '2026-10' });
  expect(mine?.text).toContain('₹4,310.50');
});

test('a new state embeds only what changed', async () => {
  const before = vendor.texts.length;
  await say(insightsSpending, 'C1', 2, spending('C1', '2026-12-02', 431_050));
  await eventually('November is complete', async () => (await months('C1')).length === 3);
  expect(vendor.texts.slice(before)).toHaveLength(1);
});

test('while the vendor is down it waits, says so, and loses nothing', async () => {
  vendor.down = true;
  await say(insightsSpending, 'C3', 1, spending('C3', '2026-11-20', 5_000));
  await eventually('it waits', async () => (await service.readiness()).detail.waitingFor === 'EMBEDDINGS_UNAVAILABLE');
  expect((await service.readiness()).ready).toBe(false);
  vendor.down = false;
  await eventually('C3 is indexed', async () => (await months('C3')).length === 2);
  await eventually('it is ready', async () => (await service.readiness()).ready);
});

test('an erased customer’s vectors are gone', async () => {
  await say(bankCustomers, 'C1', 2, { customerId: 'C1', status: 'erased' });
  await eventually('nothing is found', async () => (await months('C1')).length === 0);
  expect(await months('C2')).toHaveLength(1);
});

test('what is said of an erased customer later is dropped', async () => {
  await say(insightsSpending, 'C1', 9, spending('C1', '2026-12-20', 431_050));
  await say(insightsSpending, 'C4', 1, spending('C4', '2026-11-20', 5_000));
  await eventually('C4 is indexed', async () => (await months('C4')).length === 2);
  await applied(insightsSpending);
  expect(await months('C1')).toEqual([]);
});
