import type { EventRecord } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';

export interface OutgoingRecord extends EventRecord {
  readonly topic: string;
}

export interface ReceivedRecord extends EventRecord {
  readonly topic: string;
  readonly partition: number;
  /** Rises within a partition. */
  readonly offset: bigint;
  /** When it was published, milliseconds since 1970. */
  readonly timestamp: number;
}

/** A partition number of a keyspace: `customer-3`. One owner handles it, one batch at a time across topics. */
export interface Lane {
  readonly id: string;
  readonly keyspace: TopicDefinition['keyspace'];
  readonly partition: number;
}

export interface Batch {
  readonly lane: Lane;
  readonly topic: string;
  /** In offset order, at least one. */
  readonly records: readonly ReceivedRecord[];
  /** Aborted when the lane was taken away or the bus stops: finish nothing new. */
  readonly signal: AbortSignal;
  /** Keeps the lane during long work; cheap to call often. */
  heartbeat(): Promise<void>;
}

export interface SharedSubscription {
  /** Members of a group share its lanes; independent groups each get everything retained, from the start. */
  readonly group: string;
  readonly topics: readonly TopicDefinition[];
  /** Most records in a batch. Default 500. */
  readonly batchSize?: number;
  /** Resolved: the offset is committed, a little later. Thrown: the same records come again, after a pause; other lanes go on. */
  onBatch(batch: Batch): Promise<void>;
  /** Before a lane's first batch. */
  onLaneAssigned?(lane: Lane): Promise<void>;
  onLaneRevoked?(lane: Lane): void;
  /** The consumer is dead and cannot rebuild itself: the process must end. */
  onCrash(error: unknown): void;
}

export interface EverySubscription {
  readonly topics: readonly TopicDefinition[];
  /** Each record published from now on, at most once, no order between partitions, nothing kept. */
  onRecord(record: ReceivedRecord): void;
  onCrash(error: unknown): void;
}

export interface Subscription {
  /** Lanes held now. */
  lanes(): readonly Lane[];
  /** When the oldest record that this member holds and has not handled was published, milliseconds since 1970; null where none waits. */
  waitingSince(): number | null;
  /** Idempotent. Finishes the batches in flight, commits them, then is silent. */
  stop(): Promise<void>;
}

/** The next offset to read of each partition, by `topic/partition`. */
export type ReadPlaces = ReadonlyMap<string, bigint>;

/** How far behind a group is. */
export interface Lag {
  readonly messages: number;
  readonly byTopic: Readonly<Record<string, number>>;
}

/** At-least-once transport of records; order holds within a key. Contract: `test/contract.ts`. */
export interface Bus {
  readonly kind: 'kafka' | 'postgres';
  /** Creates missing topics from their declarations, and resolves when they can be used. @throws BusForbiddenError */
  ensureTopics(topics: readonly TopicDefinition[]): Promise<void>;
  /**
   * Resolves when every record is stored by all in-sync replicas. Keeps the order of records of one key within and
   * between calls that follow one another. May store a record twice, never loses one it acknowledged.
   * @throws BusUnavailableError after the bus was closed or cannot be reached; BusRecordError on a record that never can be stored
   */
  publish(records: readonly OutgoingRecord[]): Promise<void>;
  /** @throws BusForbiddenError where the group or a topic may not be read; BusRecordError `TOPIC_UNKNOWN` */
  subscribe(options: SharedSubscription): Promise<Subscription>;
  subscribeEvery(options: EverySubscription): Promise<Subscription>;
  /**
   * Hands out what is retained now, in offset order within a partition, waiting where `onRecord` promises something, and resolves
   * with the places up to which it has read; nothing is kept of it. `from` goes on where an earlier call ended.
   * @throws BusUnavailableError, or what `onRecord` throws
   */
  readAll(topics: readonly TopicDefinition[], onRecord: (record: ReceivedRecord) => unknown, from?: ReadPlaces): Promise<ReadPlaces>;
  lag(group: string, topics: readonly TopicDefinition[]): Promise<Lag>;
  /** Lane of a key: the same on both drivers and in every process. */
  laneOf(topic: TopicDefinition, key: string): Lane;
  /** Resolves when the bus answers. @throws BusUnavailableError */
  ping(): Promise<void>;
  /** Idempotent; stops every subscription first. */
  close(): Promise<void>;
}
