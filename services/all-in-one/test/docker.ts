import { resolve } from 'node:path';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { TopicDefinition } from '@munshi/events/topic';
import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { dockerAnswers } from '@munshi/testing/docker-daemon';
import type { StartedTestContainer } from 'testcontainers';
import { freePort } from './processes.ts';
import { listenOn, SECRETS, type System, signToken } from './system.ts';

const root = resolve(import.meta.dirname, '../../..');
const STOP_LIMIT_S = 10;

/** Vendors stay out, whatever keys this shell has. */
const NO_VENDORS = Object.fromEntries(
  ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_API_KEY', 'PINECONE_API_KEY', 'GROQ_API_KEY'].map((name) => [
    name,
    '',
  ]),
);

export interface ComposeOptions {
  /** How many of a service. */
  readonly scale?: Readonly<Record<string, number>>;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Compose extends System {
  /** `analytics-2`: the second of analytics. */
  container(name: string): StartedTestContainer;
}

/**
 * Why compose is not tested, or null.
 * @throws Error when it is asked for and no daemon answers
 */
export async function absentCompose(environment: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  if (environment.MUNSHI_TEST_DOCKER !== '1') return 'MUNSHI_TEST_DOCKER=1 is not set; `npm run test:docker` sets it';
  if (!(await dockerAnswers(environment))) throw new Error('MUNSHI_TEST_DOCKER=1 asks for Docker, and no daemon answers: start one');
  return null;
}

/** `docker compose up --build --wait`, as a project of its own on free ports; `stop` takes its volumes too. */
export async function startCompose({ scale = {}, profiles = [], environment = {} }: ComposeOptions = {}): Promise<Compose> {
  const { DockerComposeEnvironment } = await import('testcontainers');
  const [gateway, ingestion, kafka] = [await freePort(), await freePort(), await freePort()];
  const started = await new DockerComposeEnvironment(root, 'docker-compose.yml')
    .withBuild()
    // No `.env`: the test says all.
    .withEnvironmentFile('/dev/null')
    .withEnvironment({
      ...SECRETS,
      ...NO_VENDORS,
      MUNSHI_PORT: String(gateway),
      INGESTION_PORT: String(ingestion),
      KAFKA_PORT: String(kafka),
      ...environment,
    })
    .withProfiles(...profiles)
    .withClientOptions({ commandOptions: ['--wait', ...Object.entries(scale).flatMap(([name, count]) => ['--scale', `${name}=${count}`])] })
    // `stop` takes everything away; the container that would do it after a crash is one more image to have.
    .withAutoCleanup(false)
    .up();
  const settings = loadSettings(busSettings, { KAFKA_BROKERS: `localhost:${kafka}` });
  const bus = await openBus(settings, { clientId: 'downstream', database: null, logger: silentLogger });
  return {
    url: `http://127.0.0.1:${gateway}`,
    ingestionUrl: `http://127.0.0.1:${ingestion}`,
    operatorToken: SECRETS.OPERATOR_TOKEN,
    tokenOf: (customerId) => signToken(customerId),
    listen: <Data>(topic: TopicDefinition<Data>) => listenOn(bus, topic),
    container: (name) => started.getContainer(name),
    async stop() {
      await bus.close();
      await started.down({ removeVolumes: true });
    },
  };
}

/** How many partitions each member of a consumer group has, as Kafka sees it. */
export async function sharesOf(compose: Compose, group: string): Promise<number[]> {
  const tool = '/opt/kafka/bin/kafka-consumer-groups.sh';
  const { output } = await compose
    .container('kafka-1')
    .exec([tool, '--bootstrap-server', 'localhost:9092', '--describe', '--members', '--group', group]);
  return output.split('\n').flatMap((line) => {
    const [name, , , , partitions] = line.trim().split(/\s+/);
    return name === group ? [Number(partitions)] : [];
  });
}

/** How often the daemon has started a container again because its process ended. */
export async function restartsOf(compose: Compose, name: string): Promise<number> {
  return (await (await containerOf(compose, name)).inspect()).RestartCount;
}

/** Stops a container as compose does; gives its exit code: 137 where it did not end in time. */
export async function stopContainer(compose: Compose, name: string): Promise<number> {
  const container = await containerOf(compose, name);
  await container.stop({ t: STOP_LIMIT_S });
  return (await container.inspect()).State.ExitCode;
}

/** Ends a container from one moment to the next, as a lost machine does; gives what starts it again. */
export async function killContainer(compose: Compose, name: string): Promise<() => Promise<void>> {
  const container = await containerOf(compose, name);
  await container.kill({ signal: 'SIGKILL' });
  await container.wait();
  return () => container.start();
}

async function containerOf(compose: Compose, name: string) {
  const { getContainerRuntimeClient } = await import('testcontainers');
  return (await getContainerRuntimeClient()).container.getById(compose.container(name).getId());
}
