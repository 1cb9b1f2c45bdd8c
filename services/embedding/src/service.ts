import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { createDelivery } from '@munshi/delivery/open-delivery';
import { readinessOf } from '@munshi/delivery/readiness';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { withHiddenTexts } from '@munshi/embeddings/hidden-texts';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { knowledgeIndexed } from '@munshi/events/knowledge';
import type { TopicDefinition } from '@munshi/events/topic';
import { createWriter } from '@munshi/facts/write';
import { createPseudonyms } from '@munshi/pseudonyms/pseudonyms';
import type { Clock } from '@munshi/service-kit/clock';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import type { EmbeddingConfig } from './config.ts';
import { bankCustomersHandler } from './handlers/bank-customers.ts';
import { bankDocumentsHandler } from './handlers/bank-documents.ts';
import { createIndexer } from './handlers/indexer.ts';
import { insightsSpendingHandler } from './handlers/insights-spending.ts';
import { indexedRepository } from './store/indexed-repository.ts';
import { migrations, SCHEMA } from './store/migrations/migrations.ts';

export interface EmbeddingPorts {
  readonly bus: Bus;
  readonly database: Database;
  readonly http: HttpServer;
  readonly vectorStore: VectorStore;
  readonly embeddings: Embeddings;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  onCrash(error: unknown): void;
}

const PRODUCES = [knowledgeIndexed, deadLettersOf('embedding')] as readonly TopicDefinition[];

export function createEmbeddingService(ports: EmbeddingPorts, config: EmbeddingConfig): Service {
  const { bus, database, vectorStore, logger, clock, metrics } = ports;
  const { hide } = createPseudonyms(config.PSEUDONYM_SECRET);
  const embeddings = withHiddenTexts(ports.embeddings, (text) => hide(text));
  const indexer = createIndexer({ embeddings, vectorStore, pseudonymSecret: config.PSEUDONYM_SECRET });
  const delivery = createDelivery({
    service: 'embedding',
    schema: SCHEMA,
    bus,
    database,
    logger,
    clock,
    metrics,
    handlers: [
      bankCustomersHandler(indexer),
      bankDocumentsHandler(indexer),
      insightsSpendingHandler(indexer, createWriter(config.BANK_LOCALE)),
    ],
    onErase: (customerId, { tx }) => indexedRepository.erase(tx, customerId),
    onCrash: ports.onCrash,
  });

  return {
    name: 'embedding',
    async start() {
      await migrate(database, SCHEMA, migrations);
      await bus.ensureTopics(PRODUCES);
      await delivery.start();
    },
    stop: () => delivery.stop(),
    async readiness() {
      const { ready, detail } = await readinessOf({ bus, database, delivery });
      // Without its vendors it can do nothing: while it waits for one it is not ready.
      return {
        ready: ready && detail.waitingFor === null,
        degraded: [],
        detail: { ...detail, embeddings: embeddings.model, vectorStore: vectorStore.kind },
      };
    },
  };
}
