import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { Database } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { databaseSettings } from '@munshi/database/settings';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { encodeEvent, type MunshiEvent, sourceOf } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import type { TopicDefinition } from '@munshi/events/topic';
import { TOPICS } from '@munshi/events/topics';
import type { Llm } from '@munshi/llm/llm';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { type Logger, silentLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { loadSettings } from '@munshi/service-kit/settings';
import { fixedClock } from '@munshi/testing/fixed-clock';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { vectorStoreSettings } from '@munshi/vector-store/settings';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { signCustomerToken } from '../src/auth/tokens.ts';
import { gatewaySettings } from '../src/config.ts';
import { createGatewayService, type DemoBank } from '../src/service.ts';

export const PSEUDONYM_SECRET = 'p'.repeat(40);
export const OPERATOR_TOKEN = 'o'.repeat(40);
/** A Wednesday. */
export const NOW = '2026-08-12T06:30:00.000Z';

export interface RunningGateway {
  readonly url: string;
  readonly bus: Bus;
  readonly database: Database;
  readonly embeddings: Embeddings;
  readonly vectorStore: VectorStore;
  readonly clock: ReturnType<typeof fixedClock>;
  token(customerId: string, forSeconds?: number): Promise<string>;
  call(
    customerId: string | null,
    path: string,
    init?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answered>;
  /** Publishes events as their producer does; resolves when the gateway has applied them. */
  publish<Data>(topic: TopicDefinition<Data>, events: readonly NewRecord<Data>[]): Promise<void>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer's body, looked into by the tests
export type Answered = { readonly status: number; readonly headers: Headers; readonly body: any };

export interface NewRecord<Data> {
  readonly key: string;
  readonly subject: string;
  readonly data: Data;
  readonly sequence?: number;
  readonly intake?: MunshiEvent['intake'];
}

export interface RunOptions {
  readonly llm?: Llm | null;
  readonly demo?: DemoBank | null;
  readonly embeddings?: Embeddings;
  readonly vectorStore?: VectorStore;
  readonly environment?: Record<string, string>;
  readonly fetch?: typeof globalThis.fetch;
  /** Hears all that the gateway and its ports say; silent unless given. */
  readonly logger?: Logger;
}

/** The whole service on embedded ports, on a free port of this machine. */
export async function runGateway(options: RunOptions = {}): Promise<RunningGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'munshi-gateway-'));
  const logger = options.logger ?? silentLogger;
  const server = await openDatabase(databaseSettings.parse({ DATA_DIR: folder }), { logger });
  const bus = await openBus(busSettings.parse({}), { clientId: 'test', database: server, logger });
  await bus.ensureTopics(TOPICS);
  const routesDatabase = server.connect({ name: 'routes', connections: 4, interactive: true });
  const embeddings = options.embeddings ?? (await openEmbeddings(embeddingsSettings.parse({}), { logger }));
  const vectorStore =
    options.vectorStore ??
    (await openVectorStore(vectorStoreSettings.parse({}), {
      database: routesDatabase,
      dimension: () => embeddings.dimension,
      model: embeddings.model,
      logger,
    }));
  const metrics = createMetrics();
  const http = createHttpServer({ logger, metrics });
  const clock = fixedClock(NOW);
  const config = loadSettings(gatewaySettings, {
    PORT: '0',
    AUTH_SECRET: 'a'.repeat(40),
    OPERATOR_TOKEN,
    PSEUDONYM_SECRET,
    ...options.environment,
  });
  const crash = (error: unknown): never => {
    throw error;
  };
  const service = createGatewayService(
    {
      bus,
      database: server.connect({ name: 'chat-gateway', connections: 1 }),
      routesDatabase,
      http,
      vectorStore,
      embeddings,
      llm: options.llm ?? null,
      demo: options.demo ?? null,
      logger,
      clock,
      metrics,
      onCrash: crash,
      ...(options.fetch ? { fetch: options.fetch } : {}),
    },
    config,
  );
  registerHealth(http, () => [service], metrics);
  await service.start();
  await http.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
  const token = (customerId: string, forSeconds = 3600) => signCustomerToken(config, { customerId, forSeconds, now: clock.now() });
  const consumed = TOPICS.filter(({ consumers }) => consumers.includes('chat-gateway'));

  return {
    url,
    bus,
    database: routesDatabase,
    embeddings,
    vectorStore,
    clock,
    token,
    async call(customerId, path, init = {}) {
      const headers: Record<string, string> = { ...init.headers };
      if (customerId !== null) headers.authorization = `Bearer ${await token(customerId)}`;
      if (init.body !== undefined) headers['content-type'] = 'application/json';
      const response = await fetch(`${url}${path}`, {
        method: init.method ?? 'GET',
        headers,
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
      };
    },
    async publish(topic, events) {
      const records = events.map((event) => {
        const { key, subject, data, sequence = 1, intake = 'live' } = event;
        const id = contentHash([topic.name, key, subject, sequence, data]);
        return {
          topic: topic.name,
          ...encodeEvent(topic, {
            topic: topic.name,
            id,
            key,
            subject,
            sequence,
            time: clock.now().toISOString(),
            intake,
            source: sourceOf(topic.producer),
            data,
          }),
        };
      });
      await bus.publish(records);
      for (let tries = 0; tries < 3000; tries += 1) {
        if ((await bus.lag('chat-gateway', consumed)).messages === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error('the gateway did not apply what was published');
    },
    async close() {
      await service.stop();
      await http.close();
      await vectorStore.close();
      await embeddings.close();
      await bus.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
