import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import type { UnitOfWork } from '@munshi/delivery/delivery';
import { createDelivery } from '@munshi/delivery/open-delivery';
import { createRebuilder } from '@munshi/delivery/open-rebuild';
import { readinessOf } from '@munshi/delivery/readiness';
import { registerRebuildRoutes } from '@munshi/delivery/rebuild-routes';
import { TOPICS } from '@munshi/events/topics';
import type { Clock } from '@munshi/service-kit/clock';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import type { AnalyticsConfig } from './config.ts';
import { createBankCustomersHandler } from './handlers/bank-customers.ts';
import { createBankTransactionsHandler } from './handlers/bank-transactions.ts';
import { createCustomerFeedbackHandler } from './handlers/customer-feedback.ts';
import { createCustomerPreferencesHandler } from './handlers/customer-preferences.ts';
import { emitTombstones } from './handlers/insight-events.ts';
import { createCompareCustomers } from './jobs/compare-customers.ts';
import { type Repeated, repeat } from './jobs/repeat.ts';
import { sayUnsaid } from './jobs/say-unsaid.ts';
import { createAnalyticsMetrics } from './metrics.ts';
import { createReadModel } from './read-model.ts';
import { deleteState, loadStates } from './store/customer-repository.ts';
import { migrations } from './store/migrations/migrations.ts';
import { deleteMoney } from './store/money-repository.ts';
import { deleteSamples } from './store/sample-repository.ts';
import { deleteEntries } from './store/transaction-repository.ts';
import { forgetUnsaid } from './store/unsaid-repository.ts';

export interface AnalyticsPorts {
  readonly bus: Bus;
  /** The service's own connection, for consumers and jobs. */
  readonly database: Database;
  /** For operators alone: otherwise it speaks through topics. */
  readonly http: HttpServer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  onCrash(error: unknown): void;
}

const SERVICE = 'analytics' as const;

/** Transactions in; enriched transactions, spending, groups, outlook, advice and anomalies out. */
export function createAnalyticsService(ports: AnalyticsPorts, config: AnalyticsConfig): Service {
  const { bus, database, clock } = ports;
  const logger = ports.logger.child({ component: SERVICE });
  const metrics = createAnalyticsMetrics(ports.metrics);
  const place = { timeZone: config.BANK_TIME_ZONE, currency: config.BANK_CURRENCY };
  const compare = createCompareCustomers({
    database,
    clock,
    metrics,
    ...place,
    delivery: { transaction: (keys, work) => delivery.transaction(keys, work), state: () => delivery.state() },
  });
  const context = { models: compare.models, metrics, ...place };
  const delivery = createDelivery({
    service: SERVICE,
    schema: SERVICE,
    bus,
    database,
    handlers: [
      createBankTransactionsHandler(context),
      createBankCustomersHandler(context),
      createCustomerFeedbackHandler(context),
      createCustomerPreferencesHandler(context),
    ],
    onErase: (customerId, unit) => erase(customerId, { unit, clock }),
    logger,
    clock,
    metrics: ports.metrics,
    onCrash: (error) => ports.onCrash(error),
  });
  const say = (signal?: AbortSignal) => sayUnsaid({ database, delivery, clock, ...place }, signal);
  const readModel = () => createReadModel(context, say);
  const rebuilder = createRebuilder({ service: SERVICE, schema: SERVICE, bus, database, logger, readModel });
  registerRebuildRoutes(ports.http, { service: SERVICE, rebuilder, operatorToken: config.OPERATOR_TOKEN });
  let job: Repeated | undefined;
  let started = false;

  return {
    name: SERVICE,
    async start() {
      await migrate(database, SERVICE, migrations);
      await bus.ensureTopics(TOPICS.filter((topic) => topic.producer === SERVICE || topic.consumers.includes(SERVICE)));
      await compare.refresh();
      await delivery.start();
      await rebuilder.open();
      const round = async (signal: AbortSignal) => {
        await say(signal);
        return compare.run(signal);
      };
      job = repeat(round, {
        everyMs: config.ANALYTICS_COMPARE_SECONDS * 1000,
        logger,
        name: 'compare customers',
      });
      started = true;
    },
    async stop() {
      started = false;
      await rebuilder.stop();
      await job?.stop();
      await delivery.stop();
    },
    async readiness() {
      const { ready, degraded, detail } = await readinessOf({ bus, database, delivery });
      const { fitted, segments, scorecard } = compare.models();
      const scoredBy = scorecard === null ? 'habits' : 'scorecard';
      const compared = { comparedUpTo: fitted?.newestDate ?? null, segments: segments?.version ?? null, scoredBy };
      return { ready: ready && started, degraded, detail: { ...detail, ...compared } };
    },
  };
}

/** Deletes a customer's rows and puts a tombstone after every state that was said. */
async function erase(customerId: string, { unit, clock }: { readonly unit: UnitOfWork; readonly clock: Clock }): Promise<void> {
  const state = (await loadStates(unit.tx, [customerId])).get(customerId);
  await deleteEntries(unit.tx, customerId);
  await deleteSamples(unit.tx, customerId);
  await deleteMoney(unit.tx, customerId);
  await deleteState(unit.tx, customerId);
  await forgetUnsaid(unit.tx, customerId);
  const sequences = Object.fromEntries(Object.entries(state?.said ?? {}).map(([topic, said]) => [topic, said.sequence]));
  const cause = { id: 'erased', time: clock.now().toISOString(), intake: state?.intake ?? 'history' } as const;
  emitTombstones(unit, { customerId, sequences, cause });
}
