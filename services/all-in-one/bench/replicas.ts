import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { factRecord, facts, freshName, openStage, type Stage } from './delivery-stage.ts';
import { hand, type Measurement } from './measurement.ts';
import { startReplica } from './replica-process.ts';

const BATCH = 500;
const AHEAD = 4;

const { values } = parseArgs({ options: { events: { type: 'string', default: '60000' } } });
const events = Number(values.events);
if (!Number.isInteger(events) || events < 1) throw new Error('--events is a whole number above 0');

const stage = await openStage();
if (stage === null) hand([]);
else {
  try {
    await publish(stage);
    const rates: number[] = [];
    for (const count of [1, 2, 3]) rates.push(await rateOf(stage, count));
    hand(rates.map((rate, at): Measurement => toMeasurement(rate, at + 1, rates[0] ?? Number.NaN)));
  } finally {
    await stage.close();
  }
}

async function publish({ bus }: Stage): Promise<void> {
  const waiting: Promise<void>[] = [];
  for (let from = 0; from < events; from += BATCH) {
    waiting.push(bus.publish(Array.from({ length: Math.min(BATCH, events - from) }, (_, i) => factRecord(from + i))));
    if (waiting.length >= AHEAD) await waiting.shift();
  }
  await Promise.all(waiting);
}

/** So many processes of one group, from the moment all of them consume; what is done before that is not counted. */
async function rateOf(stage: Stage, count: number): Promise<number> {
  const [group, schema] = [freshName('replicas'), freshName('replicas')];
  const left = async () => (await stage.bus.lag(group, [facts])).messages;
  const replicas = await Promise.all(Array.from({ length: count }, () => startReplica(stage, group, schema)));
  const [before, begun] = [await left(), performance.now()];
  while ((await left()) > 0) await pause(50);
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all(replicas.map((replica) => replica.stop()));
  return before / seconds;
}

/** What limits it: Kafka, PostgreSQL and the replicas share the processors of this machine, and one replica keeps about one busy. */
function toMeasurement(rate: number, count: number, one: number): Measurement {
  const cores = availableParallelism();
  const limit = `one replica keeps about one core busy, and Kafka and PostgreSQL are on the same ${cores}: more replicas than free cores add nothing`;
  return {
    what: `applied once by ${count} replica${count === 1 ? '' : 's'} (${limit})`,
    value: Math.round(rate),
    unit: 'events/s',
    reference: count === 1 ? null : { what: 'one replica', value: Math.round(one) },
    ratio: count === 1 ? null : rate / one,
    target: null,
  };
}
