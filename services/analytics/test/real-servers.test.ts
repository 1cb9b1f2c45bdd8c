import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { afterAll, describe } from 'vitest';
import { historySuite } from './history-suite.ts';
import { liveSuite } from './live-suite.ts';
import { rebuildSuite } from './rebuild-suite.ts';

const kafka = await kafkaServer();
const databases = [await postgresServer(), await postgresServer(), await postgresServer()] as const;
afterAll(() => Promise.all([kafka, ...databases].map((server) => server.close())));

const absent = [kafka, ...databases].find((server) => server.absent !== null);
const placeOf = (name: string, { url }: { readonly url: string }) => ({
  databaseUrl: url,
  kafka: { brokers: kafka.brokers, prefix: `${kafka.prefix}${name}.` },
});

describe.skipIf(absent !== undefined)((absent ?? kafka).suite('real servers'), () => {
  liveSuite('Kafka and PostgreSQL', placeOf('live', databases[0]));
  rebuildSuite('Kafka and PostgreSQL', placeOf('rebuild', databases[2]));
  historySuite('Kafka and PostgreSQL', { place: placeOf('history', databases[1]), orders: ['shuffled, profiles last'] });
});
