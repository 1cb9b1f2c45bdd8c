import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { hostname } from 'node:os';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { kafkaServer } from '@munshi/testing/servers';
import kafkajs, { type PartitionAssigner } from 'kafkajs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { KEYS, records, testTopic } from './contract-setup.ts';

const server = await kafkaServer();
afterAll(server.close);

/** For so long the broker believes in it: longer than any test waits. */
const SESSION_MS = 300_000;

const { AssignerProtocol, PartitionAssigners } = kafkajs;
/** Shares partitions out under the name of ours. */
const assigner: PartitionAssigner = (context) => ({
  ...PartitionAssigners.roundRobin(context),
  name: 'munshi-lanes',
  protocol: ({ topics }) => ({
    name: 'munshi-lanes',
    metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
  }),
});

/** A member of a group that dies without a goodbye, as `kill -9` would have it: its connections are cut, and it makes no new ones. */
async function joinAndDie(clientId: string, groupId: string, topic: string): Promise<void> {
  const sockets: net.Socket[] = [];
  let dead = false;
  const kafka = new kafkajs.Kafka({
    clientId,
    brokers: server.brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 0, restartOnFailure: async () => false },
    socketFactory({ host, port, onConnect }) {
      const socket = dead ? new net.Socket() : net.connect({ host, port }, onConnect);
      sockets.push(socket);
      return socket;
    },
  });
  const times = { sessionTimeout: SESSION_MS, rebalanceTimeout: SESSION_MS, heartbeatInterval: SESSION_MS / 10 };
  const consumer = kafka.consumer({ groupId, partitionAssigners: [assigner], ...times });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ eachMessage: async () => undefined });
  await joined;
  dead = true;
  for (const socket of sockets) socket.destroy();
}

describe.skipIf(server.absent)(server.suite('kafka, the successor of a process that was killed'), () => {
  let opened: Bus[] = [];
  afterEach(async () => {
    await Promise.all(opened.map((bus) => bus.close()));
    opened = [];
  });

  async function open(port: number): Promise<Bus> {
    const settings = busSettings.parse({ KAFKA_BROKERS: server.brokers, KAFKA_PREFIX: server.prefix });
    const bus = await openBus(settings, { clientId: 'heir', port, database: null, logger: silentLogger });
    opened.push(bus);
    return bus;
  }

  it('goes to work at once: it does not wait until the session of the dead has run out', async () => {
    const bus = await open(4001);
    const topic = testTopic();
    const group = randomUUID();
    await bus.ensureTopics([topic]);
    await joinAndDie(`heir@${hostname()}:4001`, server.prefix + group, server.prefix + topic.name);
    const received: string[] = [];
    const onBatch = async ({ records: batch }: { records: readonly { key: string }[] }) =>
      void received.push(...batch.map(({ key }) => key));
    await bus.subscribe({ group, topics: [topic], onBatch, onCrash: () => undefined });
    await bus.publish(records(topic, KEYS, 1));
    await eventually('the records of all lanes', () => received.length === KEYS.length);
    expect([...received].sort()).toEqual([...KEYS].sort());
  });

  it('leaves replicas of it alone: they share the lanes', async () => {
    const [one, two] = await Promise.all([open(4002), open(4003)]);
    const topic = testTopic({ partitions: 2 });
    await one.ensureTopics([topic]);
    const subscription = { group: randomUUID(), topics: [topic], onBatch: async () => undefined, onCrash: () => undefined };
    const members = [await one.subscribe(subscription), await two.subscribe(subscription)];
    await eventually('a lane each', () => members.every((member) => member.lanes().length === 1));
  });
});
