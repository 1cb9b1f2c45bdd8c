import { defineTopic } from '@munshi/events/topic';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Batch, Subscription } from '../bus.ts';
import type { KafkaClient, KafkaConsumer, KafkaEachBatch } from './kafka-client.ts';
import { joinKafkaGroup } from './kafka-group.ts';
import type { KafkaOffsets } from './kafka-offsets.ts';
import type { KafkaTopics } from './kafka-topics.ts';

const topic = defineTopic<unknown>({
  name: 't',
  description: 'of a test',
  schema: z.unknown(),
  producer: 'ingestion',
  consumers: [],
  kind: 'event',
  retentionDays: 'forever',
  partitions: 1,
});

type Listener = (event: { readonly payload: unknown }) => void;
type Offsets = NonNullable<Parameters<KafkaEachBatch['commitOffsetsIfNecessary']>[0]>;

/** A consumer of kafkajs that does what the test tells it, and notes what it is told. */
function fakeConsumer() {
  const listeners = new Map<string, Listener>();
  const seen: string[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  let eachBatch: ((payload: KafkaEachBatch) => Promise<void>) | undefined;
  const commitOffsetsIfNecessary = ({ topics }: Offsets): Promise<void> => {
    seen.push(`commit ${topics[0]?.partitions[0]?.offset}`);
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    return answer.promise;
  };
  const consumer = {
    events: { CRASH: 'crash', HEARTBEAT: 'heartbeat', REBALANCING: 'rebalancing', GROUP_JOIN: 'join' },
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    connect: async () => undefined,
    subscribe: async () => undefined,
    async run(options: { eachBatch: typeof eachBatch }) {
      eachBatch = options.eachBatch;
    },
    pause: () => undefined,
    resume: () => seen.push('reads'),
    seek: ({ offset }: { offset: string }) => seen.push(`seek ${offset}`),
    disconnect: async () => void seen.push('leaves'),
  };
  return {
    consumer: consumer as unknown as KafkaConsumer,
    seen,
    answers,
    joins: (memberAssignment: object = { t: [0] }) => listeners.get('join')?.({ payload: { memberAssignment } }),
    isAboutToRejoin: () => listeners.get('rebalancing')?.({ payload: {} }),
    async fetches(offset: number) {
      const messages = [{ offset: String(offset), timestamp: '1', key: Buffer.from('k'), value: null, headers: {} }];
      const batch = { topic: 't', partition: 0, fetchedOffset: String(offset), messages };
      await eachBatch?.({ batch, resolveOffset: () => undefined, commitOffsetsIfNecessary } as unknown as KafkaEachBatch);
    },
  };
}

let subscription: Subscription;
let fake: ReturnType<typeof fakeConsumer>;

async function join(onBatch: (batch: Batch) => Promise<void>): Promise<string[]> {
  fake = fakeConsumer();
  const handled: string[] = [];
  subscription = await joinKafkaGroup({
    subscription: {
      group: 'g',
      topics: [topic],
      async onBatch(batch) {
        await onBatch(batch);
        handled.push(...batch.records.map(({ offset }) => String(offset)));
      },
      onCrash: () => undefined,
    },
    client: { consumer: () => fake.consumer } as unknown as KafkaClient,
    topics: { check: async () => undefined } as unknown as KafkaTopics,
    offsets: { places: async () => new Map([['t', new Map([[0, { next: 0n, outOfRange: null }]])]]) } as unknown as KafkaOffsets,
    prefix: '',
    instance: null,
    logger: silentLogger,
  });
  fake.joins();
  await eventually('it reads', () => fake.seen.includes('reads'));
  return handled;
}

const commitsOf = ({ seen }: typeof fake) => seen.filter((one) => one.startsWith('commit'));

afterEach(async () => {
  const stopping = subscription.stop();
  for (const { resolve } of fake.answers) resolve();
  await stopping;
});

it('handles what comes while a commit has no answer yet', async () => {
  const handled = await join(async () => undefined);
  await fake.fetches(0);
  await eventually('a commit', () => commitsOf(fake).length > 0);
  await fake.fetches(1);
  await eventually('the next record', () => handled.length === 2);
  expect(commitsOf(fake)).toEqual(['commit 1']);
  fake.answers[0]?.resolve();
  await eventually('its commit', () => commitsOf(fake).includes('commit 2'));
});

it('commits what it has handled before kafkajs asks to join again', async () => {
  let finish: (() => void) | undefined;
  const handled = await join(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  await fake.fetches(0);
  await eventually('in flight', () => finish !== undefined);
  finish?.();
  await eventually('handled', () => handled.length === 1);
  fake.isAboutToRejoin();
  // The first answer that kafkajs waits for before it asks comes in a later turn.
  await new Promise((turn) => setImmediate(turn));
  expect(commitsOf(fake)).toEqual(['commit 1']);
});

it('commits nothing of a lane that another has by now, however late its handler ends', async () => {
  const finish: (() => void)[] = [];
  const handled = await join(() => new Promise((resolve) => void finish.push(resolve)));
  await fake.fetches(0);
  await eventually('in flight', () => finish.length === 1);
  fake.isAboutToRejoin();
  fake.joins({});
  finish[0]?.();
  await eventually('handled in vain', () => handled.length === 1);
  await subscription.stop();
  expect(commitsOf(fake)).toEqual([]);
});

it('goes on behind what its handler was at when lanes were shared out anew, where it keeps the lane, and commits that', async () => {
  const finish: (() => void)[] = [];
  const handled = await join(() => new Promise((resolve) => void finish.push(resolve)));
  await fake.fetches(0);
  await eventually('in flight', () => finish.length === 1);
  fake.isAboutToRejoin();
  fake.joins();
  finish[0]?.();
  await eventually('its commit', () => commitsOf(fake).length > 0);
  expect(commitsOf(fake)).toEqual(['commit 1']);
  expect(fake.seen.filter((one) => one.startsWith('seek'))).toEqual(['seek 0', 'seek 1']);
  await fake.fetches(1);
  await eventually('the next record', () => finish.length === 2);
  finish[1]?.();
  await eventually('handled', () => handled.length === 2);
  expect(handled).toEqual(['0', '1']);
});

it('commits before it leaves', async () => {
  const handled = await join(async () => undefined);
  await fake.fetches(0);
  await eventually('handled', () => handled.length === 1);
  const stopping = subscription.stop();
  await eventually('a commit', () => commitsOf(fake).length === 1);
  expect(fake.seen).not.toContain('leaves');
  fake.answers[0]?.resolve();
  await stopping;
  expect(fake.seen.at(-1)).toBe('leaves');
});
