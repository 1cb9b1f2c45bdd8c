import { coordinator, leaders } from './broker-scenarios.ts';
import { CRASH_POINTS } from './crash-points.ts';
import { badAndStubborn, deadLettersAway, poison, replayed } from './dead-letter-scenarios.ts';
import {
  anyFault,
  type Fault,
  freeze,
  killAllBrokers,
  killAtPoints,
  killAtRandom,
  killBrokers,
  killInShutdown,
  outages,
  terminate,
} from './faults.ts';
import { CLASSES, isClean } from './history.ts';
import { idle } from './idle.ts';
import { type PipelineOptions, type PipelineOutcome, runPipeline } from './pipeline.ts';
import { comingAndGoing, onePartition } from './probe-scenarios.ts';
import { rebuiltUnderLoad } from './rebuild-scenario.ts';
import type { Context, Outcome, Scenario } from './scenario.ts';

interface Load {
  readonly events: number;
  readonly rate: number;
}

/** Standing still for longer than this after a fault is a failure. */
const STANDSTILL_SECONDS = 60;
/** After a return a service has 30 s: an outage within them would count as its standing still. */
const BETWEEN_OUTAGES_MS = 35_000;
/** A server is away for longer than it takes until the next fault, so that standing still adds up. */
const SEVERAL_OUTAGES_SECONDS = 120;
const CUSTOMERS_OF_THREE = { analytics: 3 } as const;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  kills: {
    does: 'each of ingestion, analytics and notification is killed with -9 twenty times at random under load, then at the four points and in shutdown',
    holds: '0 lost, 0 applied twice, progress within 60 s',
    needs: 'nothing',
    run: (context) =>
      pipeline(context, {
        load: context.short ? { events: 1_500, rate: 50 } : { events: 100_000, rate: 200 },
        async fault(field) {
          if (context.short) return killAtRandom(1, 4_000, 10_000)(field);
          await killAtRandom(20, 2_000, 20_000)(field);
          await killAtPoints(CRASH_POINTS, 1_000)(field);
          await killInShutdown(2, 3_000)(field);
        },
      }),
  },
  features: {
    does: 'each service is killed with -9 twenty times; what analytics has made of the events is held against a run without faults',
    holds:
      'every column of every transaction but the count of its repeats, its score too, every sum, habit and feature of every customer, every count of every merchant equal',
    needs: 'nothing',
    run: (context) =>
      pipeline(context, {
        load: { events: 20_000, rate: 150 },
        fault: killAtRandom(20, 1_000, 8_000),
        undisturbed: true,
      }),
  },
  history: {
    does: '100 events a second for 300 s; every 15 s a fault of any kind: kill -9, SIGTERM, SIGSTOP for 12 s, a server killed for 3 s where that can be done',
    holds: 'no lost write, no duplicate, nothing out of order per key, nothing unseen at the end',
    needs: 'nothing',
    run: (context) => pipeline(context, { load: { events: 30_000, rate: 100 }, limit: SEVERAL_OUTAGES_SECONDS, fault: anyFault(15_000) }),
  },
  points: {
    does: 'each service dies before the effect, after it and before the publish, after the publish, before the commit, and in shutdown',
    holds: '0 lost, 0 applied twice, progress within 60 s',
    needs: 'nothing',
    run: (context) =>
      pipeline(context, {
        load: { events: 12_000, rate: 35 },
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
      const outcome = await pipeline(context, { load: { events: 6_000, rate: 80 }, fault: terminate(4, 5_000, ends) });
      const slowest = Math.max(0, ...ends.map(({ ms }) => ms));
      const bad = ends.filter(({ code, ms }) => code !== 0 || ms > 10_000);
      const measured = `${ends.length} stops, the slowest took ${(slowest / 1000).toFixed(1)} s, ${bad.length} were not clean; ${outcome.measured}`;
      return { ...outcome, measured, holds: outcome.holds && bad.length === 0 };
    },
  },
  zombie: {
    does: 'of 3 replicas of analytics one is frozen (SIGSTOP) for 20 s and thawed, again and again; the others leave and come back every 4 s, so that lanes move',
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
        load: { events: 20_000, rate: 60 },
        limit: 30,
        async fault(field) {
          await outages('kafka', 5, 10_000, BETWEEN_OUTAGES_MS)(field);
          await outages('kafka', 1, 30_000, BETWEEN_OUTAGES_MS)(field);
        },
      }),
  },
  brokers: {
    does: 'of 3 brokers one after the other is killed with -9 for 15 s, so that leaders and group coordinators move',
    holds: '0 lost, 0 dead letters, progress within 60 s, no restart by hand',
    needs: 'kafka',
    brokers: 3,
    run: (context) => pipeline(context, { load: { events: 12_000, rate: 60 }, fault: killBrokers(3, 6, 15_000, 8_000) }),
  },
  'all-brokers': {
    does: 'all 3 brokers are killed with -9 at once, for 30 s, twice',
    holds: '0 lost, 0 dead letters, progress within 30 s of the return, no restart by hand',
    needs: 'kafka',
    brokers: 3,
    run: (context) =>
      pipeline(context, { load: { events: 12_000, rate: 60 }, limit: 30, fault: killAllBrokers(3, 2, 30_000, BETWEEN_OUTAGES_MS) }),
  },
  leaders: {
    does: 'sends over all partitions of a topic go on while each of 3 brokers in turn is killed with -9 and started again',
    holds: 'every acknowledged record is stored',
    needs: 'kafka',
    brokers: 3,
    run: leaders,
  },
  coordinator: {
    does: 'the broker that coordinates a group is killed with -9 and stays away',
    holds: 'the group handles and commits everything within 60 s, without the broker and without a hand, 0 lost',
    needs: 'kafka',
    brokers: 3,
    run: coordinator,
  },
  order: {
    does: 'one partition, its consumer killed with -9 twenty times',
    holds: 'effects and what is emitted in the order produced, 0 lost, 0 applied twice',
    needs: 'nothing',
    run: onePartition,
  },
  members: {
    does: 'three members of a group join and leave every 0 to 500 ms beside one that stays',
    holds: '0 lost, 0 applied twice, less than 20 % handed out again',
    needs: 'nothing',
    run: comingAndGoing,
  },
  poison: {
    does: 'one record in a hundred is no event',
    holds: 'every good one applied, every bad one once in the dead letters byte for byte, throughput at least 0.9 of a clean run',
    needs: 'nothing',
    run: poison,
  },
  replay: {
    does: '1,000 records are refused, the cause is mended, and their dead letters are replayed: ended half way, then whole, then again',
    holds: 'all applied once',
    needs: 'nothing',
    run: replayed,
  },
  stubborn: {
    does: 'of 1,000 records one is no event, and one fails twice',
    holds: 'every good one applied once, the bad one once in the dead letters byte for byte',
    needs: 'nothing',
    run: badAndStubborn,
  },
  'dead-letters-away': {
    does: 'the brokers take no dead letters for 90 s, longer than a send is repeated; the service is stopped and started meanwhile',
    holds:
      'nothing of the bad ones committed, the other lanes go on, no loop; after that every good one applied once, every bad one once in the dead letters',
    needs: 'nothing',
    run: deadLettersAway,
  },
  rebuild: {
    does: 'the read models of analytics and notification are made anew under load, killed with -9 half way and begun again; at the end once more',
    holds: 'every column of every row equal, 0 lost, 0 applied twice, nothing left behind',
    needs: 'nothing',
    run: rebuiltUnderLoad,
  },
  idle: {
    does: 'nothing: what waiting takes of the processor, of a process with six subscriptions and of the services',
    holds: 'at most 3 % of a core each',
    needs: 'nothing',
    run: idle,
  },
  'postgres-away': {
    does: 'PostgreSQL is killed with -9 and started again, 3 times, 10 s away',
    holds: '0 lost, 0 dead letters, progress within 30 s of the return, no restart by hand',
    needs: 'postgres',
    run: (context) =>
      pipeline(context, { load: { events: 9_000, rate: 60 }, limit: 30, fault: outages('postgres', 3, 10_000, BETWEEN_OUTAGES_MS) }),
  },
};

