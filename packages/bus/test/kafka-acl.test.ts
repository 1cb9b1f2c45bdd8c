import { randomUUID } from 'node:crypto';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { afterEach, describe, expect, it } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { record, testTopic, textOf } from './contract-setup.ts';

/**
 * A broker with SASL/SCRAM-SHA-256 and access lists that refuse what is not granted: `KAFKA_ACL_BROKERS` its SASL listener,
 * `KAFKA_ACL_PLAIN_BROKERS` the administrator's. Its one user:
 *
 * ```
 * user  limited  limited-secret
 * grant limited  Read,Write,Describe,Create  topic:acl.mine*
 * grant limited  Read,Describe,Delete         group:acl.mine*
 * ```
 */
const { KAFKA_ACL_BROKERS: brokers = '', KAFKA_ACL_PLAIN_BROKERS: plain = '' } = process.env;
const isAbsent = brokers === '' || plain === '';

describe.skipIf(isAbsent)(`kafka with SASL and access lists${isAbsent ? ' (left out: KAFKA_ACL_BROKERS is not set)' : ''}`, () => {
  let opened: Bus[] = [];
  afterEach(async () => {
    await Promise.all(opened.map((bus) => bus.close()));
    opened = [];
  });

  async function open(more: Record<string, string> = {}): Promise<Bus> {
    const user = { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_USERNAME: 'limited', KAFKA_SASL_PASSWORD: 'limited-secret' };
    const settings = busSettings.parse({ KAFKA_BROKERS: brokers, KAFKA_PREFIX: 'acl.mine.', ...user, ...more });
    const bus = await openBus(settings, { clientId: 'limited', database: null, logger: silentLogger });
    opened.push(bus);
    return bus;
  }

  async function administrator(prefix: string): Promise<Bus> {
    const settings = busSettings.parse({ KAFKA_BROKERS: plain, KAFKA_PREFIX: prefix });
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

  it('says that the password is wrong', async () => {
    await expect(open({ KAFKA_SASL_PASSWORD: 'wrong' })).rejects.toMatchObject({ code: 'BUS_FORBIDDEN' });
  });

  it('asks for the settings where the brokers want SASL', async () => {
    const settings = busSettings.parse({ KAFKA_BROKERS: brokers });
    const opening = openBus(settings, { clientId: 'nobody', database: null, logger: silentLogger });
    await expect(opening).rejects.toThrow(/KAFKA_SASL/);
  }, 60_000);
});
