import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from './crash-points.ts';
import { ready } from './installation.ts';
import type { Victim, VictimName } from './process.ts';
import { between } from './random.ts';
import type { ServerControl } from './servers.ts';

/** What a fault needs to know. */
export interface Field {
  readonly victims: readonly Victim[];
  readonly random: () => number;
  /** Aborted when the load has ended: no fault begins any more. */
  readonly signal: AbortSignal;
  readonly kafka: ServerControl | null;
  readonly postgres: ServerControl | null;
  /** Notes a fault that hit these services (all unless it says), to measure how long they stand still. */
  happened(what: string, services?: readonly VictimName[]): void;
  say(text: string): void;
}

const STARTS_MS = 2_000;
const LANES_MOVE_MS = 4_000;
/** Longer than a member's session. */
const FROZEN_MS = 12_000;
const AWAY_MS = 3_000;

/** Runs until it has done all its harm, or the load has ended. */
export type Fault = (field: Field) => Promise<void>;

/** Each service is killed `times` times, at random: mostly when it is at work, and one time of four while it still starts. */
export function killAtRandom(times: number, least: number, most: number): Fault {
  return async ({ victims, random, signal, happened }) => {
    await Promise.all(
      victims.map(async (victim) => {
        for (let i = 0; i < times; i += 1) {
          const isStarting = i > 0 && random() < 0.25;
          if (!isStarting) await ready(victim);
          if (!(await waits(isStarting ? between(random, 0, STARTS_MS) : between(random, least, most), signal))) return;
          happened(`kill -9 ${victim.service}`, [victim.service]);
          await victim.restart('SIGKILL');
        }
      }),
    );
  };
}

/** Each consumer dies at each of the points, one after the other. */
export function killAtPoints(points: readonly CrashPoint[], gapMs: number): Fault {
  return async ({ victims, random, signal, happened, say }) => {
    for (const point of points) {
      for (const victim of victims.filter(({ service }) => service !== 'ingestion' || point !== 'before-commit')) {
        if (!(await waits(gapMs, signal))) return;
        await victim.restart('SIGKILL', { point, at: between(random, 1, 5) });
        const hasDied = await Promise.race([victim.died().then(() => true), waits(60_000, signal).then(() => false)]);
        if (hasDied) happened(`${point} ${victim.service}`, [victim.service]);
        else say(`${victim.service} did not come to ${point}`);
      }
    }
  };
}

/** A stop is asked for, and the process dies in the middle of it. */
export function killInShutdown(times: number, gapMs: number): Fault {
  return async ({ victims, random, signal, happened }) => {
    for (let i = 0; i < times; i += 1) {
      for (const victim of victims) {
        if (!(await waits(gapMs, signal))) return;
        victim.signal('SIGTERM');
        await pause(between(random, 1, 250));
        happened(`kill -9 in shutdown ${victim.service}`, [victim.service]);
        await victim.restart('SIGKILL');
      }
    }
  };
}

/** A stop is asked for under load; each ends by itself with 0. */
export function terminate(times: number, gapMs: number, ends: { service: string; ms: number; code: number | null }[]): Fault {
  return async ({ victims, signal, happened }) => {
    for (let i = 0; i < times; i += 1) {
      for (const victim of victims) {
        if (!(await waits(gapMs, signal))) return;
        await ready(victim);
        const begun = performance.now();
        const { code } = await victim.restart('SIGTERM');
        ends.push({ service: victim.service, ms: Math.round(performance.now() - begun), code });
        happened(`SIGTERM ${victim.service}`, [victim.service]);
      }
    }
  };
}

/**
 * One replica stands still, long enough to lose its lanes, and goes on as if nothing had happened; the others leave and come back all
 * the time, so that lanes move.
 */
