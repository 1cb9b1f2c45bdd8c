import type { Bus, Subscription } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { createDelivery } from '@munshi/delivery/open-delivery';
import { createRebuilder } from '@munshi/delivery/open-rebuild';
import { readinessOf } from '@munshi/delivery/readiness';
import { registerRebuildRoutes } from '@munshi/delivery/rebuild-routes';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { withHiddenTexts } from '@munshi/embeddings/hidden-texts';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { eventId } from '@munshi/events/event-id';
import { customerFeedback } from '@munshi/events/feedback';
import { notifications } from '@munshi/events/notification';
import { customerPreferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Llm } from '@munshi/llm/llm';
import { createPseudonyms } from '@munshi/pseudonyms/pseudonyms';
import type { Clock } from '@munshi/service-kit/clock';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { createSignIn } from './auth/sign-in.ts';
import { createTokens } from './auth/tokens.ts';
import { createAnswerer } from './chat/answer.ts';
import { openContext as openCustomerContext } from './chat/context.ts';
import { createConversationDesk } from './chat/conversation-desk.ts';
import { createHideQuery } from './chat/disguise.ts';
import { createIntentMatcher } from './chat/intent-matcher.ts';
import { createRateLimit } from './chat/rate-limit.ts';
import { createRetrieval } from './chat/retrieval.ts';
import { createToolbox } from './chat/toolbox.ts';
import type { GatewayConfig } from './config.ts';
import type { DemoBank as DemoBankPort } from './demo-bank.ts';
import { NotFoundError } from './errors.ts';
import { createGatewayMetrics } from './gateway-metrics.ts';
import { bankTransactionsHandler } from './handlers/bank-transactions.ts';
import { insightsAnomaliesHandler } from './handlers/insights-anomalies.ts';
import { insightsTransactionsHandler } from './handlers/insights-transactions.ts';
import { knowledgeIndexedHandler } from './handlers/knowledge-indexed.ts';
import { latestStateHandlers } from './handlers/latest-states.ts';
import { createNotificationsHandler } from './handlers/notifications.ts';
import { registerFace } from './http-face.ts';
import { createErasureJob } from './jobs/hand-over-erasures.ts';
import { GATEWAY_READ_MODEL } from './read-model.ts';
import { registerCustomerExport } from './routes/customer-export.ts';
import { createHub } from './socket/hub.ts';
import { withAfterCommit } from './store/after-commit.ts';
import { isOwnMessage } from './store/conversation-repository.ts';
import { eraseCustomer } from './store/customer-data.ts';
import { giveFeedback } from './store/feedback-repository.ts';
import { readModel } from './store/migrations/001-read-model.ts';
import { sequenceOf } from './store/state-repository.ts';

export type DemoBank = DemoBankPort;

export interface GatewayPorts {
  readonly bus: Bus;
  /** For consumers and jobs. */
  readonly database: Database;
  /** For routes and chat: a pool of its own, served first. */
  readonly routesDatabase: Database;
  readonly http: HttpServer;
  readonly vectorStore: VectorStore;
  readonly embeddings: Embeddings;
  /** Null: every answer is composed from templates. */
  readonly llm: Llm | null;
  /** Null: no demo routes. */
  readonly demo: DemoBank | null;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  onCrash(error: unknown): void;
  /** For erasures; the global one unless given. */
  readonly fetch?: typeof globalThis.fetch;
}

const SCHEMA = 'gateway';
const EMITTED = [customerFeedback, customerPreferences, deadLettersOf('chat-gateway')] as unknown as readonly TopicDefinition[];

