import { randomUUID } from 'node:crypto';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { afterAll, describe } from 'vitest';
import { describeDelivery } from './contract.ts';
import type { Stack } from './contract-setup.ts';

const [kafka, postgres] = await Promise.all([kafkaServer(), postgresServer()]);
afterAll(() => Promise.all([kafka.close(), postgres.close()]));

const left = kafka.absent === null ? postgres : kafka;

async function open(): Promise<Stack> {
  // Topics of a test go with it: brokers are slow with many.
  const { prefix, close } = await kafkaServer({ KAFKA_BROKERS: kafka.brokers });
  const server = await openDatabase({ DATABASE_URL: postgres.url, DATA_DIR: '' }, { logger });
  const settings = busSettings.parse({ KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: prefix });
  const bus = await openBus(settings, { clientId: 'test', database: null, logger });
  return {
    bus,
    database: server.connect({ name: 'analytics', connections: 1 }),
    connect: (connections) => server.connect({ name: 'analytics', connections }),
    schema: `analytics-${randomUUID()}`,
    async close() {
      await bus.close();
      await server.close();
      await close();
    },
  };
}

describe.skipIf(left.absent)(left.suite('Kafka and PostgreSQL'), () => {
  describeDelivery({ name: 'Kafka and PostgreSQL', open });
});
