import { setTimeout as pause } from 'node:timers/promises';
import { type BareKafka, messagesOf, openBareKafka } from './bare-kafka.ts';
import { type Fact, factRecord, facts, freshName, openStage, type Stage, startConsumer } from './delivery-stage.ts';
import { hand, type Measurement } from './measurement.ts';

const ROUNDS = 2;
const EVENTS_A_ROUND = 2_000;
const PER_SECOND = 200;
const SETTLE_MS = 3_000;

const stage = await openStage();
if (stage === null) hand([]);
else {
  const bare = await openBareKafka(stage);
  try {
    hand(await latency(stage, bare));
  } finally {
    await bare.close();
    await stage.close();
  }
}

/** From the call of publish to the handler: kafkajs, the bus and delivery at the same pace, in turns. */
async function latency(stage: Stage, bare: BareKafka): Promise<Measurement[]> {
  const ways = { kafkajs: () => throughKafkajs(stage, bare), bus: () => throughBus(stage), delivery: () => throughDelivery(stage) };
  const delays: Record<keyof typeof ways, number[]> = { kafkajs: [], bus: [], delivery: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ['kafkajs', 'bus', 'delivery'] as const) delays[name].push(...(await ways[name]()));
  }
  const compared = (what: string, ours: readonly number[]) =>
    ([50, 99] as const).map((percent): Measurement => {
      const [value, theirs] = [percentile(ours, percent), percentile(delays.kafkajs, percent)];
      return {
        what: `from publish to ${what} at ${PER_SECOND} events/s, p${percent}; the ratio is how many times the reference`,
        value,
        unit: 'ms',
        reference: { what: 'kafkajs alone, which stores nothing', value: theirs },
        ratio: value / theirs,
        target: { of: 'ratio', atMost: 1.3 },
      };
    });
  return [
    ...compared("the bus's handler", delays.bus),
    ...compared('a handler of delivery, inside its transaction and behind the inbox', delays.delivery),
  ];
}

function throughKafkajs({ prefix }: Stage, bare: BareKafka): Promise<number[]> {
  return delaysOf(async (onFact) => {
    const consumer = await bare.listen(freshName('listen'), onFact);
    return {
      send: (n) => bare.producer.sendBatch({ acks: -1, topicMessages: messagesOf([factRecord(n, now())], prefix) }),
      stop: () => consumer.stop(),
    };
  });
}

function throughBus({ bus }: Stage): Promise<number[]> {
  return delaysOf(async (onFact) => {
    const group = freshName('late');
    const subscription = await bus.subscribe({
      group,
      topics: [facts],
      onBatch: async ({ records }) => {
        for (const { value } of records) onFact(JSON.parse(String(value)) as Fact);
      },
      onCrash(error) {
        throw error;
      },
    });
    await untilCaughtUp(bus, group);
    return { send: (n) => bus.publish([factRecord(n, now())]), stop: () => subscription.stop() };
  });
}

function throughDelivery({ bus, database }: Stage): Promise<number[]> {
  return delaysOf(async (onFact) => {
    const group = freshName('late');
    const onFacts = (rows: readonly Fact[]) => rows.forEach(onFact);
    const delivery = await startConsumer({ bus, database, group, schema: freshName('late'), echo: false, onFacts });
    await untilCaughtUp(bus, group);
    return { send: (n) => bus.publish([factRecord(n, now())]), stop: () => delivery.stop() };
  });
}

async function untilCaughtUp(bus: Stage['bus'], group: string): Promise<void> {
  while ((await bus.lag(group, [facts])).messages > 0) await pause(100);
}

/** Milliseconds since 1970, with their fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

interface Pair {
  send(n: number): Promise<unknown>;
  stop(): Promise<void>;
}

async function delaysOf(open: (onFact: (fact: Fact) => void) => Promise<Pair>): Promise<number[]> {
  const delays: number[] = [];
  const from = 10_000_000 + Math.floor(performance.now()) * 10;
  const { send, stop } = await open(({ n, at }) => {
    if (n >= from && at > 0) delays.push(now() - at);
  });
  await pause(SETTLE_MS);
  const begun = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let i = 0; i < EVENTS_A_ROUND; i += 1) {
    const due = begun + (i * 1000) / PER_SECOND;
    if (due > performance.now()) await pause(due - performance.now());
    sending.push(send(from + i));
  }
  await Promise.all(sending);
  while (delays.length < EVENTS_A_ROUND) await pause(50);
  await stop();
  return delays.slice(EVENTS_A_ROUND / 10);
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
