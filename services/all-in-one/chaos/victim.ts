import { createAnalyticsService } from '@munshi/analytics/service';
import { openBus } from '@munshi/bus/open-bus';
import { openDatabase } from '@munshi/database/open-database';
import { createIngestionService } from '@munshi/ingestion/service';
import { createNotificationService } from '@munshi/notification/service';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer, registerHealth } from '@munshi/service-kit/http';
import { createLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { runUntilStopped } from '@munshi/service-kit/run';
import type { Service } from '@munshi/service-kit/service';
import { loadSettings, readEnvironment } from '@munshi/service-kit/settings';
import { munshiSettings } from '../src/config.ts';
import { type CrashPlan, type CrashPoint, crashingBus, crashingDatabase, createCrash } from './crash-points.ts';
import { createProbe } from './probe.ts';
import type { VictimName } from './process.ts';

/** A service in a process of its own, wired as its `main.ts` does it, that may be told where to die. */
const [name = '', plan = ''] = process.argv.slice(2);
const config = loadSettings(munshiSettings, readEnvironment());
const logger = createLogger({ level: config.LOG_LEVEL, service: name });
const metrics = createMetrics();
const crash = createCrash(plan === '' ? null : planOf(plan));
const server = await openDatabase(config, { logger });
const bus = crashingBus(await openBus(config, { clientId: name, port: config.PORT, database: server, logger }), crash);
const http = createHttpServer({ logger, metrics });
const database = crashingDatabase(server.connect({ name, connections: 4 }), crash);
const ports = { bus, database, http, logger, clock: systemClock, metrics, onCrash: (error: unknown) => run.fatal(error) };

const VICTIMS: Partial<Record<VictimName, () => Service>> = {
  ingestion: () => createIngestionService({ ...ports, dataDir: config.DATA_DIR }, config),
  analytics: () => createAnalyticsService(ports, config),
  notification: () => createNotificationService(ports, config),
  probe: () => createProbe(ports),
};
const create = VICTIMS[name as VictimName];
if (create === undefined) throw new Error(`${name} is none of ${Object.keys(VICTIMS).join(', ')}`);
const service = create();
registerHealth(http, () => [service], metrics);
const run = runUntilStopped({
  logger,
  closables: () => [
    { name, close: () => service.stop() },
    { name: 'http', close: async () => void (await http.close()) },
    { name: 'bus', close: () => bus.close() },
    { name: 'database', close: () => server.close() },
  ],
});
await http.listen({ port: config.PORT, host: config.HOST });
await service.start();

function planOf(text: string): CrashPlan {
  const [point = '', at = '1'] = text.split(':');
  return { point: point as CrashPoint, at: Number(at) };
}
