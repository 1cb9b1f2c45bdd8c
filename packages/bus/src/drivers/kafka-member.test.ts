import { silentLogger } from '@munshi/service-kit/logger';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KafkaClient, KafkaConsumer } from './kafka-client.ts';
import { createKafkaMember, type KafkaMember } from './kafka-member.ts';

const pauses: number[] = [];
vi.mock('node:timers/promises', async () => {
  const { setImmediate: soon } = await vi.importActual<typeof import('node:timers/promises')>('node:timers/promises');
  return {
    setTimeout: (milliseconds: number) => {
      pauses.push(milliseconds);
      return soon();
    },
  };
});

type Listener = (event: { readonly payload: unknown }) => void;

/** A consumer of kafkajs that does what the test tells it. */
function fakeConsumer(connect: () => Promise<void>) {
  const listeners = new Map<string, Listener>();
  let isConnected = true;
  const consumer = {
    events: { CRASH: 'crash', HEARTBEAT: 'heartbeat', REBALANCING: 'rebalancing', GROUP_JOIN: 'join' },
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    connect,
    subscribe: async () => undefined,
    run: async () => undefined,
    disconnect: async () => {
      isConnected = false;
    },
  } as unknown as KafkaConsumer;
  return { consumer, happens: (name: string, payload: unknown) => listeners.get(name)?.({ payload }), isConnected: () => isConnected };
}

let member: KafkaMember;
let built: ReturnType<typeof fakeConsumer>[];
let crashes: unknown[];
let complaints: string[];

function createMember(connect: (build: number) => Promise<void>): KafkaMember {
  const client = {
    consumer() {
      const fake = fakeConsumer(() => connect(built.length));
      built.push(fake);
      return fake.consumer;
    },
  } as unknown as KafkaClient;
  const logger = Object.assign(Object.create(silentLogger), { error: (_: unknown, text: string) => complaints.push(text) });
  member = createKafkaMember({
    client,
    groupId: () => 'g',
    topics: ['t'],
    assigner: { claim: () => ({ topics: [], held: [] }), assign: () => new Map() },
    prepare: async () => undefined,
    onAssigned: () => undefined,
    onRebalancing: () => undefined,
    onLost: () => undefined,
    onBatch: () => undefined,
    onCrash: (error) => crashes.push(error),
    logger,
  });
  return member;
}

const gone = () => Object.assign(new Error('gone'), { type: 'KafkaJSConnectionError' });
const joins = (one: ReturnType<typeof fakeConsumer> | undefined) => one?.happens('join', { memberAssignment: {} });

beforeEach(() => {
  pauses.length = 0;
  built = [];
  crashes = [];
  complaints = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await member.stop();
});

it('is built anew until it lives, with pauses that grow and never go beyond two seconds', async () => {
  await createMember(async (build) => {
    if (build < 6) throw gone();
  }).start();
  await vi.waitFor(() => expect(built).toHaveLength(6));
  expect(pauses).toEqual([600, 1_200, 2_000, 2_000, 2_000]);
  expect(complaints).toEqual(['the consumer keeps dying; building it anew until it lives']);
  expect(crashes).toEqual([]);
});

it('begins with a short pause again once it had joined', async () => {
  await createMember(async (build) => {
    if (build === 2) throw gone();
  }).start();
  joins(built[0]);
  built[0]?.happens('crash', { error: gone() });
  await vi.waitFor(() => expect(built).toHaveLength(3));
  joins(built[2]);
  built[2]?.happens('crash', { error: gone() });
  await vi.waitFor(() => expect(built).toHaveLength(4));
  expect(pauses).toEqual([600, 1_200, 600]);
});

it('is never left dead by a crash that kafkajs does not restart from', async () => {
  await createMember(async () => undefined).start();
  const refused = Object.assign(new Error('no coordinator'), { name: 'KafkaJSGroupCoordinatorNotFound' });
  built[0]?.happens('crash', { error: refused, restart: false });
  await vi.waitFor(() => expect(built).toHaveLength(2));
  expect(built[0]?.isConnected()).toBe(false);
});

it('is built anew when a minute has gone without a heartbeat, though it says that it lives', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  await createMember(async () => undefined).start();
  joins(built[0]);
  vi.advanceTimersByTime(59_000);
  built[0]?.happens('heartbeat', {});
  vi.advanceTimersByTime(59_000);
  expect(built[0]?.isConnected()).toBe(true);
  vi.advanceTimersByTime(30_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(built).toHaveLength(2));
});

it('gives up, and says so to its process, where no new one could join', async () => {
  await createMember(async () => {
    throw Object.assign(new Error('another protocol'), { type: 'INCONSISTENT_GROUP_PROTOCOL' });
  }).start();
  await vi.waitFor(() => expect(crashes).toHaveLength(1));
  expect(built).toHaveLength(1);
});
