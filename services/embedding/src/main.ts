import { openBus } from '@munshi/bus/open-bus';
import { rules as busRules, busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { rules as databaseRules, databaseSettings } from '@munshi/database/settings';
import { countUsage } from '@munshi/embeddings/cost-metrics';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { rules as embeddingsRules, embeddingsSettings } from '@munshi/embeddings/settings';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { createLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { runUntilStopped } from '@munshi/service-kit/run';
import { loadSettings, needsServers, readEnvironment } from '@munshi/service-kit/settings';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { rules as vectorStoreRules, vectorStoreSettings } from '@munshi/vector-store/settings';
import { z } from 'zod';
import { embeddingSettings, rules } from './config.ts';
import { createEmbeddingService } from './service.ts';

const CONNECTIONS = 4;
const VECTOR_CONNECTIONS = 2;

const settings = z.object({
  ...databaseSettings.shape,
  ...busSettings.shape,
  ...embeddingsSettings.shape,
  ...vectorStoreSettings.shape,
  ...embeddingSettings.shape,
});
const config = loadSettings(settings, readEnvironment(), [
  needsServers,
  ...databaseRules,
  ...busRules,
  ...embeddingsRules,
  ...vectorStoreRules,
  ...rules,
]);
const logger = createLogger({ level: config.LOG_LEVEL, service: 'embedding' });
const metrics = createMetrics();
const server = await openDatabase(config, { logger });
const bus = await openBus(config, { clientId: 'embedding', port: config.PORT, database: server, logger });
const embeddings = await openEmbeddings(config, { logger, onUsage: countUsage(metrics) });
const vectorStore = await openVectorStore(config, {
  database: server.connect({ name: 'vectors', connections: VECTOR_CONNECTIONS }),
  dimension: () => embeddings.dimension,
  model: embeddings.model,
  logger,
});
const http = createHttpServer({ logger, metrics });
const database = server.connect({ name: 'embedding', connections: CONNECTIONS });
const onCrash = (error: unknown) => run.fatal(error);
const service = createEmbeddingService(
  { bus, database, http, vectorStore, embeddings, logger, clock: systemClock, metrics, onCrash },
  config,
);
registerHealth(http, () => [service], metrics);

const run = runUntilStopped({
  logger,
  closables: () => [
    { name: 'embedding', close: () => service.stop() },
    { name: 'http', close: async () => void (await http.close()) },
    { name: 'bus', close: () => bus.close() },
    { name: 'vector store', close: () => vectorStore.close() },
    { name: 'embeddings', close: () => embeddings.close() },
    { name: 'database', close: () => server.close() },
  ],
});
await http.listen({ port: config.PORT, host: config.HOST });
await service.start();
logger.info({ port: config.PORT }, 'embedding runs');
