import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, OutgoingRecord, ReceivedRecord } from '@munshi/bus/bus';
import { createDeadLetterDesk } from '@munshi/delivery/dead-letter-desk';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { AppError } from '@munshi/service-kit/errors';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { checkApplied, checkLog, checkOrder, isClean, merge, type Verdict } from './history.ts';
import { type Installation, install } from './installation.ts';
import { createProbe, echoes, type Fact, factRecord, facts, ledgerOf, publishAll, waitingOf } from './probe.ts';
import { between, createRandom } from './random.ts';
import type { Context, Outcome } from './scenario.ts';

const LIMIT_MS = 300_000;
const NONE: Verdict = { lost: [], twice: [], disordered: [], unseen: [], stale: [] };

const nameOf = ({ key, n }: Fact): string => `${key}:${n}`;

/** Facts of some keys, in turns. */
function factsOf(count: number, keys: number): Fact[] {
  return Array.from({ length: count }, (_, i) => ({ key: `customer-${i % keys}`, n: Math.floor(i / keys) + 1 }));
}

async function withInstallation(context: Context, work: (installation: Installation) => Promise<Outcome>): Promise<Outcome> {
  const installation = await install(context);
  try {
    await installation.bus.ensureTopics([facts, echoes]);
    return await work(installation);
  } finally {
    await installation.close();
  }
}

/** Waits until the probe has taken everything and published what it made of it. */
async function applied({ bus, database }: Installation): Promise<void> {
  const isDone = async () => (await bus.lag('analytics', [facts])).messages === 0 && (await waitingOf(database)) === 0;
  await eventually('everything handled and published', isDone, LIMIT_MS);
}

async function readEchoes(bus: Bus): Promise<readonly ReceivedRecord[]> {
  const records: ReceivedRecord[] = [];
  await bus.readAll([echoes], (record) => records.push(record));
  return records;
}

async function verdictOf({ bus, database }: Installation, expected: readonly Fact[]): Promise<{ verdict: Verdict; repeats: number }> {
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
  const unseen = { ...NONE, unseen: checkApplied(names, echoed).lost };
  return {
    verdict: merge([checkApplied(names, ledger.map(nameOf)), checkOrder(ledger), checkLog(log, false), unseen]),
    repeats: log.length - echoed.length,
  };
}

const sayOf = (verdict: Verdict): string =>
  `${verdict.lost.length} lost, ${verdict.twice.length} twice, ${verdict.disordered.length} out of order, ${verdict.unseen.length} not published`;

/** One key, so one partition, while its one consumer is killed. */
export function onePartition(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const expected = factsOf(context.events ?? 33_333, 1);
    const random = createRandom(context.seed);
    const victim = await installation.start('probe');
    const publishing = publishAll(installation.bus, expected.map(factRecord));
    let kills = 0;
    for (; kills < 5; kills += 1) {
      await pause(between(random, 500, 3_000));
      await victim.restart('SIGKILL');
    }
    await publishing;
    await applied(installation);
    const { verdict, repeats } = await verdictOf(installation, expected);
    const measured = `${expected.length} events of one partition, ${kills} kills: ${sayOf(verdict)}, ${repeats} repeats on the wire`;
    return { holds: isClean(verdict), measured, verdict };
  });
}

/** Members of one group that come and go all the time. */
export function comingAndGoing(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const expected = factsOf(context.events ?? 100_000, 240);
    const random = createRandom(context.seed);
    let handed = 0;
    let joins = 0;
    let ended = false;
    const counting: Bus = {
      ...installation.bus,
      subscribe: (subscription) =>
        installation.bus.subscribe({
          ...subscription,
          onBatch(batch) {
            if (batch.topic === facts.name) handed += batch.records.length;
            return subscription.onBatch(batch);
          },
        }),
    };
    const member = async (): Promise<void> => {
      while (!ended) {
        const probe = createProbe({ bus: counting, database: installation.database, logger, onCrash: () => undefined });
        await probe.start();
        joins += 1;
        await pause(between(random, 0, 500));
        await probe.stop();
        await pause(between(random, 0, 500));
      }
    };
    const begun = performance.now();
    const first = createProbe({ bus: counting, database: installation.database, logger, onCrash: () => undefined });
    await first.start();
    const members = [member(), member(), member()];
    await publishAll(installation.bus, expected.map(factRecord));
    await pause(context.short ? 5_000 : 30_000);
    ended = true;
    await Promise.all(members);
    await applied(installation);
    await first.stop();
    const { verdict } = await verdictOf(installation, expected);
    const again = handed / expected.length - 1;
    const seconds = Math.round((performance.now() - begun) / 1000);
    const measured = `${expected.length} events, ${joins} joins and leaves beside one that stays: ${sayOf(verdict)}, ${(100 * again).toFixed(1)} % handed out again; ${seconds} s`;
    return { holds: isClean(verdict) && again < 0.2, measured, verdict };
  });
}

