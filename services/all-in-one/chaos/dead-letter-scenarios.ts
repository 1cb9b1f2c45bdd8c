import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, OutgoingRecord, ReceivedRecord } from '@munshi/bus/bus';
import { createDeadLetterDesk } from '@munshi/delivery/dead-letter-desk';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { AppError } from '@munshi/service-kit/errors';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { interposeKafka, type KafkaProxy } from '@munshi/testing/kafka-proxy';
import { checkApplied, checkOrder, isClean, merge } from './history.ts';
import type { Installation } from './installation.ts';
import { createProbe, type Fact, factRecord, facts, ledgerOf, publishAll } from './probe.ts';
import { applied, countHanded, factsOf, LIMIT_MS, nameOf, sayOf, verdictOf, withInstallation } from './probe-run.ts';
import type { Context, Outcome } from './scenario.ts';

const A_THOUSAND = 1_000;
const BAD_KEYS = ['customer-1', 'customer-2', 'customer-3'];

/** Dead letters put back after the cause is mended. */
export function replayed(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const { bus, database } = installation;
    const expected = factsOf(A_THOUSAND, 120);
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

/** One record that is no event, and one that fails twice and then not, among a thousand. */
export function badAndStubborn(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const { bus, database } = installation;
    const all = factsOf(A_THOUSAND, 120);
    const [bad, stubborn] = [all[500], all[700]] as [Fact, Fact];
    const good = all.filter((one) => one !== bad);
    let failures = 0;
    const refuse = (one: Fact): void => {
      if (nameOf(one) !== nameOf(stubborn) || failures === 2) return;
      failures += 1;
      throw new Error('fails twice');
    };
    const broken = breakRecord(factRecord(bad));
    await publishAll(
      bus,
      all.map((one) => (one === bad ? broken : factRecord(one))),
    );
    const probe = createProbe({ bus, database, logger, refuse, onCrash: () => undefined });
    await probe.start();
    await applied(installation);
    await probe.stop();
    const letters = await lettersOf(bus);
    const ledger = (await ledgerOf(database)).map(nameOf);
    const verdict = checkApplied(good.map(nameOf), ledger);
    const isWhole = bytesOf(letters) === bytesOf([broken]);
    const measured = `${all.length} records, one bad, one that failed ${failures} times: ${sayOf(verdict)}, ${letters.length} dead letters, bytes ${isWhole ? 'equal' : 'NOT EQUAL'}`;
    return { holds: isClean(verdict) && isWhole && failures === 2, measured, verdict };
  });
}

/** The bad ones cannot be put anywhere: their lanes wait, the others go on, and nothing of them is committed. */
export async function deadLettersAway(context: Context): Promise<Outcome> {
  const proxy = interposeKafka();
  try {
    return await withInstallation(context, (installation) =>
      withoutDeadLetters(installation, { proxy, awayMs: context.short ? 10_000 : 90_000 }),
    );
  } finally {
    proxy.close();
  }
}

interface Away {
  readonly proxy: KafkaProxy;
  readonly awayMs: number;
}

async function withoutDeadLetters(installation: Installation, { proxy, awayMs }: Away): Promise<Outcome> {
  const { bus, database } = installation;
  const all = factsOf(3_000, 240);
  const isBad = ({ key, n }: Fact) => BAD_KEYS.includes(key) && n === 5;
  const good = all.filter((one) => !isBad(one));
  const records = all.map((one) => (isBad(one) ? breakRecord(factRecord(one)) : factRecord(one)));
  const waiting = new Set(BAD_KEYS.map((key) => bus.laneOf(facts, key).id));
  const free = good.filter(({ key }) => !waiting.has(bus.laneOf(facts, key).id));
  let handed = 0;
  const start = async () => {
    const own = await installation.anotherBus();
    const counted = countHanded(own, (count) => {
      handed += count;
    });
    const probe = createProbe({ bus: counted, database, logger, onCrash: () => undefined });
    await probe.start();
    return { stop: () => probe.stop().then(() => own.close()) };
  };
  await bus.ensureTopics([deadLettersOf('analytics')]);
  proxy.refuseSends(installation.nameOf(deadLettersOf('analytics').name));
  await publishAll(bus, records);
  const first = await start();
  const isFreeDone = async () => {
    const done = new Set((await ledgerOf(database)).map(nameOf));
    return free.every((one) => done.has(nameOf(one)));
  };
  await eventually('the other lanes are done', isFreeDone, LIMIT_MS);
  const before = handed;
  await pause(awayMs);
  // Nobody took it meanwhile, and whoever comes next begins with it again.
  const again = handed - before;
  const kept = (await bus.lag('analytics', [facts])).messages;
  await first.stop();
  const second = await start();
  const lettersMeanwhile = (await lettersOf(bus)).length;
  proxy.refuseSends(null);
  await applied(installation);
  await second.stop();
  const letters = await lettersOf(bus);
  const ledger = await ledgerOf(database);
  const verdict = merge([checkApplied(good.map(nameOf), ledger.map(nameOf)), checkOrder(ledger)]);
  const isWhole = bytesOf(letters) === bytesOf(records.filter((_, i) => isBad(all[i] as Fact)));
  const measured = `${all.length} records, ${BAD_KEYS.length} bad ones in ${waiting.size} of 12 lanes, their dead letters refused for ${awayMs / 1000} s: the other lanes went on, ${kept} records not committed, ${again} handed out again; after that ${sayOf(verdict)}, ${letters.length} dead letters, bytes ${isWhole ? 'equal' : 'NOT EQUAL'}`;
  const isKept = kept >= BAD_KEYS.length && lettersMeanwhile === 0 && again < all.length;
  return { holds: isClean(verdict) && isWhole && isKept, measured, verdict };
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
    const broken = breakRecord(record, i);
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
      const letters = await lettersOf(bus);
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

function breakRecord(record: OutgoingRecord, i = 0): OutgoingRecord {
  return { ...record, value: Buffer.from([0x7b, 0xff, i % 256]) };
}

async function lettersOf(bus: Bus): Promise<readonly ReceivedRecord[]> {
  const letters: ReceivedRecord[] = [];
  await bus.readAll([deadLettersOf('analytics')], (record) => letters.push(record));
  return letters;
}

function bytesOf(records: readonly { readonly value: Buffer | null; readonly key: string }[]): string {
  const each = records.map(({ key, value }) => `${key}/${value?.toString('base64')}`);
  return each.sort().join('\n');
}
