import { setTimeout as pause } from 'node:timers/promises';
import type { Victim, VictimName } from './process.ts';

const LOOK_MS = 250;
const ANSWER_MS = 2_000;

/** Measures how long services stand still after faults. */
export interface Recovery {
  /** A fault hit these services, or all of them. */
  begin(services?: readonly VictimName[]): void;
  /** The longest time from a fault until a service was ready and had made progress, or had nothing to do; in seconds. */
  end(): Promise<number>;
}

export interface RecoveryOptions {
  readonly victims: readonly Victim[];
  /** What a service has done so far: a count that rises. */
  progress(service: VictimName): Promise<number>;
}

export function watchRecovery({ victims, progress }: RecoveryOptions): Recovery {
  const names = [...new Set(victims.map(({ service }) => service))];
  const hit = new Map<VictimName, { since: number; count: number }>();
  const last = new Map<VictimName, number>();
  let longest = 0;
  let ended = false;

  async function look(service: VictimName): Promise<void> {
    const count = await progress(service);
    const fault = hit.get(service);
    if (fault !== undefined && (await isAtWork(service, count > fault.count))) {
      longest = Math.max(longest, performance.now() - fault.since);
      hit.delete(service);
    }
    last.set(service, count);
  }

  async function isAtWork(service: VictimName, hasMoved: boolean): Promise<boolean> {
    const states = await Promise.all(victims.filter((victim) => victim.service === service).map(stateOf));
    return states.some((state) => state !== null && (hasMoved || state.lag === 0));
  }

  const running = (async () => {
    while (!ended) {
      await Promise.all(names.map((service) => look(service).catch(() => undefined)));
      await pause(LOOK_MS);
    }
  })();

  return {
    begin(services = names) {
      for (const service of services) if (!hit.has(service)) hit.set(service, { since: performance.now(), count: last.get(service) ?? 0 });
    },
    async end() {
      ended = true;
      await running;
      for (const { since } of hit.values()) longest = Math.max(longest, performance.now() - since);
      return Math.round(longest / 100) / 10;
    },
  };
}

/** Null where it is not ready. */
async function stateOf({ url, service }: Victim): Promise<{ readonly lag: number | null } | null> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
  if (!answer?.ok) return null;
  const { services } = (await answer.json()) as { services: Record<string, { lag?: number | null }> };
  return { lag: services[service]?.lag ?? null };
}
