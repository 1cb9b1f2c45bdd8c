import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus, OutgoingRecord } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { Database } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { bankCustomers } from '@munshi/events/customer';
import { decodeEvent, encodeEvent, type MunshiEvent } from '@munshi/events/event';
import { customerFeedback } from '@munshi/events/feedback';
import {
  insightsAnomalies,
  insightsCashflow,
  insightsChurn,
  insightsMoments,
  insightsRecommendations,
  insightsRecurring,
  insightsSegments,
  insightsSpending,
  insightsTransactions,
} from '@munshi/events/insights';
import { customerPreferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import { createHttpServer, type HttpServer } from '@munshi/service-kit/http';
import { silentLogger } from '@munshi/service-kit/logger';
import { createMetrics, type Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import { fixedClock } from '@munshi/testing/fixed-clock';
import { sql } from 'kysely';
import { analyticsSettings } from '../src/config.ts';
import { createAnalyticsService } from '../src/service.ts';

const CONSUMED = [bankTransactions, bankCustomers, customerFeedback, customerPreferences] as readonly TopicDefinition[];
const SPOKEN = [
  insightsTransactions,
  insightsSpending,
  insightsSegments,
  insightsChurn,
  insightsRecurring,
  insightsCashflow,
  insightsRecommendations,
  insightsAnomalies,
  insightsMoments,
] as readonly TopicDefinition[];

export interface RunningAnalytics {
  readonly bus: Bus;
  readonly database: Database;
  readonly service: Service;
  readonly http: HttpServer;
  readonly metrics: Metrics;
  /** Everything it said of a topic, in the order of each key. */
  heard<Data>(topic: TopicDefinition<Data>): MunshiEvent<Data>[];
  /** The newest state of a customer; null after a tombstone, undefined before any. */
  newest<Data>(topic: TopicDefinition<Data>, customerId: string): Data | undefined;
  publish<Data>(topic: TopicDefinition<Data>, events: readonly MunshiEvent<Data>[]): Promise<void>;
  /** Everything published has been applied, and what follows of it was said. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Where the service under test runs: real servers, or what is embedded where they are not given. */
export interface Place {
  readonly databaseUrl?: string;
  readonly kafka?: { readonly brokers: string; readonly prefix: string };
}

/** The whole service on real servers or embedded ports, heard through its topics. */
export async function runAnalytics(options: {
  readonly now: string;
  readonly compareSeconds?: number;
  readonly place?: Place;
}): Promise<RunningAnalytics> {
  const logger = silentLogger;
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-analytics-'));
  const { databaseUrl, kafka } = options.place ?? {};
  const server = await openDatabase({ DATA_DIR: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }, { logger });
  const environment = kafka === undefined ? {} : { KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: kafka.prefix };
  const bus = await openBus(loadSettings(busSettings, environment), { clientId: 'analytics-test', database: server, logger });
  const metrics = createMetrics();
  const database = server.connect({ name: 'analytics', connections: server.kind === 'embedded' ? 1 : 4 });
  const crashes: unknown[] = [];
  const onCrash = (error: unknown) => crashes.push(error);
  const config = loadSettings(analyticsSettings, {
    OPERATOR_TOKEN: 'o'.repeat(32),
    ANALYTICS_COMPARE_SECONDS: String(options.compareSeconds ?? 0.2),
  });
  const http = createHttpServer({ logger, metrics });
  const service = createAnalyticsService({ bus, database, http, logger, clock: fixedClock(options.now), metrics, onCrash }, config);
  await service.start();
  const records = new Map<string, MunshiEvent<unknown>[]>();
  const listener = await bus.subscribe({
    group: 'listener',
    topics: SPOKEN,
    onCrash,
    async onBatch(batch) {
      const topic = SPOKEN.find(({ name }) => name === batch.topic) as TopicDefinition;
      const events = batch.records.map((record) => decodeEvent(topic, record));
      records.set(batch.topic, [...(records.get(batch.topic) ?? []), ...events]);
    },
  });
  /** An event is heard once, as an inbox would have it. */
  const heard = <Data>(topic: TopicDefinition<Data>): MunshiEvent<Data>[] => [
    ...new Map((records.get(topic.name) ?? []).map((event) => [event.id, event as MunshiEvent<Data>])).values(),
  ];
  return {
    bus,
    database,
    service,
    http,
    metrics,
    heard,
    newest: (topic, customerId) =>
      heard(topic)
        .filter(({ key }) => key === customerId)
        .reduce<MunshiEvent<never> | undefined>(
          (best, event) => (best && best.sequence >= event.sequence ? best : (event as MunshiEvent<never>)),
          undefined,
        )?.data,
    async publish(topic, events) {
      await bus.publish(events.map((event): OutgoingRecord => ({ topic: topic.name, ...encodeEvent(topic, event) })));
    },
    async settled() {
      await eventually('everything is applied and heard', async () => {
        if (crashes.length > 0) throw crashes[0];
        const toApply = await bus.lag('analytics', CONSUMED);
        const unpublished = await sql`select from analytics.outbox`.execute(database.sql);
        const toHear = await bus.lag('listener', SPOKEN);
        return toApply.messages + unpublished.rows.length + toHear.messages === 0;
      });
    },
    async close() {
      await service.stop();
      await listener.stop();
      await bus.close();
      await server.close();
      await http.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
