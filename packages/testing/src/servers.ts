import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { dockerAnswers, type Environment } from './docker-daemon.ts';

const POSTGRES_IMAGE = 'pgvector/pgvector:pg17';
const KAFKA_IMAGE = 'apache/kafka:4.3.1';
const START_LIMIT_MS = 120_000;

/**
 * A real server for a suite, from the environment, else from a container, else none:
 *
 * ```ts
 * const postgres = await postgresServer();
 * afterAll(postgres.close);
 * describe.skipIf(postgres.absent)(postgres.suite('remote'), () => { … postgres.url … });
 * ```
 */
export interface TestServer {
  /** Why there is none; null when there is one. */
  readonly absent: string | null;
  /** The suite's name, with the reason where it is left out. */
  suite(name: string): string;
  /** Idempotent. Takes away what the test made: its database or topics, or the container. */
  readonly close: () => Promise<void>;
}

export interface PostgresServer extends TestServer {
  /** Of a database of this test's own, with pgvector available; empty when there is no server. */
  readonly url: string;
}

export interface KafkaServer extends TestServer {
  /** As `KAFKA_BROKERS` takes them; empty when there is no server. */
  readonly brokers: string;
  /** Put before every topic and group of the test; `close` deletes the topics that begin with it. */
  readonly prefix: string;
}

/** @throws Error when the environment names a server that does not answer: that is a broken set-up, not a missing one. */
export async function postgresServer(environment: Environment = process.env): Promise<PostgresServer> {
  const name = `munshi_test_${randomBytes(6).toString('hex')}`;
  const found = environment.DATABASE_URL ? fixed(environment.DATABASE_URL) : await contained(environment, 'DATABASE_URL', startPostgres);
  if (found.address === null) return { url: '', ...outcome(found.reason, async () => undefined) };
  const { address, stop } = found;
  await onPostgres(address, `create database ${name}`);
  const url = new URL(address);
  url.pathname = `/${name}`;
  const close = async (): Promise<void> => {
    await onPostgres(address, `drop database if exists ${name} with (force)`);
    await stop();
  };
  return { url: url.href, ...outcome(null, close) };
}

/** @throws Error when the environment names brokers that do not answer. */
export async function kafkaServer(environment: Environment = process.env): Promise<KafkaServer> {
  const prefix = `test-${randomBytes(6).toString('hex')}.`;
  const found = environment.KAFKA_BROKERS ? fixed(environment.KAFKA_BROKERS) : await contained(environment, 'KAFKA_BROKERS', startKafka);
  if (found.address === null) return { brokers: '', prefix, ...outcome(found.reason, async () => undefined) };
  const { address, stop } = found;
  await deleteTopics(address, prefix); // asks the brokers for their topics: they answer, or this fails
  const close = async (): Promise<void> => {
    await deleteTopics(address, prefix);
    await stop();
  };
  return { brokers: address, prefix, ...outcome(null, close) };
}

interface Running {
  readonly address: string;
  stop(): Promise<void>;
}
type Found = Running | { readonly address: null; readonly reason: string };

function fixed(address: string): Running {
  return { address, stop: async () => undefined };
}

async function contained(environment: Environment, variable: string, start: () => Promise<Running>): Promise<Found> {
  if (!(await dockerAnswers(environment))) return { address: null, reason: `${variable} is not set and no Docker daemon answers` };
  try {
    return await start();
  } catch (error) {
    return { address: null, reason: `${variable} is not set and no container starts: ${(error as Error).message}` };
  }
}

async function startPostgres(): Promise<Running> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer(POSTGRES_IMAGE).withStartupTimeout(START_LIMIT_MS).start();
  return { address: container.getConnectionUri(), stop: async () => void (await container.stop()) };
}

/** One broker, whose clients are sent to the port that it is reached at: so that has to be known before it starts. */
async function startKafka(): Promise<Running> {
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime;
  const port = await freePort();
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:29093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: `CONTROLLER://:29093,INSIDE://:29092,OUTSIDE://:${port}`,
      KAFKA_ADVERTISED_LISTENERS: `INSIDE://localhost:29092,OUTSIDE://${host}:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(START_LIMIT_MS)
    .start();
  return { address: `${host}:${port}`, stop: async () => void (await container.stop()) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function onPostgres(url: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function deleteTopics(brokers: string, prefix: string): Promise<void> {
  const { Kafka, logLevel } = await import('kafkajs');
  const admin = new Kafka({ clientId: 'munshi-testing', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}

function outcome(absent: string | null, close: () => Promise<void>): TestServer {
  let closed: Promise<void> | undefined;
  return {
    absent,
    suite: (name) => (absent === null ? name : `${name} (left out: ${absent})`),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
