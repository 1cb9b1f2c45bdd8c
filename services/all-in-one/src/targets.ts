import { createAnalyticsService } from '@munshi/analytics/service';
import type { Bus } from '@munshi/bus/bus';
import { createGatewayService, type DemoBank } from '@munshi/chat-gateway/service';
import type { DatabaseServer } from '@munshi/database/database';
import { createEmbeddingService } from '@munshi/embedding/service';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import type { ServiceName } from '@munshi/events/topic';
import { createIngestionService } from '@munshi/ingestion/service';
import type { Llm } from '@munshi/llm/llm';
import { createNotificationService } from '@munshi/notification/service';
import type { Clock } from '@munshi/service-kit/clock';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import type { MunshiConfig } from './config.ts';
import { subscribeAfter } from './late-bus.ts';

/** What the process opened, for the services that run in it. */
export interface MunshiPorts {
  readonly server: DatabaseServer;
  readonly bus: Bus;
  readonly http: HttpServer;
  readonly vectorStore: VectorStore;
  readonly embeddings: Embeddings;
  readonly llm: Llm | null;
  readonly demo: DemoBank | null;
  /**
   * When work may begin: of what reads the bank's events as soon as a bank is taken in (full batches cost far less than those that
   * trickle in), vectors only when all of that is done: they cost most and nobody waits for them. At once where it is not given.
   */
  readonly beginnings?: { readonly events: Promise<void>; readonly vectors: Promise<void> };
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  onCrash(error: unknown): void;
}

const REMOTE_CONNECTIONS = 4;
const ROUTES_CONNECTIONS = 4;

type Target = (ports: MunshiPorts, config: MunshiConfig) => Service;

/** The services by the names of `--target`. */
export const TARGETS: Readonly<Record<ServiceName, Target>> = {
  ingestion: (ports, config) => createIngestionService({ ...portsOf('ingestion', ports), dataDir: config.DATA_DIR }, config),
  embedding: (ports, config) =>
    createEmbeddingService({ ...portsOf('embedding', ports), ...vendorsOf(ports), bus: lateBus(ports, 'vectors') }, config),
  analytics: (ports, config) => createAnalyticsService({ ...portsOf('analytics', ports), bus: lateBus(ports, 'events') }, config),
  notification: (ports, config) => createNotificationService({ ...portsOf('notification', ports), bus: lateBus(ports, 'events') }, config),
  'chat-gateway': (ports, config) =>
    createGatewayService(
      {
        ...portsOf('chat-gateway', ports),
        ...vendorsOf(ports),
        bus: lateBus(ports, 'events'),
        llm: ports.llm,
        demo: ports.demo,
        routesDatabase: ports.server.connect({ name: 'chat-gateway routes', connections: ROUTES_CONNECTIONS, interactive: true }),
      },
      config,
    ),
};

function portsOf(name: ServiceName, ports: MunshiPorts) {
  const { bus, http, clock, metrics, onCrash } = ports;
  // The embedded database serves one transaction at a time: more connections would only wait.
  const connections = ports.server.kind === 'embedded' ? 1 : REMOTE_CONNECTIONS;
  const database = ports.server.connect({ name, connections });
  return { bus, http, clock, metrics, onCrash, database, logger: ports.logger.child({ service: name }) };
}

function lateBus({ bus, beginnings }: MunshiPorts, work: 'events' | 'vectors'): Bus {
  return beginnings === undefined ? bus : subscribeAfter(beginnings[work], bus);
}

function vendorsOf({ vectorStore, embeddings }: MunshiPorts) {
  return { vectorStore, embeddings };
}
