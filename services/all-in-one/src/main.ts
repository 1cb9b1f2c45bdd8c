import { openBus } from '@munshi/bus/open-bus';
import { openDatabase } from '@munshi/database/open-database';
import { countUsage } from '@munshi/embeddings/cost-metrics';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { openLlm } from '@munshi/llm/open-llm';
import { systemClock } from '@munshi/service-kit/clock';
import { AppError } from '@munshi/service-kit/errors';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { createLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { runUntilStopped } from '@munshi/service-kit/run';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { createConsole } from './console.ts';
import { createDemoBank, EMPTY_BANK } from './demo/demo-bank.ts';
import { createIngestionClient } from './demo/ingestion-client.ts';
import { createMunshi } from './service.ts';
import { readStart } from './start.ts';

try {
  await start();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const begun = readStart(process.argv.slice(2));
  if (begun === null) return;
  const { config, options, demoMode } = begun;
  const screen = createConsole(process.stdout);
  const logger = createLogger({ level: config.LOG_LEVEL, service: 'munshi' });
  const metrics = createMetrics();
  const clock = systemClock;
  const server = await openDatabase(config, { logger });
  const bus = await openBus(config, { clientId: 'munshi', port: config.PORT, database: server, logger });
  const embeddings = await openEmbeddings(config, { logger, onUsage: countUsage(metrics) });
  const vectors = server.connect({ name: 'vectors', connections: 2 });
  const space = { dimension: () => embeddings.dimension, model: embeddings.model };
  const vectorStore = await openVectorStore(config, { database: vectors, ...space, logger });
  const llm = await openLlm(config, { logger });
  const http = createHttpServer({ logger, metrics });
  const openBank = () =>
    createDemoBank({
      dataDir: config.DATA_DIR,
      timeZone: config.BANK_TIME_ZONE,
      clock,
      logger,
      live: options.live,
      onProgress: screen.progress,
    });
  const demo = demoMode ? (options.bank ? openBank() : EMPTY_BANK) : null;
  const onCrash = (error: unknown) => run.fatal(error);
  const beginnings = demo ? { events: demo.takenIn, vectors: demo.loaded } : undefined;
  const given = { server, bus, http, vectorStore, embeddings, llm, demo, beginnings, logger, clock, metrics, onCrash };
  const munshi = createMunshi(options.targets, given, config);
  registerHealth(http, () => munshi.services, metrics);

  const run = runUntilStopped({
    logger,
    closables: () => [
      { name: 'demo bank', close: async () => demo?.stop() },
      { name: 'services', close: () => munshi.stop() },
      { name: 'http', close: async () => void (await http.close()) },
      { name: 'model', close: async () => llm?.close() },
      { name: 'bus', close: () => bus.close() },
      { name: 'vector store', close: () => vectorStore.close() },
      { name: 'embeddings', close: () => embeddings.close() },
      { name: 'database', close: () => server.close() },
    ],
  });
  await munshi.start();
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  screen.started({ url, targets: options.targets, demo: await demo?.status() });
  if (demo === null) return;
  const ingestion = createIngestionClient({ url, operatorToken: config.OPERATOR_TOKEN });
  try {
    if (!(await demo.load(ingestion, munshi.services))) return;
    demo.startFeed(ingestion);
    screen.loaded(url);
  } catch (error) {
    run.fatal(error);
  }
}
