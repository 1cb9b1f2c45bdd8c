import type { Bus, Subscription } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { readinessOf, whatAnswers } from '@munshi/delivery/readiness';
import { registerRebuildRoutes } from '@munshi/delivery/rebuild-routes';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { withHiddenTexts } from '@munshi/embeddings/hidden-texts';
import { bankCustomers } from '@munshi/events/customer';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { bankDocuments } from '@munshi/events/document';
import { insightsRecommendations, insightsRecurring, insightsSegments, insightsSpending } from '@munshi/events/insights';
import { knowledgeIndexed } from '@munshi/events/knowledge';
import type { TopicDefinition } from '@munshi/events/topic';
import { createWriter } from '@munshi/facts/write';
import { createPseudonyms } from '@munshi/pseudonyms/pseudonyms';
import type { Clock } from '@munshi/service-kit/clock';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Readiness, Service } from '@munshi/service-kit/service';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import type { EmbeddingConfig } from './config.ts';
import { eraseAtOnce } from './handlers/erase-at-once.ts';
import { createSetConsumer } from './handlers/set-consumer.ts';
import { createSetKeeper, type SetKeeper } from './jobs/keep-sets.ts';
import { createSetConsumers, type SetConsumers } from './jobs/set-consumers.ts';
import { createSetRebuilds } from './jobs/set-rebuilds.ts';
import { createSetSteps } from './jobs/set-steps.ts';

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
const CONSUMES = [
  bankCustomers,
  bankDocuments,
  insightsSpending,
  insightsRecurring,
  insightsSegments,
  insightsRecommendations,
] as readonly TopicDefinition[];

export function createEmbeddingService(ports: EmbeddingPorts, config: EmbeddingConfig): Service {
  const { bus, database, vectorStore, logger, clock } = ports;
  const { hide } = createPseudonyms(config.PSEUDONYM_SECRET);
  const embeddings = withHiddenTexts(ports.embeddings, (text) => hide(text));
  const writer = createWriter(config.BANK_LOCALE);
  const consumerPorts = { ...ports, embeddings, writer, pseudonymSecret: config.PSEUDONYM_SECRET };
  const consumers = createSetConsumers({ database, model: embeddings.model, consumerOf: (set) => createSetConsumer(set, consumerPorts) });
  const steps = createSetSteps({ bus, database, vectorStore, topics: CONSUMES, clock, logger });
  const keeper = createSetKeeper({ database, embeddings, consumers, steps, clock, logger });
  const rebuilder = createSetRebuilds({ bus, database, keeper, topics: CONSUMES });
  registerRebuildRoutes(ports.http, { service: 'embedding', rebuilder, operatorToken: config.OPERATOR_TOKEN });
  let erasures: Subscription | undefined;

  return {
    name: 'embedding',
    async start() {
      await bus.ensureTopics([...PRODUCES, ...CONSUMES]);
      await keeper.start();
      erasures = await bus.subscribeEvery(eraseAtOnce({ consumers, logger, onCrash: ports.onCrash }));
    },
    async stop() {
      await erasures?.stop();
      await keeper.stop();
    },
    async readiness() {
      const { ready, detail } = await readinessOfSets({ bus, database, keeper, consumers });
      return { ready, degraded: [], detail: { ...detail, embeddings: embeddings.model, vectorStore: vectorStore.kind } };
    },
  };
}

interface Asked {
  readonly bus: Bus;
  readonly database: Database;
  readonly keeper: SetKeeper;
  readonly consumers: SetConsumers;
}

/** As far as the newest set that is written is. Without its vendors the service can do nothing: while it waits for one it is not ready. */
async function readinessOfSets({ bus, database, keeper, consumers }: Asked): Promise<Omit<Readiness, 'degraded'>> {
  const states = await Promise.all(consumers.all().map(({ delivery }) => delivery.state().catch(() => null)));
  const waitingFor = keeper.waitingFor() ?? states.map((state) => state?.waitingFor ?? null).find((code) => code !== null) ?? null;
  const sets = keeper.sets().map(({ number, model, dimension, state }) => `${number} ${state}: ${model}, ${dimension}`);
  const newest = keeper.sets().findLast(({ number }) => consumers.of(number) !== undefined);
  const delivery = newest && consumers.of(newest.number)?.delivery;
  if (delivery === undefined) {
    const detail = { ...(await whatAnswers({ bus, database })), waitingFor, lag: null, lagSeconds: null, sets };
    return { ready: false, detail };
  }
  const { ready, detail } = await readinessOf({ bus, database, delivery });
  return { ready: ready && waitingFor === null, detail: { ...detail, waitingFor, sets } };
}
