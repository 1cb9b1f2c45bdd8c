import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBus } from '@munshi/bus/open-bus';
import { openDatabase } from '@munshi/database/open-database';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { SERVICES } from '@munshi/events/topics';
import { openLlm } from '@munshi/llm/open-llm';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { silentLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { loadSettings } from '@munshi/service-kit/settings';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { munshiSettings, rules } from '../src/config.ts';
import { createMunshi } from '../src/service.ts';
import { listenOn, SECRETS, type System, signToken } from './system.ts';

/** All five services in this process, on the embedded database and bus; `environment` chooses vendors. */
export async function startInProcess(environment: Readonly<Record<string, string>> = {}): Promise<System> {
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-scenario-'));
  const logger = silentLogger;
  const config = loadSettings(munshiSettings, { ...SECRETS, DATA_DIR: dataDir, PORT: '0', ...environment }, rules);
  const metrics = createMetrics();
  const server = await openDatabase(config, { logger });
  const bus = await openBus(config, { clientId: 'scenario', database: server, logger });
  const embeddings = await openEmbeddings(config, { logger });
  const vectorStore = await openVectorStore(config, {
    database: server.connect({ name: 'vectors', connections: 2 }),
    dimension: () => embeddings.dimension,
    model: embeddings.model,
    logger,
  });
  const llm = await openLlm(config, { logger });
  const http = createHttpServer({ logger, metrics });
  const onCrash = (error: unknown) => {
    throw error;
  };
  const munshi = createMunshi(
    SERVICES,
    { server, bus, http, vectorStore, embeddings, llm, demo: null, logger, clock: systemClock, metrics, onCrash },
    config,
  );
  registerHealth(http, () => munshi.services, metrics);
  await munshi.start();
  const url = await http.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    ingestionUrl: url,
    operatorToken: SECRETS.OPERATOR_TOKEN,
    tokenOf: (customerId) => signToken(customerId),
    listen: (topic) => listenOn(bus, topic),
    async stop() {
      await munshi.stop();
      await http.close();
      await llm?.close();
      await bus.close();
      await vectorStore.close();
      await embeddings.close();
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
