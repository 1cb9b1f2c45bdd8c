import { hostname } from 'node:os';
import type { DatabaseServer } from '@munshi/database/database';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import type { Bus } from './bus.ts';
import type { BusSettings } from './settings.ts';

export interface OpenBusOptions {
  /** How this process shows itself to the brokers. */
  readonly clientId: string;
  /** The port that this process alone holds on its host: the next one to hold it is its successor, and takes over its place in its group. */
  readonly port?: number;
  /** Carries the embedded bus; not used with Kafka. */
  readonly database: DatabaseServer | null;
  readonly logger: Logger;
}

/**
 * Kafka where `KAFKA_BROKERS` is set, else the log table in `database`.
 * @throws BusUnavailableError where no broker answers; BusForbiddenError where they refuse us; AppError `BUS_MISSING` where there is neither.
 */
export async function openBus(settings: BusSettings, { clientId, port, database, logger }: OpenBusOptions): Promise<Bus> {
  if (settings.KAFKA_BROKERS !== undefined) {
    const { openKafkaBus } = await import('./drivers/kafka.ts');
    return openKafkaBus({ settings, brokers: settings.KAFKA_BROKERS, clientId, instance: instanceOf(clientId, port), logger });
  }
  if (database === null) {
    throw new AppError('There is no bus: set KAFKA_BROKERS, or run everything in one process on its database.', {
      code: 'BUS_MISSING',
      failure: 'invalid',
    });
  }
  const { openPostgresBus } = await import('./drivers/postgres.ts');
  return openPostgresBus({ database, logger });
}

function instanceOf(clientId: string, port = 0): string | null {
  return port === 0 ? null : `${clientId}@${hostname()}:${port}`;
}
