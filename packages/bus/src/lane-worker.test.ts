import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { expect, it } from 'vitest';
import type { Batch, ReceivedRecord } from './bus.ts';
import { createLaneWorker, type LaneWorker, type LaneWorkerOptions } from './lane-worker.ts';
import { laneAt } from './partition.ts';

const received = (topic: string, offset: number, timestamp: number): ReceivedRecord => ({
  topic,
  partition: 0,
  offset: BigInt(offset),
  timestamp,
  key: 'k',
  value: null,
  headers: {},
});

interface Seen {
  readonly events: string[];
  readonly worker: LaneWorker;
}

function start(onBatch: (batch: Batch) => Promise<void>, more: Partial<LaneWorkerOptions> = {}): Seen {
  const events: string[] = [];
  const worker = createLaneWorker({
    lane: laneAt('customer', 0),
    subscription: {
      group: 'g',
      topics: [],
      batchSize: 2,
      async onBatch(batch) {
        events.push(`${batch.topic}:${batch.records.map(({ offset }) => offset).join(',')}`);
        await onBatch(batch);
      },
      onLaneAssigned: async () => void events.push('assigned'),
      onLaneRevoked: () => events.push('revoked'),
      onCrash: () => undefined,
    },
    commit: async (topic, next) => void events.push(`commit ${topic}:${next}`),
    onHandled: () => undefined,
    logger: silentLogger,
    ...more,
  });
  return { events, worker };
}

it('takes the topic whose next record was published first, and commits behind what it handled', async () => {
  const { events, worker } = start(async () => undefined);
  worker.accept('derived', [received('derived', 7, 20)]);
  worker.accept('cause', [received('cause', 0, 10), received('cause', 1, 30), received('cause', 2, 40)]);
  await eventually('all handled', () => worker.buffered('cause') + worker.buffered('derived') === 0 && events.length >= 7);
  await worker.stop();
  expect(events).toEqual([
    'assigned',
    'cause:0,1',
    'commit cause:2',
    'derived:7',
    'commit derived:8',
    'cause:2',
    'commit cause:3',
    'revoked',
  ]);
});

it('says since when its oldest record waits, the one in the handler included', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { worker, events } = start(() => promise);
  expect(worker.waitingSince()).toBeNull();
  worker.accept('late', [received('late', 0, 20)]);
  worker.accept('early', [received('early', 0, 10)]);
  await eventually('in flight', () => events.includes('early:0'));
  expect(worker.waitingSince()).toBe(10);
  resolve();
  await eventually('handled', () => worker.waitingSince() === null);
  await worker.stop();
});

it('commits nothing of a lane that was taken away while its handler ran', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { events, worker } = start(() => promise);
  worker.accept('t', [received('t', 0, 1)]);
  await eventually('in flight', () => events.includes('t:0'));
  const revoking = worker.revoke();
  worker.accept('t', [received('t', 1, 1)]);
  resolve();
  await revoking;
  expect(events).toEqual(['assigned', 't:0', 'revoked']);
});

it('stops while its handler keeps failing, and leaves the records', async () => {
  const { events, worker } = start(async () => {
    throw new Error('never');
  });
  worker.accept('t', [received('t', 0, 1)]);
  await eventually('a try', () => events.includes('t:0'));
  await worker.stop();
  expect(events).not.toContain('commit t:1');
});

it('tries a commit again before it goes on, and handles the batch once', async () => {
  let tries = 0;
  const { events, worker } = start(async () => undefined, {
    commit: async () => {
      tries += 1;
      if (tries === 1) throw new Error('the coordinator is away');
    },
  });
  worker.accept('t', [received('t', 0, 1), received('t', 1, 1), received('t', 2, 1)]);
  await eventually('all handled', () => worker.buffered('t') === 0 && tries === 3);
  await worker.stop();
  expect(events).toEqual(['assigned', 't:0,1', 't:2', 'revoked']);
});

it('begins when the earlier owner in this process has ended', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { events, worker } = start(async () => undefined, { after: promise });
  worker.accept('t', [received('t', 0, 1)]);
  await new Promise((settled) => setImmediate(settled));
  expect(events).toEqual([]);
  resolve();
  await eventually('handled', () => events.includes('commit t:1'));
  await worker.stop();
});
