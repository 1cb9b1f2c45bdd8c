import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { createDelivery } from '@munshi/delivery/open-delivery';
import { createRebuilder } from '@munshi/delivery/open-rebuild';
import { readinessOf } from '@munshi/delivery/readiness';
import { registerRebuildRoutes } from '@munshi/delivery/rebuild-routes';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { notifications, notificationsDecisions } from '@munshi/events/notification';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Clock } from '@munshi/service-kit/clock';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { Counter } from 'prom-client';
import type { NotificationConfig } from './config.ts';
import { bankCustomersHandler } from './handlers/bank-customers.ts';
import { customerFeedbackHandler } from './handlers/customer-feedback.ts';
import { customerPreferencesHandler } from './handlers/customer-preferences.ts';
import { insightsAnomaliesHandler } from './handlers/insights-anomalies.ts';
import { insightsMomentsHandler } from './handlers/insights-moments.ts';
import { insightsRecommendationsHandler } from './handlers/insights-recommendations.ts';
import { createTeller } from './handlers/tell.ts';
import { createReleaseHeld } from './jobs/release-held.ts';
import { createReadModel } from './read-model.ts';
import { migrations, SCHEMA } from './store/migrations/migrations.ts';
import { recipientRepository } from './store/recipient-repository.ts';

export interface NotificationPorts {
  readonly bus: Bus;
  readonly database: Database;
  readonly http: HttpServer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  onCrash(error: unknown): void;
}

const PRODUCES = [notifications, notificationsDecisions, deadLettersOf('notification')] as readonly TopicDefinition[];

export function createNotificationService(ports: NotificationPorts, config: NotificationConfig): Service {
  const { bus, database, logger, clock, metrics } = ports;
  const decided = decidedCounter(metrics);
  const teller = createTeller({ clock, bank: config, onDecided: (outcome, rule) => decided.inc({ outcome, rule }) });
  const delivery = createDelivery({
    service: 'notification',
    schema: SCHEMA,
    bus,
    database,
    logger,
    clock,
    metrics,
    handlers: [
      bankCustomersHandler,
      customerPreferencesHandler,
      customerFeedbackHandler,
      insightsAnomaliesHandler(teller),
      insightsMomentsHandler(teller),
      insightsRecommendationsHandler(teller),
    ],
    onErase: (customerId, { tx }) => recipientRepository.erase(tx, customerId),
    onCrash: ports.onCrash,
  });
  const rebuilder = createRebuilder({
    service: 'notification',
    schema: SCHEMA,
    bus,
    database,
    logger,
    readModel: () => createReadModel(config),
  });
  registerRebuildRoutes(ports.http, { service: 'notification', rebuilder, operatorToken: config.OPERATOR_TOKEN });
  const releaseHeld = createReleaseHeld({ database, delivery, teller, clock, logger });

  return {
    name: 'notification',
    async start() {
      await migrate(database, SCHEMA, migrations);
      await bus.ensureTopics(PRODUCES);
      await delivery.start();
      await rebuilder.open();
      releaseHeld.start();
    },
    async stop() {
      await rebuilder.stop();
      await releaseHeld.stop();
      await delivery.stop();
    },
    readiness: () => readinessOf({ bus, database, delivery }),
  };
}

function decidedCounter(metrics: Metrics): Counter<'outcome' | 'rule'> {
  const name = 'munshi_notification_decisions_total';
  const known = metrics.getSingleMetric(name) as Counter<'outcome' | 'rule'> | undefined;
  return known ?? new Counter({ name, help: 'Decisions by outcome and rule', labelNames: ['outcome', 'rule'], registers: [metrics] });
}
