import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import { eventually } from '@munshi/testing/eventually';
import { checkApplied, checkLog, checkOrder, merge, NOTHING, type Verdict } from './history.ts';
import { type Installation, install } from './installation.ts';
import { echoes, type Fact, facts, ledgerOf, waitingOf } from './probe.ts';
import type { Context, Outcome } from './scenario.ts';

export const LIMIT_MS = 600_000;

/** A fact's own name. */
export const nameOf = ({ key, n }: Fact): string => `${key}:${n}`;

/** Facts of some keys, in turns. */
export function factsOf(count: number, keys: number): Fact[] {
  return Array.from({ length: count }, (_, i) => ({ key: `customer-${i % keys}`, n: Math.floor(i / keys) + 1 }));
}

/** Topics and a database for one run of probes. */
export async function withInstallation(context: Context, work: (installation: Installation) => Promise<Outcome>): Promise<Outcome> {
  const installation = await install(context);
  try {
    await installation.bus.ensureTopics([facts, echoes]);
    return await work(installation);
  } finally {
    await installation.close();
  }
}

/** Waits until the probe has taken everything and published what it made of it. */
export async function applied({ bus, database }: Pick<Installation, 'bus' | 'database'>): Promise<void> {
  const isDone = async () => (await bus.lag('analytics', [facts])).messages === 0 && (await waitingOf(database)) === 0;
  await eventually('everything handled and published', isDone, LIMIT_MS);
}

/** A bus that tells how many facts it hands out, each time. */
export function countHanded(bus: Bus, onHanded: (count: number) => void): Bus {
  return {
    ...bus,
    subscribe: (subscription) =>
      bus.subscribe({
        ...subscription,
        onBatch(batch) {
          if (batch.topic === facts.name) onHanded(batch.records.length);
          return subscription.onBatch(batch);
        },
      }),
  };
}

async function readEchoes(bus: Bus): Promise<readonly ReceivedRecord[]> {
  const records: ReceivedRecord[] = [];
  await bus.readAll([echoes], (record) => records.push(record));
  return records;
}

/** What the probe wrote and said, against what it was given. */
export async function verdictOf(
  { bus, database }: Pick<Installation, 'bus' | 'database'>,
  expected: readonly Fact[],
): Promise<{ verdict: Verdict; repeats: number }> {
  const ledger = await ledgerOf(database);
  const log = (await readEchoes(bus)).map(({ topic, key, headers }) => ({
    topic,
    key,
    subject: key,
    eventId: headers.ce_id ?? '',
    sequence: Number(headers.ce_sequence),
  }));
  const echoed = [...new Set(log.map(({ key, sequence }) => `${key}:${sequence}`))];
  const names = expected.map(nameOf);
  const unseen = { ...NOTHING, unseen: checkApplied(names, echoed).lost };
  return {
    verdict: merge([checkApplied(names, ledger.map(nameOf)), checkOrder(ledger), checkLog(log, false), unseen]),
    repeats: log.length - echoed.length,
  };
}

export const sayOf = (verdict: Verdict): string =>
  `${verdict.lost.length} lost, ${verdict.twice.length} twice, ${verdict.disordered.length} out of order, ${verdict.unseen.length} not published`;
