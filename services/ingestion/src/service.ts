import type { Bus, Subscription } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { whatAnswers } from '@munshi/delivery/readiness';
import { bankCustomers } from '@munshi/events/customer';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { bankDocuments } from '@munshi/events/document';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import type { Clock } from '@munshi/service-kit/clock';
import { type HttpServer, requireOperator } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { feedsOf, type IngestionConfig } from './config.ts';
import { createErasureGate } from './jobs/erasure-gate.ts';
import { readFeed } from './jobs/feed-reader.ts';
import { createJobRunner } from './jobs/job-runner.ts';
import { createUploadFolder } from './jobs/upload-folder.ts';
import { createWatchedFolder } from './jobs/watched-folder.ts';
import { createOutcomeCounter } from './metrics.ts';
import { registerCustomerRoutes } from './routes/customers.ts';
import { registerDeadLetterRoutes } from './routes/dead-letters.ts';
import { registerDocumentRoutes } from './routes/documents.ts';
import { answerOwnStatus, NotNowError } from './routes/errors.ts';
import { registerFileRoutes } from './routes/files.ts';
import { registerJobRoutes } from './routes/jobs.ts';
import type { RoutePorts } from './routes/ports.ts';
import { registerRecordRoutes } from './routes/records.ts';
import { idempotencyRepository } from './store/idempotency-repository.ts';
import { jobRepository } from './store/job-repository.ts';
import { migrations, SCHEMA } from './store/migrations/migrations.ts';

export interface IngestionPorts {
  readonly bus: Bus;
  readonly database: Database;
  readonly http: HttpServer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Uploaded files and reject files are kept in it. */
  readonly dataDir: string;
  onCrash(error: unknown): void;
}

const PRODUCES = [bankTransactions, bankCustomers, bankDocuments, deadLettersOf('ingestion')] as readonly TopicDefinition[];
const UPKEEP_MS = 3_600_000;

export function createIngestionService(ports: IngestionPorts, config: IngestionConfig): Service {
  const { bus, database, logger, clock, metrics } = ports;
  const bank = { timeZone: config.BANK_TIME_ZONE, currency: config.BANK_CURRENCY };
  const folder = createUploadFolder(ports.dataDir);
  const accepting = { bus, database, clock, bank, gate: createErasureGate(), onOutcomes: createOutcomeCounter(metrics) };
  const runner = createJobRunner({ ...accepting, folder, logger });
  const watched = config.INGEST_FOLDER ? createWatchedFolder(config.INGEST_FOLDER, { database, clock, logger, folder, runner }) : null;
  const feeds: Subscription[] = [];
  let running = false;
  let upkeep: NodeJS.Timeout | undefined;
  const assertRunning = (): void => {
    if (!running) throw new NotNowError('Ingestion is starting or stopping');
  };
  registerRoutes(ports.http, { ...accepting, folder, runner, assertRunning }, config.OPERATOR_TOKEN);

  const forgetOld = (): void => {
    idempotencyRepository.forgetOld(database.sql, clock.now()).catch((error: unknown) => logger.warn({ err: error }, 'upkeep comes later'));
  };

  return {
    name: 'ingestion',
    async start() {
      await migrate(database, SCHEMA, migrations);
      await bus.ensureTopics(PRODUCES);
      await folder.create();
      await runner.start();
      await watched?.start();
      for (const feed of feedsOf(config)) feeds.push(await readFeed({ ...accepting, onCrash: ports.onCrash }, feed));
      running = true;
      forgetOld();
      upkeep = setInterval(forgetOld, UPKEEP_MS).unref();
    },
    async stop() {
      running = false;
      clearInterval(upkeep);
      await watched?.stop();
      await Promise.all(feeds.map((feed) => feed.stop()));
      await runner.stop();
    },
    async readiness() {
      const [up, jobs] = await Promise.all([whatAnswers({ bus, database }), unfinishedJobs(database)]);
      return { ready: up.database && up.bus && running, degraded: [], detail: { ...up, ...runner.state(), jobs } };
    },
  };
}

/** Records are judged one by one in the handlers, so the schemas only describe. */
function registerRoutes(http: HttpServer, ports: RoutePorts, operatorToken: string): void {
  void http.register(async (scope) => {
    scope.addHook('onRequest', requireOperator(operatorToken));
    scope.setErrorHandler(answerOwnStatus);
    scope.setValidatorCompiler(() => () => true);
    scope.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
    registerFileRoutes(scope, ports);
    registerJobRoutes(scope, ports);
    registerRecordRoutes(scope, ports);
    registerCustomerRoutes(scope, ports);
    registerDocumentRoutes(scope, ports);
    registerDeadLetterRoutes(scope, ports);
  });
}

async function unfinishedJobs(database: Database): Promise<number | null> {
  return jobRepository.unfinished(database.sql).then(
    (jobs) => jobs.length,
    () => null,
  );
}
