import { applyToKept, createEngine, emptyKept } from '@munshi/analytics/engine';
import { decodeEvent, encodeEvent, type MunshiEvent } from '@munshi/events/event';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { cpuSeconds, hand, median } from './measurement.ts';
import { simulatedEvents } from './simulated-events.ts';

const ROUNDS = 5;
const BATCH = 500;
const ZONE = 'Asia/Kolkata';
type Event = MunshiEvent<Transaction>;

/** Seconds of processor time, so that a busy machine does not distort. */
function seconds(work: () => void): number {
  const begun = cpuSeconds();
  work();
  return cpuSeconds() - begun;
}

function engine(events: readonly Event[]): void {
  const { apply } = createEngine(ZONE);
  for (let at = 0; at < events.length; at += BATCH) {
    for (const [customerId, own] of Map.groupBy(events.slice(at, at + BATCH), ({ key }) => key)) apply(customerId, own);
  }
}

const events = simulatedEvents({ customers: 40, from: '2025-07-01', until: '2026-07-01' });
const records = events.map((event) => encodeEvent(bankTransactions, event));
const values = records.map(({ value }) => value ?? Buffer.alloc(0));
const [ours, parsing, bare]: [number[], number[], number[]] = [[], [], []];
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(seconds(() => values.forEach((value) => void JSON.parse(value.toString()))));
  parsing.push(seconds(() => records.forEach((record) => void decodeEvent(bankTransactions, { ...record, timestamp: 0 } as never))));
  ours.push(seconds(() => engine(events)));
}
const rate = (times: readonly number[], count = events.length) => Math.round(count / median(times));

const MANY = 100_000;
const FEW = 1_000;
const APPLIED = 20_000;
const TEMPLATES = 40;

/** Customers with half a year behind them, as they are kept; each text is one of its own. */
function keptCustomers(count: number, templates: readonly { kept: string; id: string }[]): string[] {
  return Array.from({ length: count }, (_, number) => {
    const { kept, id } = templates[number % TEMPLATES] as { kept: string; id: string };
    return Buffer.from(kept.replaceAll(id, `K${String(number).padStart(id.length - 1, '0')}`)).toString('latin1');
  });
}

const own = [...Map.groupBy(events, ({ key }) => key)].slice(0, TEMPLATES);
const past = own.map(([id, all]) => ({ id, kept: applyToKept(emptyKept(id), all.slice(0, all.length / 2), ZONE) }));
const future = own.map(([, all]) => all.slice(all.length / 2));

/** One event a customer, who comes at random among all: seconds of processor time. */
function applyTo(customers: string[]): number {
  let place = 1;
  return seconds(() => {
    for (let number = 0; number < APPLIED; number += 1) {
      place = (Math.imul(place, 1_664_525) + 1_013_904_223) >>> 0;
      const at = place % customers.length;
      const next = future[at % TEMPLATES] as readonly Event[];
      customers[at] = applyToKept(customers[at] as string, [next[number % next.length] as Event], ZONE);
    }
  });
}

const [few, many]: [number[], number[]] = [[], []];
for (let round = 0; round < 3; round += 1) {
  few.push(applyTo(keptCustomers(FEW, past)));
  many.push(applyTo(keptCustomers(MANY, past)));
}
const micros = (times: readonly number[]) => (median(times) / APPLIED) * 1e6;
hand([
  {
    what: 'the engine alone: categories, matches, sums, habits, windows, scores',
    value: rate(ours),
    unit: 'events a CPU second',
    reference: { what: 'parsing and checking the same events', value: rate(parsing) },
    ratio: rate(ours) / rate(parsing),
    target: { of: 'ratio', atLeast: 0.1 },
  },
  {
    what: 'the same',
    value: rate(ours),
    unit: 'events a CPU second',
    reference: { what: 'JSON.parse alone of the same values', value: rate(bare) },
    ratio: rate(ours) / rate(bare),
    target: null,
  },
  {
    what: `an event among ${MANY.toLocaleString('en')} customers, state read and kept, against one among ${FEW.toLocaleString('en')}`,
    value: micros(many) / micros(few),
    unit: 'times the cost',
    reference: { what: `µs among ${FEW.toLocaleString('en')}`, value: micros(few) },
    ratio: null,
    target: { of: 'value', atMost: 1.1 },
  },
]);
