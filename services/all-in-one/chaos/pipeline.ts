import type { ServiceName } from '@munshi/events/topic';
import type { Fault, Field } from './faults.ts';
import { startFeed } from './feed.ts';
import { merge, NOTHING } from './history.ts';
import { type InstallationOptions, install, ready } from './installation.ts';
import { judge, type Looked, progressOf, settled } from './judge.ts';
import type { VictimName } from './process.ts';
import { createRandom } from './random.ts';
import { watchRecovery } from './recovery.ts';
import type { ServerControl } from './servers.ts';
import { checkUndisturbed, profilesKnown } from './undisturbed.ts';

export interface PipelineOptions extends InstallationOptions {
  readonly events: number;
  readonly rate: number;
  readonly seed: number;
  readonly replicas: Readonly<Partial<Record<ServiceName, number>>>;
  readonly fault: Fault;
  readonly kafka: ServerControl | null;
  readonly postgres: ServerControl | null;
  /** Whether what analytics made of it all is held against a run without faults. */
  readonly undisturbed?: boolean;
  say(text: string): void;
}

export interface PipelineOutcome extends Looked {
  readonly acknowledged: number;
  /** How often each fault happened. */
  readonly faults: Readonly<Record<string, number>>;
  /** The longest time from a fault until a service that it hit was at work again, in seconds. */
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
    const feed = startFeed({
      ...{ url: ingestion.url, events: options.events, rate: options.rate, seed: options.seed },
      ...(options.undisturbed ? { known: (customers) => profilesKnown(database, customers) } : {}),
    });
    const loaded = new AbortController();
    const progress = async (service: VictimName) =>
      service === 'analytics' || service === 'notification' ? progressOf(database, service) : feed.acknowledged.size;
    const recovery = watchRecovery({ victims, progress });
    const faults = new Map<string, number>();
    const field: Field = {
      ...options,
      victims,
      random: createRandom(options.seed),
      signal: loaded.signal,
      happened(what, services) {
        faults.set(what, (faults.get(what) ?? 0) + 1);
        recovery.begin(services);
      },
    };
    const harm = options.fault(field);
    // What fails after the other has failed is of no interest any more.
    for (const one of [harm, feed.done]) one.catch(() => undefined);
    await Promise.race([feed.done, harm.then(() => feed.done)]);
    options.say(`${feed.acknowledged.size} acknowledged`);
    loaded.abort();
    await harm;
    await settled(bus, database);
    const longestStandstill = await recovery.end();
    const surprises = victims.flatMap((victim) => victim.surprises.map(({ code, signal }) => `${victim.service}: ${code ?? signal}`));
    // A process that still starts has no ear for a signal.
    await Promise.all(victims.map(ready));
    const ends = await installation.stop(['ingestion', 'analytics']);
    // Until then analytics may have said something more.
    await settled(bus, database, ['notification']);
    const last = await installation.stop();
    const looked = await judge(bus, database, feed.acknowledged);
    const compared = options.undisturbed ? await checkUndisturbed(bus, database, options) : NOTHING;
    return {
      ...looked,
      verdict: merge([looked.verdict, compared]),
      acknowledged: feed.acknowledged.size,
      faults: Object.fromEntries(faults),
      longestStandstill,
      surprises: [...surprises, ...ends, ...last],
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await installation.close();
  }
}
