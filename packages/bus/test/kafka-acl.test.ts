import { randomUUID } from 'node:crypto';
import { type Logger, silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import kafkajs from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { type AclBroker, aclBroker, aclBrokerAbsent } from './acl-broker.ts';
import { record, testTopic, textOf } from './contract-setup.ts';

/** Its one user, on a broker with SASL/SCRAM-SHA-256 and access lists that refuse what is not granted. */
const GRANTS = `
user  limited  limited-secret
grant limited  Read,Write,Describe,Create  topic:acl.mine*
grant limited  Read,Describe,Delete        group:acl.mine*
`;
const absent = aclBrokerAbsent(process.env);

describe.skipIf(absent !== null)(`kafka with SASL and access lists${absent === null ? '' : ` (left out: ${absent})`}`, () => {
  let broker: AclBroker;
  beforeAll(async () => {
    broker = await aclBroker(process.env, GRANTS);
  }, 180_000);
  afterAll(() => broker?.close(), 60_000);

  let opened: Bus[] = [];
  afterEach(async () => {
    await Promise.all(opened.map((bus) => bus.close()));
    opened = [];
  });

  async function open(more: Record<string, string> = {}, logger: Logger = silentLogger): Promise<Bus> {
    const user = { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_USERNAME: 'limited', KAFKA_SASL_PASSWORD: 'limited-secret' };
    const settings = busSettings.parse({ KAFKA_BROKERS: broker.brokers, KAFKA_PREFIX: 'acl.mine.', ...user, ...more });
    const bus = await openBus(settings, { clientId: 'limited', database: null, logger });
    opened.push(bus);
    return bus;
  }

  async function administrator(prefix: string): Promise<Bus> {
    const settings = busSettings.parse({ KAFKA_BROKERS: broker.plain, KAFKA_PREFIX: prefix });
    const bus = await openBus(settings, { clientId: 'administrator', database: null, logger: silentLogger });
    opened.push(bus);
    return bus;
  }

  it('works where the user may touch its own topics and groups alone', async () => {
    const bus = await open();
    const topic = testTopic();
    await bus.ensureTopics([topic]);
    const received: string[] = [];
    const group = { group: randomUUID(), topics: [topic], onCrash: () => undefined };
    await bus.subscribe({ ...group, onBatch: async ({ records }) => void received.push(...records.map(textOf)) });
    const heard: string[] = [];
    await bus.subscribeEvery({ topics: [topic], onRecord: (one) => heard.push(textOf(one)), onCrash: () => undefined });
    await bus.publish([record(topic, 'a', 'one')]);
    await eventually('the record', () => received.length === 1 && heard.length === 1);
  });

  it('names every topic that it may not use, at the start', async () => {
    const topics = [testTopic(), testTopic()];
    await (await administrator('acl.others.')).ensureTopics(topics);
    const bus = await open({ KAFKA_PREFIX: 'acl.others.' });
    const refusal = await bus.ensureTopics(topics).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'BUS_FORBIDDEN', failure: 'refused' });
    for (const { name } of topics) expect((refusal as Error).message).toContain(`acl.others.${name}`);
  });

  it('names a group that it may not join, and does not die later in silence', async () => {
    const topic = testTopic();
    await (await administrator('')).ensureTopics([{ ...topic, name: `acl.mine.${topic.name}` }]);
    const bus = await open({ KAFKA_PREFIX: '' });
    const crashes: unknown[] = [];
    const subscription = {
      group: 'somebody-elses',
      topics: [{ ...topic, name: `acl.mine.${topic.name}` }],
      onBatch: async () => undefined,
      onCrash: (error: unknown) => crashes.push(error),
    };
    await expect(bus.subscribe(subscription)).rejects.toThrow(/somebody-elses may not be read/);
    expect(crashes).toEqual([]);
  }, 60_000);

  /** From now on the user may not read its groups, until the result is called. */
  async function denyGroups(): Promise<() => Promise<void>> {
    const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } = kafkajs;
    const rule = { resourceType: AclResourceTypes.GROUP, resourceName: 'acl.mine', principal: 'User:limited', host: '*' };
    const way = { operation: AclOperationTypes.READ, permissionType: AclPermissionTypes.DENY };
    const deny = { ...rule, ...way, resourcePatternType: ResourcePatternTypes.PREFIXED };
    const admin = new Kafka({ clientId: 'administrator', brokers: broker.plain.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createAcls({ acl: [deny] });
    return async () => {
      await admin.deleteAcls({ filters: [deny] });
      await admin.disconnect();
    };
  }

  it('says loudly that its group is refused from now on, and goes on without a hand when it is let again', async () => {
    const complaints: string[] = [];
    const logger: Logger = Object.assign(Object.create(silentLogger), {
      child: () => logger,
      error: (_: unknown, text: string) => complaints.push(text),
    });
    const bus = await open({}, logger);
    const topic = testTopic();
    await bus.ensureTopics([topic]);
    const received: string[] = [];
    const crashes: unknown[] = [];
    await bus.subscribe({
      group: randomUUID(),
      topics: [topic],
      onBatch: async ({ records }) => void received.push(...records.map(textOf)),
      onCrash: (error) => crashes.push(error),
    });
    await bus.publish([record(topic, 'a', 'before')]);
    await eventually('the first record', () => received.length === 1);
    const allow = await denyGroups();
    await eventually('a complaint', () => complaints.some((text) => text.includes('keeps dying')), 120_000);
    await bus.publish([record(topic, 'a', 'meanwhile')]);
    await allow();
    await eventually('what came meanwhile', () => received.includes('meanwhile'), 60_000);
    expect(crashes).toEqual([]);
  }, 200_000);

  it('says that the password is wrong', async () => {
    await expect(open({ KAFKA_SASL_PASSWORD: 'wrong' })).rejects.toMatchObject({ code: 'BUS_FORBIDDEN' });
  });

  it('asks for the settings where the brokers want SASL', async () => {
    const settings = busSettings.parse({ KAFKA_BROKERS: broker.brokers });
    const opening = openBus(settings, { clientId: 'nobody', database: null, logger: silentLogger });
    await expect(opening).rejects.toThrow(/KAFKA_SASL/);
  }, 60_000);
});
