import { setTimeout as pause } from 'node:timers/promises';
import { defineTopic } from '@munshi/events/topic';
import { z } from 'zod';
import { NOTHING } from './history.ts';
import { type Installation, install, ready } from './installation.ts';
import type { Victim } from './process.ts';
import type { Context, Outcome } from './scenario.ts';

const SUBSCRIPTIONS = 6;
const WARM_UP_MS = 15_000;
/** Most of a core that may be spent on waiting. */
const MOST_OF_A_CORE = 0.03;

/** What processes that have nothing to do take of the processor: one with six subscriptions, and the services as they are. */
export async function idle(context: Context): Promise<Outcome> {
  const watchedMs = context.short ? 10_000 : 60_000;
  const installation = await install(context);
  try {
    await subscribeOften(installation);
    const victims: Victim[] = [];
    for (const service of ['ingestion', 'analytics', 'notification'] as const) victims.push(await installation.start(service));
    await Promise.all(victims.map(ready));
    await pause(WARM_UP_MS);
    const before = await Promise.all(victims.map(processorSeconds));
    const own = process.cpuUsage();
    await pause(watchedMs);
    const { user, system } = process.cpuUsage(own);
    const after = await Promise.all(victims.map(processorSeconds));
    const spent = [
      { name: `a process with ${SUBSCRIPTIONS} subscriptions`, seconds: (user + system) / 1e6 },
      ...victims.map(({ service }, i) => ({ name: service, seconds: (after[i] ?? 0) - (before[i] ?? 0) })),
    ];
    const each = spent.map(
      ({ name, seconds }) => `${name} ${seconds.toFixed(2)} s (${((100_000 * seconds) / watchedMs).toFixed(1)} % of a core)`,
    );
    const holds = spent.every(({ seconds }) => seconds * 1000 <= MOST_OF_A_CORE * watchedMs);
    return { holds, measured: `processor time over ${watchedMs / 1000} s: ${each.join(', ')}`, verdict: NOTHING };
  } finally {
    await installation.close();
  }
}

/** Six groups of a topic each, in this process. */
async function subscribeOften({ bus }: Installation): Promise<void> {
  for (let i = 1; i <= SUBSCRIPTIONS; i += 1) {
    const topic = defineTopic<unknown>({
      name: `chaos.idle-${i}`,
      description: 'of a chaos scenario',
      schema: z.unknown(),
      producer: 'ingestion',
      consumers: [],
      kind: 'event',
      retentionDays: 'forever',
    });
    await bus.ensureTopics([topic]);
    await bus.subscribe({ group: `idle-${i}`, topics: [topic], onBatch: async () => undefined, onCrash: () => undefined });
  }
}

/** Of the process since its start, user and system. */
async function processorSeconds({ url }: Victim): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const found = /^process_cpu_seconds_total ([\d.e+-]+)/m.exec(metrics);
  return Number(found?.[1]);
}
