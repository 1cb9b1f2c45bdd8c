import { openBus } from '@munshi/bus/open-bus';
import { rules as busRules, busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { rules as databaseRules, databaseSettings } from '@munshi/database/settings';
import { countUsage } from '@munshi/embeddings/cost-metrics';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { rules as embeddingsRules, embeddingsSettings } from '@munshi/embeddings/settings';
import { openLlm } from '@munshi/llm/open-llm';
import { rules as llmRules, llmSettings } from '@munshi/llm/settings';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { createLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { runUntilStopped } from '@munshi/service-kit/run';
import { loadSettings, needsServers, readEnvironment } from '@munshi/service-kit/settings';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { rules as vectorStoreRules, vectorStoreSettings } from '@munshi/vector-store/settings';
import { z } from 'zod';
import { gatewaySettings, rules } from './config.ts';
import { createGatewayService } from './service.ts';

const CONNECTIONS = 4;
const ROUTES_CONNECTIONS = 8;

const settings = z.object({
  ...databaseSettings.shape,
  ...busSettings.shape,
  ...vectorStoreSettings.shape,
  ...embeddingsSettings.shape,
  ...llmSettings.shape,
  ...gatewaySettings.shape,
});
const allRules = [
  needsServers,
  ...new Set([...databaseRules, ...busRules, ...vectorStoreRules, ...embeddingsRules, ...llmRules, ...rules]),
];
const config = loadSettings(settings, readEnvironment(), allRules);
const logger = createLogger({ level: config.LOG_LEVEL, service: 'chat-gateway' });
const metrics = createMetrics();
const server = await openDatabase(config, { logger });
const bus = await openBus(config, { clientId: 'chat-gateway', port: config.PORT, database: server, logger });
const embeddings = await openEmbeddings(config, { logger, onUsage: countUsage(metrics) });
const routesDatabase = server.connect({ name: 'chat-gateway routes', connections: ROUTES_CONNECTIONS, interactive: true });
const vectorStore = await openVectorStore(config, {
  database: routesDatabase,
  dimension: () => embeddings.dimension,
  model: embeddings.model,
  logger,
});
const llm = await openLlm(config, { logger });
const http = createHttpServer({ logger, metrics });
const database = server.connect({ name: 'chat-gateway', connections: CONNECTIONS });
const ports = { bus, database, routesDatabase, http, vectorStore, embeddings, llm, demo: null, logger, clock: systemClock, metrics };
const service = createGatewayService({ ...ports, onCrash: (error) => run.fatal(error) }, config);
registerHealth(http, () => [service], metrics);

const run = runUntilStopped({
  logger,
  closables: () => [
    { name: 'chat-gateway', close: () => service.stop() },
    { name: 'http', close: async () => void (await http.close()) },
    { name: 'llm', close: async () => llm?.close() },
    { name: 'vector store', close: () => vectorStore.close() },
    { name: 'embeddings', close: () => embeddings.close() },
    { name: 'bus', close: () => bus.close() },
    { name: 'database', close: () => server.close() },
  ],
});
await http.listen({ port: config.PORT, host: config.HOST });
await service.start();
logger.info({ port: config.PORT }, 'chat-gateway runs');
