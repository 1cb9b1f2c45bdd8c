import { setTimeout as pause } from 'node:timers/promises';
import { type BareKafka, messagesOf, openBareKafka } from './bare-kafka.ts';
import { type Fact, factRecord, freshName, openStage, type Stage, startConsumer } from './delivery-stage.ts';
import { hand, type Measurement } from './measurement.ts';

const LATENCY_EVENTS = 4_000;
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

/** From the call of publish to the handler, both at the same pace, one after the other. */
async function latency(stage: Stage, bare: BareKafka): Promise<Measurement[]> {
  const { bus, database, prefix } = stage;
  const theirs = await delaysOf(async (onFact) => {
    const consumer = await bare.listen(freshName('listen'), onFact);
    return {
      send: (n) => bare.producer.sendBatch({ acks: -1, topicMessages: messagesOf([factRecord(n, Date.now())], prefix) }),
      stop: () => consumer.stop(),
    };
  });
  const ours = await delaysOf(async (onFact) => {
    const onFacts = (rows: readonly Fact[]) => rows.forEach(onFact);
    const delivery = await startConsumer({ bus, database, group: freshName('late'), schema: freshName('late'), echo: false, onFacts });
    while (((await delivery.state()).lagMessages ?? 1) > 0) await pause(100);
    return { send: (n) => bus.publish([factRecord(n, Date.now())]), stop: () => delivery.stop() };
  });
  return ([50, 99] as const).map((percent) => ({
    what: `from publish to handler at ${PER_SECOND} events/s, p${percent}; the ratio is how many times the reference`,
    value: percentile(ours, percent),
    unit: 'ms',
    reference: { what: 'kafkajs alone, which stores nothing', value: percentile(theirs, percent) },
    ratio: percentile(ours, percent) / percentile(theirs, percent),
    target: { of: 'ratio', atMost: 1.3 },
  }));
}

interface Pair {
  send(n: number): Promise<unknown>;
  stop(): Promise<void>;
}

async function delaysOf(open: (onFact: (fact: Fact) => void) => Promise<Pair>): Promise<number[]> {
  const delays: number[] = [];
  const from = 10_000_000 + Math.floor(performance.now()) * 10;
  const { send, stop } = await open(({ n, at }) => {
    if (n >= from && at > 0) delays.push(Date.now() - at);
  });
  await pause(SETTLE_MS);
  const begun = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let i = 0; i < LATENCY_EVENTS; i += 1) {
    const due = begun + (i * 1000) / PER_SECOND;
    if (due > performance.now()) await pause(due - performance.now());
    sending.push(send(from + i));
  }
  await Promise.all(sending);
  while (delays.length < LATENCY_EVENTS) await pause(50);
  await stop();
  return delays.slice(LATENCY_EVENTS / 10);
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
