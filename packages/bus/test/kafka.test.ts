import type { TopicDefinition } from '@munshi/events/topic';
import { type Logger, silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { kafkaServer } from '@munshi/testing/servers';
import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { busContract } from './contract.ts';
import { createBench, KEYS, record, records, sorted, testTopic, textOf } from './contract-setup.ts';

const server = await kafkaServer();
afterAll(server.close);

describe.skipIf(server.absent)(server.suite('kafka'), () => {
  const open = (prefix = server.prefix): Promise<Bus> =>
    openBus(busSettings.parse({ KAFKA_BROKERS: server.brokers, KAFKA_PREFIX: prefix }), {
      clientId: 'contract',
      database: null,
      logger: silentLogger,
    });
  const driver = { kind: 'kafka', severalProcesses: true, open } as const;
  busContract(driver);

  describe('what the brokers see', () => {
    const bench = createBench(driver);
    let admin: Admin;
    beforeAll(async () => {
      const { Kafka, logLevel } = kafkajs;
      admin = new Kafka({ clientId: 'contract', brokers: server.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
    });
    afterAll(() => admin.disconnect());

    /** A bus whose errors are heard. */
    async function openListening(): Promise<{ listening: Bus; complaints: unknown[] }> {
      const complaints: unknown[] = [];
      const logger: Logger = Object.assign(Object.create(silentLogger), {
        child: () => logger,
        error: (entry: unknown) => complaints.push(entry),
      });
      const settings = busSettings.parse({ KAFKA_BROKERS: server.brokers, KAFKA_PREFIX: server.prefix });
      return { listening: await openBus(settings, { clientId: 'contract', database: null, logger }), complaints };
    }

    const outOfRange = (topic: TopicDefinition, more: object) => ({
      code: 'OFFSET_OUT_OF_RANGE',
      topic: topic.name,
      partition: 0,
      ...more,
    });

    it('makes topics as they are declared', async () => {
      const bus = await bench.bus();
      const week = testTopic({ retentionDays: 7, partitions: 2 });
      const state = testTopic({ kind: 'state' });
      await bus.ensureTopics([week, state]);
      const configOf = async ({ name }: { name: string }): Promise<Record<string, string>> => {
        const names = ['cleanup.policy', 'retention.ms', 'retention.bytes', 'min.insync.replicas', 'message.timestamp.type'];
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: server.prefix + name, configNames: names }],
        });
        return Object.fromEntries(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? []);
      };
      const { brokers } = await admin.describeCluster();
      const replicas = Math.min(3, brokers.length);
      const both = {
        'retention.bytes': '-1',
        'min.insync.replicas': String(Math.max(1, replicas - 1)),
        'message.timestamp.type': 'CreateTime',
      };
      expect(await configOf(week)).toEqual({ ...both, 'cleanup.policy': 'delete', 'retention.ms': String(7 * 86_400_000) });
      expect(await configOf(state)).toEqual({ ...both, 'cleanup.policy': 'compact', 'retention.ms': '-1' });
      const { topics } = await admin.fetchTopicMetadata({ topics: [server.prefix + week.name] });
      expect(topics[0]?.partitions.map(({ replicas: on }) => on.length)).toEqual([replicas, replicas]);
    });

    it('makes topics although somebody asked how far behind a group of them is before they were there', async () => {
      const bus = await bench.another();
      const topic = testTopic();
      await expect(bus.lag('early', [topic])).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
      await bus.ensureTopics([topic]);
      expect(await bus.lag('early', [topic])).toMatchObject({ messages: 0 });
    });

    it('keeps installations with different prefixes apart', async () => {
      const [one, two] = await Promise.all([open(`${server.prefix}one.`), open(`${server.prefix}two.`)]);
      try {
        const topic = testTopic();
        await Promise.all([one.ensureTopics([topic]), two.ensureTopics([topic])]);
        await one.publish(records(topic, KEYS, 1));
        await two.publish([record(topic, 'two', 'two')]);
        const members = await Promise.all([one, two].map((bus) => bench.member(bus, { group: 'same', topics: [topic] })));
        await eventually('all records', () => members[0]?.received.length === KEYS.length && members[1]?.received.length === 1);
        expect(members[1]?.received[0]).toMatchObject({ topic: topic.name, key: 'two' });
        expect((await one.lag('same', [topic])).messages + (await two.lag('same', [topic])).messages).toBeLessThanOrEqual(KEYS.length + 1);
      } finally {
        await Promise.all([one.close(), two.close()]);
      }
    });

    it('leaves no group of a listener behind', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const ours = async (): Promise<string[]> => {
        const { groups } = await admin.listGroups();
        return groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(server.prefix) && id.includes('.every.'));
      };
      const listener = await bus.subscribeEvery({ topics: [topic], onRecord: () => undefined, onCrash: () => undefined });
      expect(await ours()).toHaveLength(1);
      await listener.stop();
      expect(await ours()).toEqual([]);
    });

    it('goes on over what another producer left in the log: transactions, keys and headers unlike ours', async () => {
      const bus = await bench.bus();
      const topic = testTopic({ partitions: 1 });
      await bus.ensureTopics([topic]);
      const { received } = await bench.member(bus, { topics: [topic], batchSize: 2 });
      const { Kafka, logLevel, Partitioners } = kafkajs;
      const producer = new Kafka({ clientId: 'foreign', brokers: server.brokers.split(','), logLevel: logLevel.NOTHING }).producer({
        idempotent: true,
        maxInFlightRequests: 1,
        transactionalId: `${server.prefix}foreign`,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      try {
        for (const [index, commits] of [true, false, true, false, true].entries()) {
          const transaction = await producer.transaction();
          const messages = [{ key: null, value: `foreign ${index}`, headers: { twice: ['a', 'b'], bytes: Buffer.from('x') } }];
          await transaction.send({ topic: server.prefix + topic.name, messages });
          await (commits ? transaction.commit() : transaction.abort());
        }
      } finally {
        await producer.disconnect();
      }
      await bus.publish(records(topic, ['ours'], 3));
      await eventually('the records', () => received.length === 6);
      expect(received.map(textOf)).toEqual(['foreign 0', 'foreign 2', 'foreign 4', 'ours:0', 'ours:1', 'ours:2']);
      expect(received[0]).toMatchObject({ key: '', headers: { twice: 'b', bytes: 'x' } });
    });

    it('reads on where the log begins when its place is past retention', async () => {
      const bus = await bench.bus();
      const topic = testTopic({ partitions: 1 });
      await bus.ensureTopics([topic]);
      const group = 'late';
      await bus.publish(records(topic, ['a'], 3));
      const before = await bench.member(bus, { group, topics: [topic] });
      await eventually('the first records', () => before.received.length === 3);
      await before.subscription.stop();
      await bus.publish(records(topic, ['b'], 3));
      await admin.fetchTopicOffsets(server.prefix + topic.name);
      await admin.deleteTopicRecords({ topic: server.prefix + topic.name, partitions: [{ partition: 0, offset: '5' }] });
      const { listening, complaints } = await openListening();
      const after = await bench.member(listening, { group, topics: [topic] });
      await bus.publish([record(topic, 'c', 'c')]);
      await eventually('what is left', () => after.received.length === 2);
      expect(sorted(after.texts())).toEqual(['b:2', 'c']);
      await eventually('no lag', async () => (await bus.lag(group, [topic])).messages === 0);
      expect(complaints).toEqual([outOfRange(topic, { stood: '3', goesOn: '5', unread: '2' })]);
      await listening.close();
    });

    it('reads a log from its start, and says so, when it ends before the place of the group', async () => {
      const bus = await bench.bus();
      const topic = testTopic({ partitions: 1 });
      await bus.ensureTopics([topic]);
      const group = 'ahead';
      await bus.publish(records(topic, ['a'], 3));
      await admin.setOffsets({
        groupId: server.prefix + group,
        topic: server.prefix + topic.name,
        partitions: [{ partition: 0, offset: '40' }],
      });
      const { listening, complaints } = await openListening();
      const member = await bench.member(listening, { group, topics: [topic] });
      await eventually('all that is there', () => member.received.length === 3);
      expect(complaints).toEqual([outOfRange(topic, { stood: '40', goesOn: '0' })]);
      await listening.close();
    }, 30_000);

    it('says so when records are deleted before a running member has read them', async () => {
      const topic = testTopic({ partitions: 1 });
      const { listening, complaints } = await openListening();
      await listening.ensureTopics([topic]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const member = await bench.member(listening, { group: 'slow', topics: [topic], batchSize: 1, onBatch: () => promise });
      await listening.publish(records(topic, ['a'], 2));
      await eventually(
        'the member is full',
        async () => (await listening.lag('slow', [topic])).messages === 2 && member.subscription.waitingSince() !== null,
      );
      await listening.publish(records(topic, ['b'], 8));
      await admin.fetchTopicOffsets(server.prefix + topic.name);
      await admin.deleteTopicRecords({ topic: server.prefix + topic.name, partitions: [{ partition: 0, offset: '9' }] });
      resolve();
      await eventually('what is left', () => member.texts().includes('b:7'));
      await eventually('a complaint', () => complaints.length > 0);
      expect(complaints[0]).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE', goesOn: '9' });
      await listening.close();
    });
  });
});
