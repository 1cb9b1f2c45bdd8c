import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { Database } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { startVictim, type Victim, type VictimName } from './process.ts';

export const OPERATOR_TOKEN = 'chaos-operator-token-0123456789abcdefgh';
const READY_LIMIT_MS = 90_000;
const CLOSE_LIMIT_MS = 30_000;

/** Topics and a database of one scenario, its services, and the judge's own way to look at both. */
export interface Installation {
  readonly bus: Bus;
  readonly database: Database;
  readonly folder: string;
  start(service: VictimName, instance?: number): Promise<Victim>;
  /** Stops these services, or all; gives those that did not end with 0. */
  stop(services?: readonly VictimName[]): Promise<readonly string[]>;
  /** A bus as a process of its own has one; close it. */
  anotherBus(): Promise<Bus>;
  /** A topic or group as the brokers know it. */
  nameOf(topicOrGroup: string): string;
  close(): Promise<void>;
}

export interface InstallationOptions {
  readonly brokers: string;
  readonly databaseUrl: string;
  readonly folder: string;
  readonly path: string;
  /** Settings of the services besides those that every installation has. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function install({ brokers, databaseUrl, folder, path, settings: more = {} }: InstallationOptions): Promise<Installation> {
  const kafka = await kafkaServer({ KAFKA_BROKERS: brokers });
  const postgres = await postgresServer({ DATABASE_URL: databaseUrl });
  const server = await openDatabase({ DATABASE_URL: postgres.url, DATA_DIR: '' }, { logger });
  const settings = loadSettings(busSettings, { KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: kafka.prefix });
  const anotherBus = () => openBus(settings, { clientId: 'judge', database: null, logger });
  const bus = await anotherBus();
  let victims: readonly Victim[] = [];
  mkdirSync(join(folder, 'data'), { recursive: true });
  const environment = {
    PATH: path,
    OPERATOR_TOKEN,
    AUTH_SECRET: 'chaos-auth-secret-0123456789abcdefghijk',
    PSEUDONYM_SECRET: 'chaos-pseudonym-secret-0123456789abcdef',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'info',
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_PREFIX: kafka.prefix,
    DATABASE_URL: postgres.url,
    ...more,
  };

  async function stop(services: readonly VictimName[] = victims.map(({ service }) => service)): Promise<readonly string[]> {
    const stopping = victims.filter(({ service }) => services.includes(service));
    victims = victims.filter((victim) => !stopping.includes(victim));
    const ends = await Promise.all(stopping.map(async (victim) => ({ victim, end: await victim.stop() })));
    return ends.filter(({ end }) => end.code !== 0).map(({ victim, end }) => `${victim.service}: ${end.code ?? end.signal}`);
  }

  return {
    bus,
    database: server.connect({ name: 'judge', connections: 2 }),
    folder,
    async start(service, instance = 1) {
      const victim = await startVictim({ service, environment, folder, instance });
      victims = [...victims, victim];
      await ready(victim);
      return victim;
    },
    stop,
    anotherBus,
    nameOf: (name) => kafka.prefix + name,
    async close() {
      await stop();
      // A server that did not come back must not keep the other scenarios waiting.
      for (const one of [bus, server, kafka, postgres]) await Promise.race([one.close().catch(() => undefined), pause(CLOSE_LIMIT_MS)]);
    },
  };
}

export async function ready({ service, url }: Victim): Promise<void> {
  await eventually(`${service} is ready`, async () => (await fetch(`${url}/health/ready`)).ok, READY_LIMIT_MS);
}
