import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { Lane, SharedSubscription, Subscription } from '../bus.ts';
import { batchSizeOf, createLaneWorker, type LaneWorker, oldestWaiting } from '../lane-worker.ts';
import { createOffsetCommits, type OffsetCommits } from '../offset-commits.ts';
import { laneAt } from '../partition.ts';
import { assignLanes } from './kafka-assigner.ts';
import type { KafkaAssignment, KafkaBatch, KafkaClient } from './kafka-client.ts';
import { createKafkaCursor, judgeBatch, type KafkaCursor } from './kafka-cursor.ts';
import { reasonOf, toBusError } from './kafka-errors.ts';
import { createKafkaMember, type KafkaPlace } from './kafka-member.ts';
import type { GroupPlace, KafkaOffsets } from './kafka-offsets.ts';
import { dismissPredecessors } from './kafka-predecessor.ts';
import { toReceived } from './kafka-record.ts';
import type { KafkaTopics } from './kafka-topics.ts';

const RETRY_MS = 300;

export interface KafkaGroupOptions {
  readonly subscription: SharedSubscription;
  readonly client: KafkaClient;
  readonly topics: KafkaTopics;
  readonly offsets: KafkaOffsets;
  readonly prefix: string;
  /** As the brokers know this process and its predecessor; null where they cannot be told from others. */
  readonly instance: string | null;
  readonly logger: Logger;
}

/** One partition of the assignment. */
interface Place {
  readonly topic: TopicDefinition;
  readonly partition: number;
  readonly worker: LaneWorker;
  /** Undefined until it is known where the group stands: nothing is fetched before. */
  cursor: KafkaCursor | undefined;
  paused: boolean;
}

