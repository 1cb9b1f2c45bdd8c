import { setTimeout as pause } from 'node:timers/promises';
import { analyticsSettings } from '@munshi/analytics/config';
import { createAnalyticsService } from '@munshi/analytics/service';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { encodeEvent } from '@munshi/events/event';
import { bankTransactions } from '@munshi/events/transaction';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer } from '@munshi/service-kit/http';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { loadSettings } from '@munshi/service-kit/settings';
import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { cpuSeconds, hand } from './measurement.ts';
import { simulatedEvents } from './simulated-events.ts';

const BATCH = 1_000;
const POLL_MS = 100;
const CONNECTIONS = 4;

const kafka = await kafkaServer();
const postgres = await postgresServer();
const absent = [kafka, postgres].find((server) => server.absent !== null);
if (absent !== undefined) {
  process.stderr.write(`left out: ${absent.absent}\n`);
  hand([]);
} else await measure();
await Promise.all([kafka.close(), postgres.close()]);

/** Transactions that wait in Kafka, through the whole of analytics into PostgreSQL, until the last is applied. */
async function measure(): Promise<void> {
  const events = simulatedEvents({ customers: 80, from: '2026-01-01', until: '2026-07-01' });
  const { url } = postgres as { url: string };
  const server = await openDatabase({ DATA_DIR: '', DATABASE_URL: url }, { logger });
  const settings = loadSettings(busSettings, { KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: kafka.prefix });
  const bus = await openBus(settings, { clientId: 'bench', database: server, logger });
  const metrics = createMetrics();
  const database = server.connect({ name: 'analytics', connections: CONNECTIONS });
  const http = createHttpServer({ logger, metrics });
  const onCrash = (error: unknown): never => {
    throw error;
  };
  const config = loadSettings(analyticsSettings, { OPERATOR_TOKEN: 'o'.repeat(32), ANALYTICS_COMPARE_SECONDS: '86400' });
  const service = createAnalyticsService({ bus, database, http, logger, clock: systemClock, metrics, onCrash }, config);
  try {
    await bus.ensureTopics([bankTransactions]);
    for (let at = 0; at < events.length; at += BATCH) {
      const batch = events.slice(at, at + BATCH);
      await bus.publish(batch.map((event) => ({ topic: bankTransactions.name, ...encodeEvent(bankTransactions, event) })));
    }
    const [begun, cpuBegun] = [performance.now(), cpuSeconds()];
    await service.start();
    while ((await bus.lag('analytics', [bankTransactions])).messages > 0) await pause(POLL_MS);
    const seconds = (performance.now() - begun) / 1000;
    const cpu = cpuSeconds() - cpuBegun;
    hand([
      {
        what: `${events.length.toLocaleString('en')} transactions from Kafka through analytics into PostgreSQL, on one machine`,
        value: Math.round(events.length / seconds),
        unit: 'transactions/s',
        reference: null,
        ratio: null,
        target: { of: 'value', atLeast: 3_000 },
      },
      {
        what: 'the same, processor time of analytics alone, without the servers',
        value: Math.round(events.length / cpu),
        unit: 'transactions a CPU second',
        reference: null,
        ratio: null,
        target: null,
      },
    ]);
  } finally {
    await service.stop();
    await bus.close();
    await server.close();
    await http.close();
  }
}
