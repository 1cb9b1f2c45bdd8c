import { CRASH_POINTS } from './crash-points.ts';
import { type Fault, freeze, killAtPoints, killAtRandom, killInShutdown, outages, terminate } from './faults.ts';
import { CLASSES, isClean, type Verdict } from './history.ts';
import { type PipelineOptions, type PipelineOutcome, runPipeline } from './pipeline.ts';
import type { ServerControl } from './servers.ts';

export interface Context {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** Logs and data of the services. */
  readonly folder: string;
  readonly path: string;
  readonly kafka: ServerControl | null;
  readonly postgres: ServerControl | null;
  readonly seed: number;
  /** Events of a scenario, unless it says otherwise. */
  readonly events: number | null;
  /** A version that takes about a minute. */
  readonly short: boolean;
  say(text: string): void;
}

export interface Outcome {
  readonly holds: boolean;
  /** What was measured, in one line. */
  readonly measured: string;
  readonly verdict: Verdict;
}

export interface Scenario {
  /** What is done to the system. */
  readonly does: string;
  /** What has to hold. */
  readonly holds: string;
  readonly needs: 'nothing' | 'kafka' | 'postgres';
  run(context: Context): Promise<Outcome>;
}

interface Load {
  readonly events: number;
  readonly rate: number;
}

/** Standing still for longer than this after a fault is a failure. */
const STANDSTILL_SECONDS = 60;
const CUSTOMERS_OF_THREE = { analytics: 3 } as const;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  kills: {
    does: 'each of ingestion, analytics and notification is killed with -9 at random under load',
    holds: '0 lost, 0 applied twice, progress within 60 s',
    needs: 'nothing',
    run: (context) =>
      pipeline(context, {
        load: context.short ? { events: 1_500, rate: 50 } : { events: 30_000, rate: 100 },
        fault: context.short ? killAtRandom(1, 4_000, 10_000) : killAtRandom(20, 8_000, 14_000),
      }),
  },
  points: {
    does: 'each service dies before the effect, after it and before the publish, after the publish, before the commit, and in shutdown',
    holds: '0 lost, 0 applied twice, progress within 60 s',
    needs: 'nothing',
    run: (context) =>
      pipeline(context, {
        load: { events: 12_000, rate: 60 },
        async fault(field) {
          await killAtPoints(CRASH_POINTS, 1_000)(field);
          await killInShutdown(2, 3_000)(field);
        },
      }),
  },
  terminate: {
    does: 'SIGTERM to each service under load, again and again',
    holds: 'every process ends by itself with 0 within 10 s, 0 lost, 0 applied twice',
    needs: 'nothing',
    async run(context) {
      const ends: { service: string; ms: number; code: number | null }[] = [];
      const outcome = await pipeline(context, { load: { events: 6_000, rate: 80 }, fault: terminate(5, 3_000, ends) });
      const slowest = Math.max(0, ...ends.map(({ ms }) => ms));
      const bad = ends.filter(({ code, ms }) => code !== 0 || ms > 10_000);
      const measured = `${ends.length} stops, the slowest took ${(slowest / 1000).toFixed(1)} s, ${bad.length} were not clean; ${outcome.measured}`;
      return { ...outcome, measured, holds: outcome.holds && bad.length === 0 };
    },
  },
  zombie: {
    does: 'of 3 replicas of analytics one is frozen (SIGSTOP) for 20 s while its lanes move, and thawed, again and again',
    holds: 'every log of states ends in the newest state, 0 lost, 0 applied twice',
    needs: 'nothing',
    run: (context) =>
      pipeline(context, { load: { events: 10_000, rate: 80 }, replicas: CUSTOMERS_OF_THREE, fault: freeze(4, 20_000, 5_000) }),
  },
  'kafka-away': {
    does: 'the broker is killed 5 times for 10 s, then once for 30 s',
    holds: '0 lost, 0 dead letters, progress within 30 s of the return, no restart by hand',
    needs: 'kafka',
    run: (context) =>
      pipeline(context, {
        load: { events: 15_000, rate: 60 },
        limit: 30,
        async fault(field) {
          await outages('kafka', 5, 10_000, 10_000)(field);
          await outages('kafka', 1, 30_000, 10_000)(field);
        },
      }),
  },
  'postgres-away': {
    does: 'PostgreSQL is killed with -9 and started again, 3 times, 10 s away',
    holds: '0 lost, 0 dead letters, progress within 30 s of the return, no restart by hand',
    needs: 'postgres',
    run: (context) => pipeline(context, { load: { events: 6_000, rate: 60 }, limit: 30, fault: outages('postgres', 3, 10_000, 10_000) }),
  },
};

interface Shape {
  readonly load: Load;
  readonly fault: Fault;
  readonly replicas?: PipelineOptions['replicas'];
  /** Seconds of standing still after a fault. */
  readonly limit?: number;
}

async function pipeline(context: Context, { load, fault, replicas = {}, limit = STANDSTILL_SECONDS }: Shape): Promise<Outcome> {
  const events = context.events ?? load.events;
  const outcome = await runPipeline({ ...context, ...load, events, fault, replicas });
  const faults = Object.entries(outcome.faults).map(([name, times]) => `${name} ×${times}`);
  const measured = [
    `${outcome.acknowledged} acknowledged, ${total(outcome)} events on the topics, ${outcome.repeats} repeats on the wire`,
    `${outcome.deadLetters} dead letters`,
    ...CLASSES.map((name) => `${outcome.verdict[name].length} ${name}`),
    `longest standstill ${outcome.longestStandstill} s`,
    `${outcome.surprises.length} unasked ends${outcome.surprises.length > 0 ? ` (${outcome.surprises.join(', ')})` : ''}`,
    `${Math.round(outcome.seconds)} s; ${faults.join(', ')}`,
  ].join('; ');
  const isCalm = outcome.surprises.length === 0 && outcome.deadLetters === 0 && outcome.longestStandstill <= limit;
  return { holds: isClean(outcome.verdict) && isCalm && faults.length > 0, measured, verdict: outcome.verdict };
}

function total({ events }: PipelineOutcome): number {
  return Object.values(events).reduce((sum, count) => sum + count, 0);
}
