import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { bankDocuments } from '@munshi/events/document';
import { decodeEvent } from '@munshi/events/event';
import { knowledgeIndexed } from '@munshi/events/knowledge';
import type { TopicDefinition } from '@munshi/events/topic';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import { type PineconeStandIn, startPineconeStandIn } from '@munshi/testing/pinecone-stand-in';
import { postgresServer } from '@munshi/testing/servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddingServer, SERVED_DIMENSIONS, startEmbeddingServer } from './embedding-server.ts';
import { type RunningEmbedding, runEmbedding } from './running-embedding.ts';

/** `DOCUMENTS=20000` for the full size. */
const DOCUMENTS = Number(process.env.DOCUMENTS ?? 120);
const KILLS = DOCUMENTS < 1_000 ? { load: 2, change: 1 } : { load: 5, change: 5 };
const LIMIT_MS = 60_000 + DOCUMENTS * 200;
const keys = Array.from({ length: DOCUMENTS }, (_, n) => `d${n}`);
const textOf = (key: string) =>
  `# Fees\n\nThe yearly fee of plan ${key} is due in spring.\n\n# Closing\n\nPlan ${key} can be closed at any branch.`;
const PASSAGES = 2;

const remote = await postgresServer();
afterAll(remote.close);
const kinds = ['postgres', 'pinecone', ...(remote.absent ? [] : ['a server’s postgres' as const])] as const;

