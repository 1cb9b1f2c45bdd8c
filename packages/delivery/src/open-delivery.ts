import type { Subscription } from '@munshi/bus/bus';
import { migrate } from '@munshi/database/migrations';
import { bankCustomers } from '@munshi/events/customer';
import { deadLettersOf } from '@munshi/events/dead-letter';
import type { TopicDefinition } from '@munshi/events/topic';
import { createApplier } from './applier.ts';
import { createBatchRunner } from './batch-runner.ts';
import { createBurial } from './burial.ts';
import type { Delivery, DeliveryOptions } from './delivery.ts';
import { createDeliveryMetrics } from './delivery-metrics.ts';
import { createErasure } from './erasure.ts';
import { DeliveryMisuseError } from './errors.ts';
import { createInbox } from './inbox.ts';
import { createLag, createServiceLag } from './lag.ts';
import { createLaneRegistry } from './lane-registry.ts';
import { createLanes } from './lanes.ts';
import { createOutbox } from './outbox.ts';
import { createPatience } from './patience.ts';
import { deliveryMigrations } from './schema.ts';
import { createUpkeep } from './upkeep.ts';
import { within } from './within.ts';

const BATCH_SIZE = 500;
/** Publishing gives up earlier; this is for a query that is never answered. */
const CLOSE_LIMIT_MS = 5_000;

/** Delivery of one service. Besides its handlers' topics it always consumes `bank.customers`: erasure concerns everyone. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { service, group = service, schema, bus, database, clock } = options;
  const logger = options.logger.child({ component: 'delivery' });
  const topics = topicsOf(options);
  const keyspaces = new Map(topics.map((topic) => [topic.keyspace, topic]));
  const lag = createServiceLag(createLag(bus, group, topics), () => subscription);
  const metrics = createDeliveryMetrics(options.metrics, service, lag);
  const patience = createPatience(logger, metrics.retried);
  const lanes = createLanes(database, schema);
  const inbox = createInbox(database, schema);
  const outbox = createOutbox(database, schema);
  const erasure = createErasure(schema, bus);
  const registry = createLaneRegistry({ bus, lanes, outbox, patience });
  const applier = createApplier({
    database,
    routesDatabase: options.routesDatabase ?? database,
    lanes,
    inbox,
    outbox,
    erasure,
    clock,
    unit: { service, bus, keyspaces },
    onErase: options.onErase?.bind(options),
    wake: registry.wake,
  });
  const erasedAmong = (customers: readonly string[]) => erasure.among(database.sql, customers);
  const run = createBatchRunner({
    applier,
    patience,
    metrics,
    clock,
    bury: createBurial({ service, bus, patience, erasedAmong, metrics, logger }),
    topics: new Map(topics.map((topic) => [topic.name, topic])),
    handlers: new Map(options.handlers.map((handler) => [handler.topic.name, handler])),
  });
  const upkeep = createUpkeep({ registry, outbox, inbox, clock, logger });
  let subscription: Subscription | undefined;
  let stopped: Promise<void> | undefined;
  let crashed = false;

  async function stop(): Promise<void> {
    await upkeep.stop();
    await subscription?.stop();
    await within(CLOSE_LIMIT_MS, registry.close());
  }

  return {
    async start() {
      await migrate(database, schema, deliveryMigrations(schema), { owner: 'delivery' });
      await bus.ensureTopics([...topics, deadLettersOf(service)]);
      subscription = await bus.subscribe({
        group,
        topics,
        batchSize: BATCH_SIZE,
        onLaneAssigned: async (lane) => {
          await registry.take(lane);
        },
        onBatch: (batch) => registry.run(batch.lane, (lane) => run(batch, lane)),
        onLaneRevoked: (lane) => registry.release(lane.id),
        onCrash(error) {
          crashed = true;
          options.onCrash(error);
        },
      });
      upkeep.start();
    },
    transaction: applier.transaction,
    state: async () => ({
      waitingFor: patience.waitingFor(),
      lagMessages: await lag.messages(),
      lagSeconds: lag.seconds(),
      running: subscription !== undefined && stopped === undefined && !crashed,
    }),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

function topicsOf({ handlers, service }: DeliveryOptions): readonly TopicDefinition[] {
  const topics = new Map<string, TopicDefinition>([[bankCustomers.name, bankCustomers as TopicDefinition]]);
  const taken = new Set<string>();
  for (const { topic } of handlers) {
    if (taken.has(topic.name)) throw new DeliveryMisuseError('HANDLER_TWICE', `${service} has two handlers of ${topic.name}`);
    taken.add(topic.name);
    topics.set(topic.name, topic);
  }
  return [...topics.values()];
}
