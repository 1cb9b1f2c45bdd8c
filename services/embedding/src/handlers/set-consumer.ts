import type { Bus } from '@munshi/bus/bus';
import type { Database, Sql } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import type { Delivery } from '@munshi/delivery/delivery';
import { createDelivery } from '@munshi/delivery/open-delivery';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import type { Writer } from '@munshi/facts/write';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import type { KnownSet } from '../domain/sets/set-plan.ts';
import { indexedRepository } from '../store/indexed-repository.ts';
import { setMigrations } from '../store/migrations/set-migrations.ts';
import { editionOf, groupOf, schemaOf } from '../store/set-names.ts';
import { setRepository } from '../store/set-repository.ts';
import { bankCustomersHandler } from './bank-customers.ts';
import { bankDocumentsHandler } from './bank-documents.ts';
import { createIndexer } from './indexer.ts';
import { insightHandlers } from './insights.ts';
import { knowledgeIndexedEvent } from './knowledge-indexed.ts';
import type { SetWork } from './set-work.ts';

const ANNOUNCED_AT_ONCE = 200;

export interface SetConsumerPorts {
  readonly bus: Bus;
  readonly database: Database;
  readonly embeddings: Embeddings;
  readonly vectorStore: VectorStore;
  readonly pseudonymSecret: string;
  readonly writer: Writer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  onCrash(error: unknown): void;
}

/** Applies all topics to one set of vectors, as a consumer group with an inbox of its own. */
export interface SetConsumer {
  readonly isFrozen: boolean;
  readonly delivery: Delivery;
  start(): Promise<void>;
  /** Tells of public documents that became findable while the set was not read. */
  announce(): Promise<void>;
  /** At once, besides the customer's own event, which may wait behind a vendor that is down. */
  erase(customerId: string): Promise<void>;
}

export function createSetConsumer(set: KnownSet, ports: SetConsumerPorts): SetConsumer {
  const { bus, database, embeddings, vectorStore, pseudonymSecret, writer, logger, clock, metrics, onCrash } = ports;
  const schema = schemaOf(set);
  const vectors = vectorStore.inSet({ ...set, edition: editionOf(set) });
  const indexer = createIndexer({ embeddings, vectors, dimension: set.dimension, pseudonymSecret });
  const work: SetWork = { number: set.number, isFrozen: set.isFrozen, indexer, indexed: indexedRepository(schema) };
  const eraseRows = async (tx: Sql, customerId: string) => {
    await setRepository.erase(tx, customerId);
    await work.indexed.erase(tx, customerId);
  };
  const delivery = createDelivery({
    service: 'embedding',
    group: groupOf(set),
    schema,
    bus,
    database,
    logger: logger.child({ set: set.number }),
    clock,
    metrics,
    handlers: [bankCustomersHandler(work), bankDocumentsHandler(work, set.model), ...insightHandlers(work, writer)],
    onErase: (customerId, { tx }) => eraseRows(tx, customerId),
    onCrash,
  });

  return {
    isFrozen: set.isFrozen,
    delivery,
    async start() {
      await migrate(database, schema, setMigrations(schema));
      // What can never work (an index of another kind) is found out before it makes dead letters of everything.
      if (!set.isFrozen) await vectors.ensureReady();
      await delivery.start();
    },
    async announce() {
      const next = () => work.indexed.unannounced(database.sql, ANNOUNCED_AT_ONCE);
      for (let ids = await next(); ids.length > 0; ids = await next()) {
        await delivery.transaction({ document: ids }, async (unit) => {
          for (const document of await work.indexed.takeUnannounced(unit.tx, ids)) unit.emit(knowledgeIndexedEvent(document, set.model));
        });
      }
    },
    async erase(customerId) {
      await database.transaction((tx) => eraseRows(tx, customerId));
      await indexer.erase([customerId]);
    },
  };
}
