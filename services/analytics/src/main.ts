import { openBus } from '@munshi/bus/open-bus';
import { rules as busRules, busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { rules as databaseRules, databaseSettings } from '@munshi/database/settings';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { createLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { runUntilStopped } from '@munshi/service-kit/run';
import { loadSettings, needsServers, readEnvironment } from '@munshi/service-kit/settings';
import { z } from 'zod';
import { analyticsSettings, rules } from './config.ts';
import { createAnalyticsService } from './service.ts';

const CONNECTIONS = 4;

const settings = z.object({ ...databaseSettings.shape, ...busSettings.shape, ...analyticsSettings.shape });
const config = loadSettings(settings, readEnvironment(), [needsServers, ...databaseRules, ...busRules, ...rules]);
const logger = createLogger({ level: config.LOG_LEVEL, service: 'analytics' });
const metrics = createMetrics();
const server = await openDatabase(config, { logger });
const bus = await openBus(config, { clientId: 'analytics', port: config.PORT, database: server, logger });
const http = createHttpServer({ logger, metrics });
const database = server.connect({ name: 'analytics', connections: CONNECTIONS });
const service = createAnalyticsService(
  { bus, database, http, logger, clock: systemClock, metrics, onCrash: (error) => run.fatal(error) },
  config,
);
registerHealth(http, () => [service], metrics);

const run = runUntilStopped({
  logger,
  closables: () => [
    { name: 'analytics', close: () => service.stop() },
    { name: 'http', close: async () => void (await http.close()) },
    { name: 'bus', close: () => bus.close() },
    { name: 'database', close: () => server.close() },
  ],
});
await http.listen({ port: config.PORT, host: config.HOST });
await service.start();
logger.info({ port: config.PORT }, 'analytics runs');
