import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { interposeKafka } from '@munshi/testing/kafka-proxy';
import { kafkaServer } from '@munshi/testing/servers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Bus, ReceivedRecord } from '../src/bus.ts';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { record, testTopic, textOf } from './contract-setup.ts';

const server = await kafkaServer();
afterAll(server.close);

describe.skipIf(server.absent)(server.suite('kafka, an answer that is lost'), () => {
  const proxy = interposeKafka();
  let bus: Bus;
  afterEach(async () => bus.close());
  afterAll(() => proxy.close());

  /** What is stored on a topic of one partition after the answers to the first `cuts` sends of A are lost. */
  async function publishWithCuts(cuts: number): Promise<string[]> {
    bus = await openBus(busSettings.parse({ KAFKA_BROKERS: server.brokers, KAFKA_PREFIX: server.prefix }), {
      clientId: 'cut',
      database: null,
      logger: silentLogger,
    });
    const topic = testTopic({ partitions: 1 });
    await bus.ensureTopics([topic]);
    await bus.publish([record(topic, 'k', 'w')]);
    const before = proxy.cuts;
    proxy.cutAnswers(cuts);
    const first = bus.publish([record(topic, 'k', 'A')]);
    const others = ['B', 'C'].map((text) => bus.publish([record(topic, 'k', text)]));
    await Promise.all([first, ...others]);
    await eventually('the answers were cut', () => proxy.cuts === before + cuts);
    const stored: ReceivedRecord[] = [];
    await bus.readAll([topic], (one) => stored.push(one));
    return stored.map(textOf);
  }

  it.each([1, 2, 5])('cut %i times: what is acknowledged is stored, in order, at worst more than once', async (cuts) => {
    const stored = await publishWithCuts(cuts);
    // Each cut send was stored: the resend repeats it, and loses nothing.
    expect([...new Set(stored)]).toEqual(['w', 'A', 'B', 'C']);
    expect(stored.filter((text) => text === 'A')).toHaveLength(cuts + 1);
    expect(stored.slice(-2)).toEqual(['B', 'C']);
  });
});