/** Dead letters put back after the cause is mended. */
export function replayed(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const { bus, database } = installation;
    const expected = factsOf(context.events ?? 1_000, 120);
    let broken = true;
    const refuse = (): void => {
      if (broken) throw new AppError('not taken before it is mended', { code: 'CHAOS_REFUSED', failure: 'refused' });
    };
    const probe = createProbe({ bus, database, logger, refuse, onCrash: () => undefined });
    await publishAll(bus, expected.map(factRecord));
    await probe.start();
    await applied(installation);
    const desk = createDeadLetterDesk(bus, [facts]);
    const letters = (await desk.list({})).length;
    broken = false;
    const half = new AbortController();
    void eventually('some are applied', async () => (await ledgerOf(database)).length > 50).then(() => half.abort());
    const options = { filter: {}, after: null, limit: expected.length, perSecond: 200, dryRun: false };
    const first = await desk.replay({ ...options, signal: half.signal });
    const counts = [first.replayed];
    for (let i = 0; i < 2; i += 1) counts.push((await desk.replay({ ...options, signal: new AbortController().signal })).replayed);
    await applied(installation);
    await probe.stop();
    const { verdict, repeats } = await verdictOf(installation, expected);
    const measured = `${letters} dead letters of ${expected.length} records; replayed ${counts.join(', then ')}: ${sayOf(verdict)}, ${repeats} repeats on the wire`;
    return { holds: isClean(verdict) && letters === expected.length && first.replayed > 0 && first.replayed < letters, measured, verdict };
  });
}

interface Poisoned {
  readonly good: readonly Fact[];
  readonly bad: readonly OutgoingRecord[];
  readonly all: readonly OutgoingRecord[];
}

/** Every hundredth is no event, in the order in which they are published. */
function poisoned(count: number): Poisoned {
  const good: Fact[] = [];
  const bad: OutgoingRecord[] = [];
  const all = factsOf(count, 240).map((one, i) => {
    const record = factRecord(one);
    if (i % 100 !== 50) {
      good.push(one);
      return record;
    }
    const broken = { ...record, value: Buffer.from([0x7b, 0xff, i % 256]) };
    bad.push(broken);
    return broken;
  });
  return { good, bad, all };
}

/** Poison among good records: throughput against a clean run, and what the dead letters hold. */
export function poison(context: Context): Promise<Outcome> {
  const count = context.events ?? 100_000;
  return withInstallation(context, async (clean) => {
    const cleanSeconds = await secondsFor(clean, factsOf(count, 240).map(factRecord));
    const { good, bad, all } = poisoned(count);
    return withInstallation({ ...context, folder: `${context.folder}-poisoned` }, async (installation) => {
      const seconds = await secondsFor(installation, all);
      const { bus, database } = installation;
      const letters: ReceivedRecord[] = [];
      await bus.readAll([deadLettersOf('analytics')], (record) => letters.push(record));
      const bytesOf = (records: readonly { value: Buffer | null; key: string }[]) =>
        records
          .map(({ key, value }) => `${key}/${value?.toString('base64')}`)
          .sort()
          .join('\n');
      const isWhole = bytesOf(letters) === bytesOf(bad);
      const ledger = await ledgerOf(database);
      const verdict = merge([checkApplied(good.map(nameOf), ledger.map(nameOf)), checkOrder(ledger)]);
      const ratio = cleanSeconds / seconds;
      const measured = `${count} records, ${bad.length} of them poison: ${sayOf(verdict)}, ${letters.length} dead letters, bytes ${isWhole ? 'equal' : 'NOT EQUAL'}; throughput ${ratio.toFixed(2)} of the clean run (${cleanSeconds.toFixed(1)} s clean, ${seconds.toFixed(1)} s poisoned)`;
      return { holds: isClean(verdict) && isWhole && ratio >= 0.9, measured, verdict };
    });
  });
}

/** How long a probe takes for records that are there when it starts. */
async function secondsFor({ bus, database }: Installation, records: readonly OutgoingRecord[]): Promise<number> {
  await publishAll(bus, records);
  const probe = createProbe({ bus, database, logger, onCrash: () => undefined });
  const begun = performance.now();
  await probe.start();
  await eventually('everything handled', async () => (await bus.lag('analytics', [facts])).messages === 0, LIMIT_MS);
  const seconds = (performance.now() - begun) / 1000;
  await probe.stop();
  return seconds;
}