describe.each(kinds)(`kill -9 while ${DOCUMENTS} documents are indexed, on %s`, (kind) => {
  const databaseUrl = kind === 'a server’s postgres' ? remote.url : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-kill-'));
  let server: EmbeddingServer;
  let standIn: PineconeStandIn | undefined;
  let running: RunningEmbedding | undefined;

  const settingsOf = (model: string) => ({
    openai: { OPENAI_BASE_URL: server.baseUrl, OPENAI_EMBEDDING_MODEL: model },
    pinecone: (standIn ? { PINECONE_API_KEY: 'k', PINECONE_INDEX: 'kills', PINECONE_CONTROLLER_HOST: standIn.url } : {}) as Record<
      string,
      string
    >,
  });
  const embeddingsOf = async (model: string) => {
    const embeddings = await openEmbeddings(loadSettings(embeddingsSettings, settingsOf(model).openai), { logger });
    await embeddings.ensureReady();
    return embeddings;
  };
  /** The service in this process. */
  async function runHere(model: string): Promise<RunningEmbedding> {
    running = await runEmbedding({ dataDir, databaseUrl, embeddings: await embeddingsOf(model), pinecone: settingsOf(model).pinecone });
    return running;
  }
  async function stopHere(): Promise<void> {
    await running?.stop();
    running = undefined;
  }
  /** Runs it as a process until the vendor has embedded so many texts of a model in all, and kills it there. */
  async function killAt(model: string, texts: number): Promise<void> {
    const child: ChildProcess = spawn(
      process.execPath,
      [join(import.meta.dirname, 'embedding-process.ts'), JSON.stringify({ dataDir, databaseUrl, ...settingsOf(model) })],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const ended = once(child, 'exit');
    await eventually(`${texts} texts of ${model}`, () => child.exitCode !== null || server.embedded(model).length >= texts, LIMIT_MS);
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await ended;
  }
  /** Ids of the passages that a set holds, by document. */
  async function heldBy(edition: string, model: string): Promise<Map<string, number>> {
    const { database, reader } = running as RunningEmbedding;
    const embeddings = await embeddingsOf(model);
    const set = { model, dimension: SERVED_DIMENSIONS[model] as number, edition };
    if (kind !== 'pinecone') {
      const { rows } = await sql<{ id: string }>`select metadata->>'documentId' as id from vector_store.records
        where set_id = ${`${model}/${set.dimension}/${edition}`}`.execute(database.sql);
      return new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, all]) => [id, all.length]));
    }
    const store = (await reader(embeddings)).inSet(set);
    const counts = await Promise.all(
      keys.map(async (key): Promise<[string, number]> => {
        const vector = Array.from({ length: set.dimension }, () => 1);
        const found = await store.query('knowledge', { vector, topK: 10, filter: { documentId: { eq: key } } });
        return [key, found.length];
      }),
    );
    return new Map(counts.filter(([, count]) => count > 0));
  }
  const whole = new Map(keys.map((key) => [key, PASSAGES]));
  const isWhole = (held: ReadonlyMap<string, number>) =>
    held.size === whole.size && [...held.values()].every((count) => count === PASSAGES);

  async function toldOf(): Promise<string[]> {
    const told = new Map<string, string>();
    await running?.bus.readAll([knowledgeIndexed] as readonly TopicDefinition[], (record) => {
      const { id, data } = decodeEvent(knowledgeIndexed, record);
      told.set(id, data.documentId);
    });
    return [...told.values()].sort();
  }

  beforeAll(async () => {
    server = await startEmbeddingServer();
    if (kind === 'pinecone') standIn = await startPineconeStandIn({ apiKey: 'k' });
    const { say, stop } = await runEmbedding({ dataDir, databaseUrl, embeddings: neverReady(), pinecone: settingsOf('minilm').pinecone });
    for (let from = 0; from < DOCUMENTS; from += 1_000) {
      const some = keys.slice(from, from + 1_000);
      await say(
        bankDocuments,
        some.map((key) => ({ key, sequence: 1, data: { documentId: key, title: `Plan ${key}`, text: textOf(key) } })),
      );
    }
    await stop();
  }, LIMIT_MS);
  afterAll(async () => {
    await stopHere();
    await server.close();
    await standIn?.close();
    rmSync(dataDir, { recursive: true, force: true });
  }, LIMIT_MS);

  test('during the load: nothing is missing, nothing is there twice', { timeout: LIMIT_MS * 2 }, async () => {
    for (let kill = 0; kill < KILLS.load; kill += 1)
      await killAt('minilm', Math.floor((DOCUMENTS * PASSAGES * (kill + 0.5)) / (KILLS.load + 1)));
    await runHere('minilm');
    await eventually('all is indexed', async () => (await running?.bus.lag('embedding', [bankDocuments]))?.messages === 0, LIMIT_MS);
    expect(isWhole(await heldBy('1', 'minilm'))).toBe(true);
    expect(await toldOf()).toEqual([...keys].sort());
    await stopHere();
  });

  test('during a change of model and dimension: the old set is read whole until the new one is', { timeout: LIMIT_MS * 2 }, async () => {
    for (let kill = 0; kill < KILLS.change; kill += 1)
      await killAt('minilm-256', Math.floor((DOCUMENTS * PASSAGES * (kill + 0.5)) / (KILLS.change + 1)));
    await runHere('minilm-256');
    const old = await (running as RunningEmbedding).reader(await embeddingsOf('minilm'));
    const read = (await old.currentSet())?.model;
    if (read === 'minilm') expect(isWhole(await heldBy('1', 'minilm'))).toBe(true);
    const states = async () => String((await running?.service.readiness())?.detail.sets);
    await eventually('it is switched', async () => (await states()).includes('2 current'), LIMIT_MS);
    await eventually('it is read', async () => (await old.currentSet())?.model === 'minilm-256');
    expect(isWhole(await heldBy('2', 'minilm-256'))).toBe(true);
    expect(await toldOf()).toEqual([...keys].sort());
  });
});

/** Holds all work up: only the topics are wanted. */
function neverReady() {
  const away = async () => {
    throw Object.assign(new Error('away'), { code: 'AWAY', failure: 'unavailable' });
  };
  return {
    kind: 'openai-compatible' as const,
    model: 'minilm',
    get dimension(): number {
      throw new Error('not known');
    },
    ensureReady: away,
    embed: away,
    close: async () => {},
  };
}