export function freeze(times: number, frozenMs: number, gapMs: number): Fault {
  return async ({ victims, random, signal, happened }) => {
    const replicas = victims.filter(({ service }) => service === 'analytics');
    let frozen: Victim | undefined;
    const ended = new AbortController();
    const moving = (async () => {
      for (let i = 0; await waits(LANES_MOVE_MS, AbortSignal.any([signal, ended.signal])); i += 1) {
        const one = replicas[i % replicas.length];
        if (one === undefined || one === frozen) continue;
        await ready(one);
        await one.restart('SIGTERM');
        happened('SIGTERM analytics', ['analytics']);
      }
    })();
    for (let i = 0; i < times && (await waits(gapMs, signal)); i += 1) {
      const victim = replicas[between(random, 0, replicas.length - 1)];
      if (victim === undefined) break;
      frozen = victim;
      await ready(victim);
      victim.signal('SIGSTOP');
      happened('SIGSTOP analytics', ['analytics']);
      await pause(frozenMs);
      victim.signal('SIGCONT');
      happened('SIGCONT analytics', ['analytics']);
      frozen = undefined;
    }
    ended.abort();
    await moving;
  };
}

/** The server is away for a while, and comes back. */
export function outages(server: 'kafka' | 'postgres', times: number, awayMs: number, gapMs: number): Fault {
  return async (field) => {
    const control = field[server];
    if (control === null) return;
    for (let i = 0; i < times && (await waits(gapMs, field.signal)); i += 1) {
      await control.kill();
      field.say(`${server} is away`);
      await pause(awayMs);
      await control.start();
      field.happened(`${server} came back`);
    }
  };
}

/** One broker after the other is killed, and comes back before the next: leaders and group coordinators move each time. */
export function killBrokers(brokers: number, times: number, awayMs: number, gapMs: number): Fault {
  return async ({ kafka, signal, happened }) => {
    for (let i = 0; i < times && kafka !== null && (await waits(gapMs, signal)); i += 1) {
      const broker = (i % brokers) + 1;
      await kafka.kill(broker);
      happened(`broker ${broker} killed`);
      await pause(awayMs);
      await kafka.start(broker);
    }
  };
}

/** All brokers are away at once for a while, and come back. */
export function killAllBrokers(brokers: number, times: number, awayMs: number, gapMs: number): Fault {
  return async ({ kafka, signal, happened, say }) => {
    const all = Array.from({ length: brokers }, (_, i) => i + 1);
    for (let i = 0; i < times && kafka !== null && (await waits(gapMs, signal)); i += 1) {
      await Promise.all(all.map((broker) => kafka.kill(broker)));
      say('all brokers are away');
      await pause(awayMs);
      await kafka.startAll();
      happened(`all ${brokers} brokers came back`);
    }
  };
}

/** One fault after the other at a steady pace, each drawn from all that can be done here. */
export function anyFault(everyMs: number): Fault {
  return async (field) => {
    const { victims, random, signal, happened } = field;
    const some = () => victims[between(random, 0, victims.length - 1)] as Victim;
    const ways: readonly (() => Promise<void>)[] = [
      async () => {
        const victim = some();
        happened(`kill -9 ${victim.service}`, [victim.service]);
        await victim.restart('SIGKILL');
      },
      async () => {
        const victim = some();
        await ready(victim);
        await victim.restart('SIGTERM');
        happened(`SIGTERM ${victim.service}`, [victim.service]);
      },
      async () => {
        const victim = some();
        victim.signal('SIGSTOP');
        happened(`SIGSTOP ${victim.service}`, [victim.service]);
        await pause(FROZEN_MS);
        victim.signal('SIGCONT');
      },
      ...(field.kafka === null ? [] : [() => outages('kafka', 1, AWAY_MS, 0)(field)]),
      ...(field.postgres === null ? [] : [() => outages('postgres', 1, AWAY_MS, 0)(field)]),
    ];
    for (let next = everyMs; await waits(next, signal); ) {
      const begun = performance.now();
      await ways[between(random, 0, ways.length - 1)]?.();
      next = Math.max(0, everyMs - (performance.now() - begun));
    }
  };
}

/** False when the load ended first. */
async function waits(ms: number, signal: AbortSignal): Promise<boolean> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
