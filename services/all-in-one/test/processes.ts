import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { ServiceName } from '@munshi/events/topic';
import { SERVICES } from '@munshi/events/topics';
import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import type { KafkaServer, PostgresServer } from '@munshi/testing/servers';
import { listenOn, SECRETS, type System, signToken } from './system.ts';

const root = resolve(import.meta.dirname, '../../..');
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 15_000;

/** Five processes on real Kafka and PostgreSQL, each started as an operator would start it. */
export async function startProcesses(kafka: KafkaServer, postgres: PostgresServer): Promise<System> {
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-processes-'));
  const ports = new Map<ServiceName, number>();
  for (const name of SERVICES) ports.set(name, await freePort());
  const urlOf = (name: ServiceName) => `http://127.0.0.1:${ports.get(name)}`;
  const shared = {
    ...SECRETS,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_PREFIX: kafka.prefix,
    DATABASE_URL: postgres.url,
    INGESTION_URL: urlOf('ingestion'),
  };
  const processes = SERVICES.map((name) => startProcess(name, { ...shared, PORT: String(ports.get(name)) }));
  for (const name of SERVICES) {
    await eventually(`${name} is ready`, async () => (await fetch(`${urlOf(name)}/health/ready`)).ok, START_LIMIT_MS);
  }
  const settings = loadSettings(busSettings, { KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: kafka.prefix });
  const bus = await openBus(settings, { clientId: 'downstream', database: null, logger: silentLogger });
  return {
    url: urlOf('chat-gateway'),
    ingestionUrl: urlOf('ingestion'),
    operatorToken: SECRETS.OPERATOR_TOKEN,
    tokenOf: (customerId) => signToken(customerId),
    listen: (topic) => listenOn(bus, topic),
    async stop() {
      await bus.close();
      await Promise.all(processes.map(stopProcess));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A service's own `main.ts`; what it writes goes where the test's own output goes. */
function startProcess(name: ServiceName, settings: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [`services/${name}/src/main.ts`], {
    cwd: root,
    env: { PATH, ...settings },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await eventually('the process ends', () => child.exitCode !== null || child.signalCode !== null, STOP_LIMIT_MS).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  if (child.exitCode !== 0) throw new Error(`a service ended with ${child.exitCode ?? child.signalCode}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
