import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@munshi/bus/bus';
import { eventually } from '@munshi/testing/eventually';
import { groupCoordinator } from '@munshi/testing/group-coordinator';
import { checkApplied, isClean, NOTHING } from './history.ts';
import type { Installation } from './installation.ts';
import { type Fact, factRecord, facts } from './probe.ts';
import { LIMIT_MS, nameOf, withInstallation } from './probe-run.ts';
import type { Context, Outcome } from './scenario.ts';
import type { ServerControl } from './servers.ts';

const BROKERS = 3;
const AWAY_MS = 5_000;
const LONGEST_STANDSTILL_MS = 60_000;
const WRITERS = 4;
const KEYS = 60;
const GROUP = 'followers';

function controlOf({ kafka }: Context): ServerControl {
  if (kafka === null) throw new Error('this scenario needs brokers that it may kill');
  return kafka;
}

/** Sends over all partitions go on while each broker dies in turn: leaders move in the middle of them. */
export function leaders(context: Context): Promise<Outcome> {
  const kafka = controlOf(context);
  return withInstallation(context, async ({ bus }) => {
    const writing = startWriters(bus);
    const kills = context.short ? BROKERS : 2 * BROKERS;
    for (let i = 0; i < kills; i += 1) {
      const broker = (i % BROKERS) + 1;
      const before = writing.acknowledged.length;
      await kafka.kill(broker);
      await pause(AWAY_MS);
      await eventually('sends go on', () => writing.acknowledged.length > before, LIMIT_MS);
      await kafka.start(broker);
    }
    const failures = await writing.stop();
    const stored = await storedFacts(bus);
    const { lost } = checkApplied(writing.acknowledged, stored);
    const verdict = { ...NOTHING, lost };
    const repeats = stored.length - new Set(stored).size;
    const measured = `${writing.acknowledged.length} records acknowledged in sends over 12 partitions, ${kills} brokers killed: ${lost.length} lost, ${repeats} stored twice, ${failures} sends refused`;
    return { holds: isClean(verdict), measured, verdict };
  });
}

interface Writers {
  readonly acknowledged: readonly string[];
  /** Gives how many publishes failed. */
  stop(): Promise<number>;
}

function startWriters(bus: Bus): Writers {
  const acknowledged: string[] = [];
  let ended = false;
  let failures = 0;
  const write = async (writer: number): Promise<void> => {
    for (let n = 1; !ended; n += 1) {
      const part = Array.from({ length: KEYS }, (_, key): Fact => ({ key: `writer-${writer}-${key}`, n }));
      try {
        await bus.publish(part.map(factRecord));
        acknowledged.push(...part.map(nameOf));
      } catch {
        failures += 1;
      }
    }
  };
  const writing = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  return {
    acknowledged,
    async stop() {
      ended = true;
      await Promise.all(writing);
      return failures;
    },
  };
}

async function storedFacts(bus: Bus): Promise<readonly string[]> {
  const stored: string[] = [];
  await bus.readAll([facts], ({ key, headers }) => stored.push(`${key}:${headers.ce_sequence}`));
  return stored;
}

/** The broker that coordinates a group dies, and stays away while the group has to go on. */
export function coordinator(context: Context): Promise<Outcome> {
  const kafka = controlOf(context);
  return withInstallation(context, async (installation) => {
    const { bus } = installation;
    const handled: string[] = [];
    const crashes: unknown[] = [];
    const subscription = await bus.subscribe({
      group: GROUP,
      topics: [facts],
      onBatch: async ({ records }) => void handled.push(...records.map(({ key, headers }) => `${key}:${headers.ce_sequence}`)),
      onCrash: (error) => crashes.push(error),
    });
    const published: string[] = [];
    const waits: number[] = [];
    for (let round = 0; round < (context.short ? 1 : 2); round += 1) {
      const some = Array.from({ length: 1_200 }, (_, i): Fact => ({ key: `customer-${i % 120}`, n: 10 * round + Math.floor(i / 120) + 1 }));
      const [before, after] = [some.slice(0, 600), some.slice(600)];
      await follow(installation, before, { handled, published });
      const broker = await groupCoordinator(context.brokers, installation.nameOf(GROUP));
      await kafka.kill(broker);
      const since = performance.now();
      await follow(installation, after, { handled, published });
      waits.push((performance.now() - since) / 1000);
      await kafka.start(broker);
    }
    await subscription.stop();
    const verdict = { ...NOTHING, lost: checkApplied(published, handled).lost };
    const longest = Math.max(...waits);
    const measured = `${published.length} events, the group's coordinator killed ${waits.length} times and not brought back before everything was handled and committed, which took ${waits.map((wait) => `${wait.toFixed(1)} s`).join(' and ')}: ${verdict.lost.length} lost, ${handled.length - new Set(handled).size} handed out again`;
    return { holds: isClean(verdict) && crashes.length === 0 && longest * 1000 <= LONGEST_STANDSTILL_MS, measured, verdict };
  });
}

interface Followed {
  readonly handled: readonly string[];
  readonly published: string[];
}

/** Publishes, and waits until the group has handled and committed it all. */
async function follow({ bus }: Installation, some: readonly Fact[], { handled, published }: Followed): Promise<void> {
  await bus.publish(some.map(factRecord));
  published.push(...some.map(nameOf));
  const isDone = async () => new Set(handled).size === new Set(published).size && (await bus.lag(GROUP, [facts])).messages === 0;
  await eventually('the group goes on', isDone, LIMIT_MS);
}
