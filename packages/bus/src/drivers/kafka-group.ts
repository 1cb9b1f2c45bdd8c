import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { Lane, SharedSubscription, Subscription } from '../bus.ts';
import { batchSizeOf, createLaneWorker, type LaneWorker, oldestWaiting } from '../lane-worker.ts';
import { laneAt } from '../partition.ts';
import { assignLanes } from './kafka-assigner.ts';
import type { KafkaAssignment, KafkaBatch, KafkaClient } from './kafka-client.ts';
import { gatherCommits } from './kafka-commits.ts';
import { createKafkaCursor, judgeBatch, type KafkaCursor } from './kafka-cursor.ts';
import { reasonOf } from './kafka-errors.ts';
import { createKafkaMember } from './kafka-member.ts';
import type { GroupPlace, KafkaOffsets } from './kafka-offsets.ts';
import { createOutOfRangeReport } from './kafka-out-of-range.ts';
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
  /** Resolves when the handler of the assignment before has ended. */
  readonly after: Promise<void> | undefined;
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
  const outOfRange = createOutOfRangeReport(offsets, prefix, logger);
  /** Behind what this consumer has handled, committed or not. */
  const handled = new Map<string, bigint>();
  const declared = new Map(subscription.topics.map((topic) => [prefix + topic.name, topic]));
  let workers = new Map<string, LaneWorker>();
  let places = new Map<string, Place>();
  let commits = gatherCommits(() => member, logger);
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
    onLost() {
      revoke();
      // Who joins anew believes the group alone.
      handled.clear();
    },
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
    commits = gatherCommits(() => member, logger);
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
        const after = ending.get(lane.id);
        const worker = workers.get(lane.id) ?? createWorker(lane, after);
        workers.set(lane.id, worker);
        const place = { topic, partition, worker, after, cursor: undefined, paused: false };
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
      onHandled(topic, next) {
        handled.set(placeKey(prefix + topic, lane.partition), next);
        makeRoom(lane);
      },
      ...(after && { after }),
      logger: options.logger,
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
        for (const place of mine.values()) {
          void Promise.resolve(place.after).then(() => {
            if (places === mine) begin(place, found.get(prefix + place.topic.name)?.get(place.partition));
          });
        }
        return;
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'could not read where the group stands; trying again');
        await pause(RETRY_MS);
      }
    }
  }

  function begin(place: Place, { next: committed, outOfRange: stood }: GroupPlace = { next: 0n, outOfRange: null }): void {
    const topic = prefix + place.topic.name;
    const own = handled.get(placeKey(topic, place.partition)) ?? 0n;
    let next = committed;
    if (stood !== null) outOfRange.tell(place, stood, committed);
    else if (own > committed) {
      // Handled in the assignment before, and too late for a commit in it.
      next = own;
      void commits.add({ topic, partition: place.partition, next }).catch(() => undefined);
    }
    place.cursor = createKafkaCursor(next);
    member.seek(topic, place.partition, next);
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
    if (verdict === 'gap') void outOfRange.tellIfLost(place, cursor.next);
    if (verdict === 'rewound') {
      outOfRange.tell(place, cursor.next, range.from);
      cursor.next = range.from;
    }
    place.worker.accept(place.topic.name, toReceived(batch, place.topic.name, cursor.next));
    cursor.next = BigInt(last.offset) + 1n;
    done(last.offset);
    if (place.worker.buffered(place.topic.name) >= most) pausePlace(place);
  }

  function makeRoom(lane: Lane): void {
    for (const place of places.values()) {
      if (place.worker.lane.id !== lane.id || !place.paused || place.cursor === undefined) continue;
      if (place.worker.buffered(place.topic.name) < most) resumePlace(place);
    }
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