/** A member of a group: fetching goes on beside the handlers, a worker a lane takes what was fetched. */
export async function joinKafkaGroup(options: KafkaGroupOptions): Promise<Subscription> {
  const { subscription, client, topics, offsets, prefix, instance } = options;
  const groupId = prefix + subscription.group;
  const logger = options.logger.child({ group: subscription.group });
  const most = 2 * batchSizeOf(subscription);
  const declared = new Map(subscription.topics.map((topic) => [prefix + topic.name, topic]));
  let workers = new Map<string, LaneWorker>();
  let places = new Map<string, Place>();
  let commits = gatherCommits();
  let held: readonly string[] = [];
  /** Between two assignments. */
  let changing = true;
  let stopped: Promise<void> | undefined;
  let succeeded = false;

  const member = createKafkaMember({
    client,
    groupId: () => groupId,
    topics: [...declared.keys()],
    assigner: { claim, assign: assignLanes },
    async prepare() {
      await topics.check(subscription.topics);
      // Once: two hosts of one name would go on sending each other away.
      if (instance !== null && !succeeded) await dismissPredecessors({ client, groupId, instance, logger });
      succeeded = true;
    },
    onAssigned,
    // The batch in flight is finished and committed if it can be; nothing new begins.
    onRebalancing() {
      changing = true;
      // Now: what is asked after kafkajs has asked to join is answered after that, and refused.
      void commits.drain().catch(() => undefined);
      void endWorkers();
    },
    onLost: () => void revoke(),
    onBatch,
    onCrash: subscription.onCrash,
    logger,
  });
  await member.start();

  return {
    lanes: () => (stopped === undefined && !changing ? [...workers.values()].map(({ lane }) => lane) : []),
    waitingSince: () => oldestWaiting(workers.values()),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<void> {
    for (const place of places.values()) pausePlace(place);
    const drained = commits.drain().catch(tellUncommitted);
    await endWorkers();
    await drained;
    await member.stop();
  }

  function claim() {
    return { topics: [...declared].map(([name, { keyspace, partitions }]) => ({ name, keyspace, partitions })), held };
  }

  function endWorkers(): Promise<unknown> {
    return Promise.all([...workers.values()].map((worker) => worker.stop()));
  }

  function revoke(): ReadonlyMap<string, Promise<void>> {
    const ending = new Map([...workers].map(([id, worker]) => [id, worker.revoke()]));
    changing = true;
    commits.forget();
    commits = gatherCommits();
    workers = new Map();
    places = new Map();
    return ending;
  }

  function onAssigned(assignment: KafkaAssignment): void {
    const ending = revoke();
    for (const [name, partitions] of Object.entries(assignment)) {
      const topic = declared.get(name);
      if (topic === undefined) continue;
      for (const partition of partitions) {
        const lane = laneAt(topic.keyspace, partition);
        const worker = workers.get(lane.id) ?? createWorker(lane, ending.get(lane.id));
        workers.set(lane.id, worker);
        const place = { topic, partition, worker, cursor: undefined, paused: false };
        places.set(placeKey(name, partition), place);
        pausePlace(place);
      }
    }
    held = [...workers.keys()];
    changing = false;
    logger.info({ lanes: held }, 'lanes assigned');
    void locate(places);
  }

  function createWorker(lane: Lane, after?: Promise<void>): LaneWorker {
    const own = commits;
    return createLaneWorker({
      lane,
      subscription,
      commit: (topic, next) => own.add({ topic: prefix + topic, partition: lane.partition, next }),
      onHandled: () => onHandled(lane),
      ...(after && { after }),
      logger: options.logger,
    });
  }

  /** Of one assignment: a place of the one before may be another member's now. */
  function gatherCommits(): OffsetCommits<KafkaPlace> {
    return createOffsetCommits<KafkaPlace>({
      nameOf: ({ topic, partition }) => placeKey(topic, partition),
      store: (some) =>
        member.commit(some).catch((error) => {
          throw toBusError(error);
        }),
      logger,
    });
  }

  function tellUncommitted(error: unknown): void {
    logger.warn({ err: error }, 'could not commit the last offsets; what was handled since the ones before comes again');
  }

  /** Sets every place where the group stands, and begins to fetch. */
  async function locate(mine: ReadonlyMap<string, Place>): Promise<void> {
    while (places === mine && stopped === undefined) {
      try {
        const found = await offsets.places(groupId, [...new Set([...mine.values()].map(({ topic }) => prefix + topic.name))]);
        if (places !== mine) return;
        for (const place of mine.values()) begin(place, found.get(prefix + place.topic.name)?.get(place.partition));
        return;
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'could not read where the group stands; trying again');
        await pause(RETRY_MS);
      }
    }
  }

  function begin(place: Place, { next, outOfRange }: GroupPlace = { next: 0n, outOfRange: null }): void {
    if (outOfRange !== null) tellOutOfRange(place, outOfRange, next);
    place.cursor = createKafkaCursor(next);
    member.seek(prefix + place.topic.name, place.partition, next);
    resumePlace(place);
  }

  function onBatch(batch: KafkaBatch, done: (offset: string) => void): void {
    const place = places.get(placeKey(batch.topic, batch.partition));
    const cursor = place?.cursor;
    const last = batch.messages.at(-1);
    if (place === undefined || cursor === undefined || last === undefined) return;
    const range = { from: BigInt(batch.fetchedOffset), last: BigInt(last.offset) };
    const verdict = judgeBatch(cursor, range);
    if (verdict === 'again') {
      member.seek(batch.topic, batch.partition, cursor.next);
      return;
    }
    if (verdict === 'gap') void tellIfLost(place, cursor.next);
    if (verdict === 'rewound') {
      tellOutOfRange(place, cursor.next, range.from);
      cursor.next = range.from;
    }
    place.worker.accept(place.topic.name, toReceived(batch, place.topic.name, cursor.next));
    cursor.next = BigInt(last.offset) + 1n;
    done(last.offset);
    if (place.worker.buffered(place.topic.name) >= most) pausePlace(place);
  }

  function onHandled(lane: Lane): void {
    for (const place of places.values()) {
      if (place.worker.lane.id !== lane.id || !place.paused || place.cursor === undefined) continue;
      if (place.worker.buffered(place.topic.name) < most) resumePlace(place);
    }
  }

  /** A gap of control records is no loss. */
  async function tellIfLost(place: Place, stood: bigint): Promise<void> {
    const topic = prefix + place.topic.name;
    const ranges = await offsets.ranges([topic]).catch(() => undefined);
    const beginning = ranges?.get(topic)?.get(place.partition)?.low ?? stood;
    if (beginning > stood) tellOutOfRange(place, stood, beginning);
  }

  /** Never a silent jump: somebody has to know what was not read, or is read again. */
  function tellOutOfRange({ topic, partition }: Place, stood: bigint, goesOn: bigint): void {
    const entry = { code: 'OFFSET_OUT_OF_RANGE', topic: topic.name, partition, stood: String(stood), goesOn: String(goesOn) };
    if (goesOn > stood) logger.error({ ...entry, unread: String(goesOn - stood) }, 'records were deleted before this group had read them');
    else logger.error(entry, 'the log ends before the place of this group: it was cut or made anew; reading it from its start');
  }

  function pausePlace(place: Place): void {
    place.paused = true;
    member.pause(prefix + place.topic.name, place.partition);
  }

  function resumePlace(place: Place): void {
    if (stopped !== undefined) return;
    place.paused = false;
    member.resume(prefix + place.topic.name, place.partition);
  }
}

function placeKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