interface Shape {
  readonly load: Load;
  readonly fault: Fault;
  readonly replicas?: PipelineOptions['replicas'];
  /** Seconds of standing still after a fault. */
  readonly limit?: number;
  /** Whether what analytics made of it is held against a run without faults. */
  readonly undisturbed?: boolean;
}

/** Comparing customers with each other follows the clock; without it what analytics makes follows from the events alone. */
const FROM_EVENTS_ALONE = { ANALYTICS_COMPARE_SECONDS: '86400' } as const;

async function pipeline(
  context: Context,
  { load, fault, replicas = {}, limit = STANDSTILL_SECONDS, undisturbed = false }: Shape,
): Promise<Outcome> {
  const events = context.events ?? load.events;
  const settings = undisturbed ? FROM_EVENTS_ALONE : {};
  const outcome = await runPipeline({ ...context, ...load, events, fault, replicas, undisturbed, settings });
  const faults = Object.entries(outcome.faults).map(([name, times]) => `${name} ×${times}`);
  const measured = [
    `${outcome.acknowledged} acknowledged, ${total(outcome)} events on the topics, ${outcome.repeats} repeats on the wire`,
    `${outcome.deadLetters} dead letters`,
    ...CLASSES.map((name) => `${outcome.verdict[name].length} ${name}`),
    `longest standstill of a service ${outcome.longestStandstill} s`,
    `${outcome.surprises.length} unasked ends${outcome.surprises.length > 0 ? ` (${outcome.surprises.join(', ')})` : ''}`,
    `${Math.round(outcome.seconds)} s; ${faults.join(', ')}`,
  ].join('; ');
  const isCalm = outcome.surprises.length === 0 && outcome.deadLetters === 0 && outcome.longestStandstill <= limit;
  return { holds: isClean(outcome.verdict) && isCalm && faults.length > 0, measured, verdict: outcome.verdict };
}

function total({ events }: PipelineOutcome): number {
  return Object.values(events).reduce((sum, count) => sum + count, 0);
}
