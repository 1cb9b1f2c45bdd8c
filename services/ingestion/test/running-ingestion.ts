import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { bankCustomers, type Customer } from '@munshi/events/customer';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { bankDocuments } from '@munshi/events/document';
import { decodeEvent, type MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, type HttpServer } from '@munshi/service-kit/http';
import { silentLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import { ingestionSettings, rules } from '../src/config.ts';
import type { JobView } from '../src/routes/job-view.ts';
import { createIngestionService } from '../src/service.ts';

const JOB_LIMIT_MS = 120_000;

export const OPERATOR_TOKEN = 'o'.repeat(40);
const logger = silentLogger;
const TOPICS = [bankTransactions, bankCustomers, bankDocuments, deadLettersOf('ingestion')] as readonly TopicDefinition[];

/** Where the ports of a suite come from: the embedded ones, or real servers. */
export interface PortsEnvironment {
  readonly DATABASE_URL?: string;
  readonly KAFKA_BROKERS?: string;
  readonly KAFKA_PREFIX?: string;
}

/** Ports that outlive one service: what a process that is killed leaves behind. */
export async function openPorts(environment: PortsEnvironment = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-ingestion-'));
  const ports = await openPortsIn(dataDir, environment);
  return {
    ...ports,
    async close() {
      await ports.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Ports in a folder that is there before and after them. */
export async function openPortsIn(dataDir: string, environment: PortsEnvironment = {}) {
  const { DATABASE_URL } = environment;
  const server = await openDatabase({ DATA_DIR: dataDir, ...(DATABASE_URL ? { DATABASE_URL } : {}) }, { logger });
  const bus = await openBus(loadSettings(busSettings, environment as Record<string, string>), {
    clientId: 'test',
    database: server,
    logger,
  });
  return {
    dataDir,
    server,
    bus,
    async close() {
      await bus.close();
      await server.close();
    },
  };
}
export type OpenPorts = Awaited<ReturnType<typeof openPorts>>;

export interface Ingestion {
  readonly http: HttpServer;
  readonly service: Service;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
  upload(name: string, content: Buffer | string, fields?: Record<string, string>): Promise<JobView>;
  job(jobId: string): Promise<JobView>;
  /** Uploads, and waits until the job has ended. */
  ingest(name: string, content: Buffer | string, fields?: Record<string, string>): Promise<JobView>;
}

/** The service on `ports`; `bus` stands between it and the real one. */
export async function startIngestion(
  ports: Pick<OpenPorts, 'dataDir' | 'server' | 'bus'>,
  bus: Bus = ports.bus,
  settings: Readonly<Record<string, string>> = {},
): Promise<Ingestion> {
  const metrics = createMetrics();
  const http = createHttpServer({ logger, metrics });
  const database = ports.server.connect({ name: 'ingestion', connections: 1 });
  const onCrash = (error: unknown): never => {
    throw error;
  };
  const config = loadSettings(ingestionSettings, { OPERATOR_TOKEN, ...settings }, rules);
  const service = createIngestionService(
    { bus, database, http, logger, clock: systemClock, metrics, dataDir: ports.dataDir, onCrash },
    config,
  );
  await service.start();
  const authorization = `Bearer ${OPERATOR_TOKEN}`;

  const job = async (jobId: string): Promise<JobView> => {
    return (await http.inject({ method: 'GET', url: `/v1/jobs/${jobId}`, headers: { authorization } })).json<JobView>();
  };
  const upload: Ingestion['upload'] = async (name, content, fields = {}) => {
    const { payload, headers } = multipart(name, content, fields);
    const answer = await http.inject({ method: 'POST', url: '/v1/files', headers: { ...headers, authorization }, payload });
    if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`);
    return answer.json<JobView>();
  };
  return {
    http,
    service,
    job,
    upload,
    async post(path, body, headers = {}) {
      const answer = await http.inject({ method: 'POST', url: path, headers: { authorization, ...headers }, payload: body as object });
      return { status: answer.statusCode, body: answer.json() };
    },
    async ingest(name, content, fields) {
      const { jobId } = await upload(name, content, fields);
      return eventually(
        'the job ends',
        async () => {
          const now = await job(jobId);
          return now.state === 'done' || now.state === 'failed' ? now : null;
        },
        JOB_LIMIT_MS,
      );
    },
  };
}

/** Everything that is on the topics, in the order of each key. */
export async function readTopics(bus: Bus, group: string) {
  await bus.ensureTopics(TOPICS);
  const transactions: MunshiEvent<Transaction>[] = [];
  const customers: MunshiEvent<Customer>[] = [];
  const documents: MunshiEvent<unknown>[] = [];
  const deadLetters: ReceivedRecord[] = [];
  const subscribe = (topic: TopicDefinition, take: (record: ReceivedRecord) => void) =>
    bus.subscribe({
      group: `${group}-${topic.name}`,
      topics: [topic],
      async onBatch({ records }) {
        records.forEach(take);
      },
      onCrash(error) {
        throw error;
      },
    });
  const subscriptions = await Promise.all([
    subscribe(bankTransactions as TopicDefinition, (record) => transactions.push(decodeEvent(bankTransactions, record))),
    subscribe(bankCustomers as TopicDefinition, (record) => customers.push(decodeEvent(bankCustomers, record))),
    subscribe(bankDocuments as TopicDefinition, (record) => documents.push(decodeEvent(bankDocuments, record))),
    subscribe(deadLettersOf('ingestion'), (record) => deadLetters.push(record)),
  ]);
  return {
    transactions,
    customers,
    documents,
    deadLetters,
    /** Resolves when all that is published has been read. */
    async settled() {
      await eventually('everything published is read', async () => {
        const lags = await Promise.all(TOPICS.map((topic) => bus.lag(`${group}-${topic.name}`, [topic])));
        return lags.every(({ messages }) => messages === 0);
      });
    },
    stop: () => Promise.all(subscriptions.map((subscription) => subscription.stop())),
  };
}

function multipart(name: string, content: Buffer | string, fields: Record<string, string>) {
  const boundary = '----munshi-test';
  const parts = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(parts.join('') + file), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
