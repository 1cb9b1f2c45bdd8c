import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import type { Delivery } from '@munshi/delivery/delivery';
import type { Readiness } from '@munshi/service-kit/service';
import type { Models } from './store/model-repository.ts';

interface Asked {
  readonly bus: Bus;
  readonly database: Database;
  readonly delivery: Delivery;
  isStarted(): boolean;
  models(): Models;
}

/** Ready when it runs and database and bus answer; lag and models are told besides. */
export async function readinessOf({ bus, database, delivery, isStarted, models }: Asked): Promise<Readiness> {
  const [isDatabaseUp, isBusUp, state] = await Promise.all([
    answers(database.ping()),
    answers(bus.ping()),
    delivery.state().catch(() => null),
  ]);
  const { fitted, segments } = models();
  return {
    ready: isStarted() && isDatabaseUp && isBusUp,
    degraded: [],
    detail: {
      database: isDatabaseUp,
      bus: isBusUp,
      waitingFor: state?.waitingFor ?? null,
      lag: state?.lagMessages ?? null,
      comparedUpTo: fitted?.newestDate ?? null,
      segments: segments?.version ?? null,
    },
  };
}

async function answers(ping: Promise<void>): Promise<boolean> {
  try {
    await ping;
    return true;
  } catch {
    return false;
  }
}
