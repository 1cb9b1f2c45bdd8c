import type { Bus } from '@munshi/bus/bus';
import type { Database, SqlTransaction } from '@munshi/database/database';
import type { Intake, MunshiEvent } from '@munshi/events/event';
import type { ServiceName, TopicDefinition } from '@munshi/events/topic';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Metrics } from '@munshi/service-kit/metrics';

/** An event to be published: `id` from `eventId()`, `sequence` kept by the emitter a subject. */
export interface NewEvent<Data = unknown> {
  readonly topic: TopicDefinition<Data>;
  readonly id: string;
  readonly key: string;
  readonly subject: string;
  readonly sequence: number;
  readonly time: string;
  readonly intake: Intake;
  readonly data: Data;
}

/** One database transaction: what it changes and what it emits commit together, or not at all. */
export interface UnitOfWork {
  readonly tx: SqlTransaction;
  emit<Data>(event: NewEvent<Data>): void;
}

/** Ids of customers and of documents, by the keyspace of their topics. */
export type Keys = Readonly<Partial<Record<TopicDefinition['keyspace'], Iterable<string>>>>;

/** Applies events in one database transaction. Await nothing but SQL of `unit.tx`. */
export interface TransactionalHandler<Data = unknown> {
  readonly topic: TopicDefinition<Data>;
  /** Events of one lane that were not applied before, in order, at most a batch. */
  apply(events: readonly MunshiEvent<Data>[], unit: UnitOfWork): Promise<void>;
}

/** Applies events with an effect outside the database, in three steps; only `perform` may touch the network. */
export interface EffectHandler<Data = unknown, Plan = unknown, Outcome = unknown> {
  readonly topic: TopicDefinition<Data>;
  plan(events: readonly MunshiEvent<Data>[], tx: SqlTransaction): Promise<Plan>;
  /** May run again with the same plan: its ids are deterministic. */
  perform(plan: Plan, signal: AbortSignal): Promise<Outcome>;
  store(events: readonly MunshiEvent<Data>[], outcome: Outcome, unit: UnitOfWork): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of handlers of different topics
export type Handler = TransactionalHandler<any> | EffectHandler<any, any, any>;

export interface DeliveryOptions {
  readonly service: ServiceName;
  /** The consumer group; default: `service`. Another one, with a schema of its own, applies everything retained once more. */
  readonly group?: string;
  /** The service's schema; delivery keeps its own tables in it (`inbox`, `outbox`, `lanes`, `erased_customers`). */
  readonly schema: string;
  readonly bus: Bus;
  /** Of the consumers. */
  readonly database: Database;
  /** Of `transaction()`, where a person waits on it: connections that are served first. Default: `database`. */
  readonly routesDatabase?: Database;
  /** One a topic. `bank.customers` is consumed whether or not a handler is there: erasure concerns everyone. */
  readonly handlers: readonly Handler[];
  /**
   * Deletes every row of the customer; called in the transaction that applies the `erased` state. What it emits (tombstones)
   * is published, whatever else of the customer waits or comes is not. The state itself reaches no transactional handler;
   * an effect handler of `bank.customers` gets it, to remove what is outside the database.
   */
  onErase?(customerId: string, unit: UnitOfWork): Promise<void>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics?: Metrics;
  /** The consumer died for good. */
  onCrash(error: unknown): void;
}

export interface DeliveryState {
  /** Why it waits now, if it does: the code of what is unavailable. */
  readonly waitingFor: string | null;
  readonly lagMessages: number | null;
  /** How long the oldest record that this process holds has waited since it was published; 0 where none waits, null where unknown. */
  readonly lagSeconds: number | null;
  /** Between `start` and `stop`, while the consumer lives. */
  readonly running: boolean;
}

/** At-least-once transport made apply-once effects. Its promises and what it does not promise: `../README.md`. */
export interface Delivery {
  /** Creates its tables, publishes leftovers of the lanes it gets, consumes. Run migrations of the service before. */
  start(): Promise<void>;
  /**
   * For routes and jobs: one transaction whose events are published right after it, by the owner of the key's lane. It names every
   * key whose rows it writes or for which it emits, and has their lanes to itself until it ends, as a batch has its own: with both
   * holding lanes before rows, no two of them ever wait for each other. So it is to be short, and to hold few keys.
   * @throws DeliveryMisuseError `EMIT_UNNAMED_KEY` where `work` emits for another key
   */
  transaction<Result>(keys: Keys, work: (unit: UnitOfWork) => Promise<Result>): Promise<Result>;
  state(): Promise<DeliveryState>;
  /** Idempotent; the batch in flight is finished or left uncommitted. */
  stop(): Promise<void>;
}
