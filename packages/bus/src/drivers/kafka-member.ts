import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@munshi/service-kit/logger';
import { BusUnavailableError } from '../errors.ts';
import { within } from '../time-limit.ts';
import type { KafkaAssignment, KafkaBatch, KafkaClient, KafkaConsumer, KafkaEachBatch, LaneAssigner } from './kafka-client.ts';
import { isHopeless, reasonOf } from './kafka-errors.ts';

const FIRST_PAUSE_MS = 300;
/** A try takes seconds by itself; a longer pause would be added to every return of a broker. */
const LONGEST_PAUSE_MS = 2_000;
const DISCONNECT_LIMIT_MS = 5_000;
/** Without a heartbeat for so long the consumer is stuck, whatever it says. */
const SILENCE_MS = 60_000;

/** Where a partition goes on. */
export interface KafkaPlace {
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
}

export interface KafkaMemberOptions {
  readonly client: KafkaClient;
  /** Asked at every build. */
  groupId(): string;
  /** As the broker knows them. */
  readonly topics: readonly string[];
  readonly assigner: LaneAssigner;
  /** Rejects when there is nothing to join, before each build. */
  prepare(): Promise<void>;
  /** Called before anything of the assignment is fetched. */
  onAssigned(assignment: KafkaAssignment): void;
  /** The group is about to share out anew: the assignment ends as soon as it can. */
  onRebalancing(): void;
  /** The assignment is over. */
  onLost(): void;
  /** `done` moves on behind an offset. */
  onBatch(batch: KafkaBatch, done: (offset: string) => void): void | Promise<void>;
  onCrash(error: unknown): void;
  readonly logger: Logger;
}

/** A member of a consumer group that is built anew whenever kafkajs's own has died. */
export interface KafkaMember {
  /** Resolves when it has joined, or tries to in the background. */
  start(): Promise<void>;
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  seek(topic: string, partition: number, offset: bigint): void;
  /** Asked once, of the assignment there is: kafkajs's own repeating would go on into the next one, over what its new owner commits. */
  commit(places: readonly KafkaPlace[]): Promise<void>;
  /** Idempotent; leaves the group. */
  stop(): Promise<void>;
}

export function createKafkaMember(options: KafkaMemberOptions): KafkaMember {
  const { logger, topics } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let consumer: KafkaConsumer | undefined;
  let commitOnce: KafkaEachBatch['commitOffsetsIfNecessary'] | undefined;
  let failures = 0;
  let lastSign = 0;
  let ended: Promise<void> = Promise.resolve();

  async function live(onJoined: () => void): Promise<void> {
    while (!signal.aborted) {
      const error = await liveOnce(onJoined);
      onJoined();
      if (signal.aborted) return;
      if (isHopeless(error)) {
        logger.error({ err: error }, 'the consumer died and cannot be built anew');
        options.onCrash(error);
        return;
      }
      failures += 1;
      const entry = { reason: reasonOf(error), failures };
      // The first join after a broker's start fails as a matter of course.
      if (failures === 3) logger.error(entry, 'the consumer keeps dying; building it anew until it lives');
      else logger.warn(entry, 'the consumer died; building it anew');
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Gives the error that ended it. */
  async function liveOnce(onJoined: () => void): Promise<unknown> {
    const own = options.client.consumer(options.groupId(), options.assigner);
    const death = watch(own);
    try {
      await options.prepare();
      consumer = own;
      await own.connect();
      await own.subscribe({ topics: [...topics], fromBeginning: true });
      await own.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
          commitOnce = commitOffsetsIfNecessary;
          await options.onBatch(batch as KafkaBatch, resolveOffset);
        },
      });
      onJoined();
      return await death.error;
    } catch (error) {
      return error;
    } finally {
      death.unwatch();
      consumer = undefined;
      commitOnce = undefined;
      options.onLost();
      await within(DISCONNECT_LIMIT_MS, own.disconnect(), () => new BusUnavailableError('the consumer does not disconnect')).catch(
        (error) => {
          logger.warn({ err: error }, 'left a consumer behind that does not disconnect');
        },
      );
    }
  }

  function watch(own: KafkaConsumer): { readonly error: Promise<unknown>; unwatch(): void } {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const sign = (): void => {
      lastSign = Date.now();
    };
    sign();
    const silence = setInterval(() => {
      if (Date.now() - lastSign > SILENCE_MS) resolve(new BusUnavailableError('the consumer gives no sign of life'));
    }, SILENCE_MS / 4);
    silence.unref();
    const onAbort = (): void => resolve(undefined);
    signal.addEventListener('abort', onAbort);
    const current = (): boolean => consumer === own && !signal.aborted;
    own.on(own.events.CRASH, ({ payload }) => resolve(payload.error));
    own.on(own.events.HEARTBEAT, sign);
    own.on(own.events.REBALANCING, () => {
      if (current()) options.onRebalancing();
    });
    own.on(own.events.GROUP_JOIN, ({ payload }) => {
      sign();
      if (!current()) return;
      failures = 0;
      options.onAssigned(payload.memberAssignment);
    });
    return {
      error: promise,
      unwatch() {
        clearInterval(silence);
        signal.removeEventListener('abort', onAbort);
      },
    };
  }

  /** A consumer that has just died refuses; its successor is told anew. */
  function ifRunning(act: (own: KafkaConsumer) => void): void {
    try {
      if (consumer !== undefined) act(consumer);
    } catch (error) {
      logger.debug({ reason: reasonOf(error) }, 'the consumer is not running');
    }
  }

  return {
    start() {
      return new Promise((resolve) => {
        ended = live(resolve);
      });
    },
    pause: (topic, partition) => ifRunning((own) => own.pause([{ topic, partitions: [partition] }])),
    resume: (topic, partition) => ifRunning((own) => own.resume([{ topic, partitions: [partition] }])),
    seek: (topic, partition, offset) => ifRunning((own) => own.seek({ topic, partition, offset: String(offset) })),
    async commit(places) {
      if (commitOnce === undefined) throw new BusUnavailableError('the consumer is being built anew');
      const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, own]) => ({
        topic,
        partitions: own.map(({ partition, next }) => ({ partition, offset: String(next) })),
      }));
      await commitOnce({ topics });
    },
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
