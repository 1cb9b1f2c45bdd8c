import type { Bus } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { Database } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { EmbeddingsUnavailableError } from '@munshi/embeddings/errors';
import { encodeEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import type { TopicDefinition } from '@munshi/events/topic';
import { type Clock, systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, type HttpServer } from '@munshi/service-kit/http';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { loadSettings } from '@munshi/service-kit/settings';
import { hashedVector } from '@munshi/testing/embedding-stand-in';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { vectorStoreSettings } from '@munshi/vector-store/settings';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { embeddingSettings } from '../src/config.ts';
import { createEmbeddingService } from '../src/service.ts';

export const PSEUDONYM_SECRET = 'p'.repeat(32);

/** Embeddings that count what they are asked for, and can be away. */
export interface WatchedEmbeddings extends Embeddings {
  readonly texts: string[];
  /** Texts that are still embedded before it is away. */
  remaining: number;
}

/** A model of some dimension, without weights: texts that share words are near each other. */
export function wordEmbeddings(model: string, dimension: number): WatchedEmbeddings {
  const texts: string[] = [];
  const watched: WatchedEmbeddings = {
    kind: 'openai-compatible',
    model,
    dimension,
    texts,
    remaining: Number.POSITIVE_INFINITY,
    async ensureReady() {},
    async embed(asked) {
      if (watched.remaining < asked.length) throw new EmbeddingsUnavailableError('away');
      watched.remaining -= asked.length;
      texts.push(...asked);
      return asked.map((text) => hashedVector(text, dimension));
    },
    async close() {},
  };
  return watched;
}

export interface RunningEmbedding {
  readonly bus: Bus;
  readonly database: Database;
  readonly service: Service;
  readonly http: HttpServer;
  /** Reads as a gateway does that has these embeddings. */
  reader(embeddings: Embeddings): Promise<VectorStore>;
  say<Data>(topic: TopicDefinition<Data>, events: readonly { key: string; sequence: number; data: Data }[]): Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddingUnderTest {
  readonly dataDir: string;
  /** A PostgreSQL server; without it the embedded one of the data folder. */
  readonly databaseUrl?: string | undefined;
  readonly embeddings: Embeddings;
  /** `PINECONE_*`; nothing is pgvector. */
  readonly pinecone?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** The service on the database and its bus. */
export async function runEmbedding({
  dataDir,
  databaseUrl,
  embeddings,
  pinecone = {},
  clock = systemClock,
}: EmbeddingUnderTest): Promise<RunningEmbedding> {
  const server = await openDatabase({ DATA_DIR: dataDir, DATABASE_URL: databaseUrl }, { logger });
  const bus = await openBus(loadSettings(busSettings, {}), { clientId: 'test', database: server, logger });
  const vectors = server.connect({ name: 'vectors', connections: 1 });
  const opened: VectorStore[] = [];
  const reader = async (of: Embeddings) => {
    const space = { model: of.model, dimension: () => of.dimension };
    const store = await openVectorStore(loadSettings(vectorStoreSettings, pinecone), { database: vectors, ...space, logger });
    opened.push(store);
    return store;
  };
  const metrics = createMetrics();
  const onCrash = (error: unknown) => {
    throw error;
  };
  const database = server.connect({ name: 'embedding', connections: 1 });
  const vectorStore = await reader(embeddings);
  const http = createHttpServer({ logger, metrics });
  const config = loadSettings(embeddingSettings, { OPERATOR_TOKEN: 'o'.repeat(32), PSEUDONYM_SECRET });
  const service = createEmbeddingService({ bus, database, http, vectorStore, embeddings, logger, clock, metrics, onCrash }, config);
  await service.start();
  return {
    bus,
    database,
    service,
    http,
    reader,
    async say(topic, events) {
      const records = events.map(({ key, sequence, data }) => {
        const head = { topic: topic.name, key, subject: key, sequence, source: `/munshi/${topic.producer}`, data };
        const event = {
          ...head,
          id: contentHash([topic.name, key, sequence, data]),
          time: '2026-11-25T10:00:00.000Z',
          intake: 'live' as const,
        };
        return { topic: topic.name, ...encodeEvent(topic, event) };
      });
      await bus.publish(records);
    },
    async stop() {
      await service.stop();
      await bus.close();
      for (const store of opened) await store.close();
      await server.close();
    },
  };
}