export function createGatewayService(ports: GatewayPorts, config: GatewayConfig): Service {
  const { bus, routesDatabase, clock } = ports;
  const logger = ports.logger.child({ component: 'chat-gateway' });
  const commits = withAfterCommit(ports.database);
  const hub = createHub({ database: routesDatabase, logger });
  const handlers = [
    bankTransactionsHandler,
    insightsTransactionsHandler,
    ...latestStateHandlers,
    insightsAnomaliesHandler,
    createNotificationsHandler(commits, hub.wake),
    knowledgeIndexedHandler,
  ];
  const delivery = createDelivery({
    service: 'chat-gateway',
    schema: SCHEMA,
    bus,
    database: commits.database,
    routesDatabase,
    handlers,
    async onErase(customerId, { tx, emit }) {
      const sequence = (await sequenceOf(tx, customerId, 'customer.preferences')) + 1;
      await eraseCustomer(tx, customerId);
      const topic = customerPreferences;
      const id = eventId({ topic: topic.name, subject: customerId, cause: 'erased', rule: 'erase@1' });
      emit({ topic, id, key: customerId, subject: customerId, sequence, time: clock.now().toISOString(), intake: 'live', data: null });
      commits.afterCommit(tx, () => hub.end(customerId));
    },
    logger,
    clock,
    metrics: ports.metrics,
    onCrash: ports.onCrash,
  });
  const rebuilding = { service: 'chat-gateway', schema: SCHEMA, bus, database: ports.database, logger } as const;
  const rebuilder = createRebuilder({ ...rebuilding, readModel: () => GATEWAY_READ_MODEL });
  registerRebuildRoutes(ports.http, { service: 'chat-gateway', rebuilder, operatorToken: config.OPERATOR_TOKEN });
  registerCustomerExport(ports.http, { database: routesDatabase, clock, operatorToken: config.OPERATOR_TOKEN });
  const openContext = (customerId: string) => openCustomerContext(customerId, { db: routesDatabase.sql, bank: config, now: clock.now() });
  const pseudonyms = createPseudonyms(config.PSEUDONYM_SECRET);
  const embeddings = withHiddenTexts(ports.embeddings, (text) => pseudonyms.hide(text));
  const hideQuery = createHideQuery(embeddings, pseudonyms);
  const retrieval = createRetrieval({ vectorStore: ports.vectorStore, embeddings, hideQuery, logger });
  const toolbox = createToolbox(retrieval);
  const intents = createIntentMatcher(embeddings);
  const metrics = createGatewayMetrics(ports.metrics, () => hub.connections);
  const modelHealth = { isDown: false };
  const answer = createAnswerer({
    toolbox,
    intents,
    llm: ports.llm,
    pseudonyms,
    hideQuery,
    health: modelHealth,
    modelLimitMs: config.CHAT_MODEL_SECONDS * 1000,
    logger,
  });
  const desk = createConversationDesk({
    database: routesDatabase,
    async answerer(question) {
      const began = performance.now();
      const answered = await answer(question);
      metrics.answered(answered.mode, (performance.now() - began) / 1000);
      return answered;
    },
    openContext,
    clock,
    logger,
  });
  const erasures = createErasureJob({
    database: routesDatabase,
    ingestionUrl: config.INGESTION_URL ?? null,
    operatorToken: config.OPERATOR_TOKEN,
    clock,
    logger,
    fetch: ports.fetch ?? fetch,
  });
  const tokens = createTokens(config, () => clock.now());
  const signIn = createSignIn(tokens, config.ALLOWED_ORIGINS);
  const now = (): number => clock.now().getTime();
  const messages = createRateLimit({ burst: 60, perSecond: 2, now });
  const frames = createRateLimit({ burst: 200, perSecond: 20, now });

  void ports.http.register((scope) =>
    registerFace(scope, {
      routes: {
        database: routesDatabase,
        delivery,
        desk,
        toolbox,
        retrieval,
        messages,
        clock,
        logger,
        openContext,
        erasures,
        customerOf: async (request) => (await signIn.identify(request)).customerId,
      },
      session: { tokens, signIn, settings: config, demo: ports.demo, now: () => clock.now() },
      socket: {
        desk,
        database: routesDatabase,
        messages,
        frames,
        logger,
        now,
        signIn,
        hub,
        openContext,
        async giveFeedback(customerId, { messageId, value, reason }) {
          if (!(await isOwnMessage(routesDatabase.sql, customerId, messageId))) throw new NotFoundError('MESSAGE');
          const feedback = {
            customerId,
            target: { topic: 'chat', id: messageId },
            value,
            key: null,
            detail: reason ?? null,
            at: clock.now().toISOString(),
          };
          await delivery.transaction({ customer: [customerId] }, (unit) => giveFeedback(unit, feedback));
        },
      },
    }),
  );

  let every: Subscription | undefined;
  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    hub.close();
    await every?.stop();
    await desk.close();
    await erasures.stop();
    await rebuilder.stop();
    await delivery.stop();
  }

  return {
    name: 'chat-gateway',
    async start() {
      await migrate(ports.database, SCHEMA, [readModel]);
      await bus.ensureTopics([...handlers.map(({ topic }) => topic as TopicDefinition), ...EMITTED]);
      await delivery.start();
      await rebuilder.open();
      // Wakes only: a socket reads the store, here or where another gateway has stored it.
      every = await bus.subscribeEvery({
        topics: [notifications as TopicDefinition],
        onRecord: ({ key, headers }) => hub.wake(key, headers.ce_subject),
        onCrash: ports.onCrash,
      });
      hub.start();
      void intents.prepare();
      erasures.start();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    async readiness() {
      const { ready, detail } = await readinessOf({ bus, database: routesDatabase, delivery });
      return {
        ready: ready && every !== undefined && stopped === undefined,
        degraded: [...(retrieval.isDegraded() ? ['vector-store'] : []), ...(modelHealth.isDown ? ['llm'] : [])],
        detail: { ...detail, sockets: hub.connections, model: ports.llm?.model ?? null },
      };
    },
  };
}
