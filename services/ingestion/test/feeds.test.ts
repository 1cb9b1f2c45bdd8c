import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { afterAll, describe } from 'vitest';
import { feedScenarios } from './feed-scenarios.ts';

const [postgres, kafka] = await Promise.all([postgresServer(), kafkaServer()]);
afterAll(() => Promise.all([postgres.close(), kafka.close()]));
const absent = postgres.absent ?? kafka.absent;

describe('topics of other systems on embedded ports', () => feedScenarios({}));

describe.skipIf(absent !== null)(absent === null ? 'on Kafka and PostgreSQL' : `on Kafka and PostgreSQL (left out: ${absent})`, () =>
  feedScenarios({ DATABASE_URL: postgres.url, KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: kafka.prefix }),
);
