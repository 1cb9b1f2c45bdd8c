import { silentLogger } from '@munshi/service-kit/logger';
import { kafkaServer } from '@munshi/testing/servers';
import { afterAll, describe } from 'vitest';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { busContract } from './contract.ts';

const server = await kafkaServer();
afterAll(server.close);

describe.skipIf(server.absent)(server.suite('kafka'), () => {
  const settings = () => busSettings.parse({ KAFKA_BROKERS: server.brokers, KAFKA_PREFIX: server.prefix });
  busContract({
    kind: 'kafka',
    severalProcesses: true,
    open: () => openBus(settings(), { clientId: 'contract', database: null, logger: silentLogger }),
  });
});
