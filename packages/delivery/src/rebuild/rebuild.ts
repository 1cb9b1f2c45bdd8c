import type { SqlTransaction } from '@munshi/database/database';
import type { Migration } from '@munshi/database/migrations';
import type { MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import type { EffectHandler, UnitOfWork } from '../delivery.ts';

/** Names of the two schemas while a rebuild runs. */
export interface Schemas {
  readonly live: string;
  readonly shadow: string;
}

/** A transaction on the shadow: `tx` writes it, though its statements name the live schema. What is emitted is dropped. */
export interface RebuildUnit extends UnitOfWork {
  /** The same transaction with names as they are written: for what only the live tables know. */
  readonly plain: SqlTransaction;
  readonly schemas: Schemas;
}

/** A transactional handler is one too. */
export interface RebuildHandler<Data = unknown> {
  readonly topic: TopicDefinition<Data>;
  apply(events: readonly MunshiEvent<Data>[], unit: RebuildUnit): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: lists of handlers of different topics
export type AnyRebuildHandler = RebuildHandler<any> | EffectHandler<any, any, any>;

/** What of a service is made from topics, and how it is made anew. */
export interface ReadModel {
  /** Of the service's own schema: the shadow is made with them. */
  readonly migrations: readonly Migration[];
  /** The tables that change places. Every other is a record, and stays where it is. */
  readonly tables: readonly string[];
  /** They get the events that were applied, in the order and in the batches in which they were. */
  readonly handlers: readonly AnyRebuildHandler[];
  /** Of topics that the service itself produces: what it has said is restored, not decided anew. They get all that is retained. */
  readonly restored?: readonly AnyRebuildHandler[];
  onErase?(customerId: string, unit: RebuildUnit): Promise<void>;
  /** Right after the shadow's tables were made. */
  prepare?(tx: SqlTransaction, schemas: Schemas): Promise<void>;
  /** In the transaction of the swap, before it: takes over what no topic says. Nobody else writes the live tables meanwhile. */
  carryOver?(tx: SqlTransaction, schemas: Schemas): Promise<void>;
  /** After the swap: says what differs from what was said. A service whose process ended before that does it at its start. */
  afterwards?(signal: AbortSignal): Promise<void>;
}

export type RebuildPhase = 'reading' | 'applying' | 'swapping' | 'saying' | 'done';

/** A rebuild as it is shown. Instants are RFC 3339. */
export interface RebuildJob {
  readonly jobId: string;
  readonly service: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly phase: RebuildPhase;
  /** Events applied so far. */
  readonly done: number;
  /** Events known to be applied; rises while it reads. */
  readonly total: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Why it failed, and that nothing was changed. */
  readonly error: string | null;
}

/**
 * Makes the service's read model anew from the topics, in a schema next to the live one, and lets the two change places. The live
 * one answers and learns until then. What dies half way leaves a schema that is dropped at the next start or rebuild.
 */
export interface Rebuilder {
  /** Drops what a rebuild that died left behind. After the delivery's start, which makes its tables. */
  open(): Promise<void>;
  /** Begins a rebuild; where one runs already it is that one. */
  start(): Promise<RebuildJob>;
  /** Newest first. */
  jobs(): Promise<readonly RebuildJob[]>;
  /** Idempotent; gives up the rebuild that runs here, and leaves nothing of it. */
  stop(): Promise<void>;
}
