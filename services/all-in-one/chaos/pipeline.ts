import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@munshi/events/topic';
import type { Fault, Field } from './faults.ts';
import { startFeed } from './feed.ts';
import { type InstallationOptions, install } from './installation.ts';
import { judge, type Looked, progressOf, settled } from './judge.ts';
import { createRandom } from './random.ts';
import type { ServerControl } from './servers.ts';

const LOOK_MS = 250;

export interface PipelineOptions extends InstallationOptions {
  readonly events: number;
  readonly rate: number;
  readonly seed: number;
  readonly replicas: Readonly<Partial<Record<ServiceName, number>>>;
  readonly fault: Fault;
  readonly kafka: ServerControl | null;
  readonly postgres: ServerControl | null;
  say(text: string): void;
}

export interface PipelineOutcome extends Looked {
  readonly acknowledged: number;
  /** How often each fault happened. */
  readonly faults: Readonly<Record<string, number>>;
  /** The longest time from a fault to the next sign of progress, in seconds. */
  readonly longestStandstill: number;
  /** Processes that ended unasked, and those that did not end well at the end. */
  readonly surprises: readonly string[];
  readonly seconds: number;
}

/** Ingestion, analytics and notification as processes under load, while a fault does its harm. */
export async function runPipeline(options: PipelineOptions): Promise<PipelineOutcome> {
  const begun = performance.now();
  const installation = await install(options);
  try {
    const { bus, database } = installation;
    const ingestion = await installation.start('ingestion');
    const victims = [ingestion];
    for (const service of ['analytics', 'notification'] as const) {
      for (let i = 1; i <= (options.replicas[service] ?? 1); i += 1) victims.push(await installation.start(service, i));
    }
    const feed = startFeed({ url: ingestion.url, events: options.events, rate: options.rate, seed: options.seed });
    const loaded = new AbortController();
    const watch = watchProgress(() => progressOf(database));
    const faults = new Map<string, number>();
    const field: Field = {
      ...options,
      victims,
      random: createRandom(options.seed),
      signal: loaded.signal,
      happened(what) {
        faults.set(what, (faults.get(what) ?? 0) + 1);
        watch.begin();
      },
    };
    const harm = options.fault(field);
    await Promise.race([feed.done, harm.then(() => feed.done)]);
    options.say(`${feed.acknowledged.size} acknowledged`);
    loaded.abort();
    await harm;
    await settled(bus, database);
    const longestStandstill = await watch.end();
    const surprises = victims.flatMap((victim) => victim.surprises.map(({ code, signal }) => `${victim.service}: ${code ?? signal}`));
    const ends = await installation.stop();
    const looked = await judge(bus, database, feed.acknowledged);
    return {
      ...looked,
      acknowledged: feed.acknowledged.size,
      faults: Object.fromEntries(faults),
      longestStandstill,
      surprises: [...surprises, ...ends],
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await installation.close();
  }
}

/** From a fault to the next sign of progress. */
function watchProgress(progress: () => Promise<number>) {
  let last = -1;
  let since: number | null = null;
  let longest = 0;
  let ended = false;
  const running = (async () => {
    while (!ended) {
      const now = await progress().catch(() => last);
      if (now > last && since !== null && last >= 0) {
        longest = Math.max(longest, performance.now() - since);
        since = null;
      }
      last = Math.max(last, now);
      await pause(LOOK_MS);
    }
  })();
  return {
    begin() {
      since ??= performance.now();
    },
    /** In seconds. */
    async end(): Promise<number> {
      ended = true;
      await running;
      return Math.round(longest / 100) / 10;
    },
  };
}
