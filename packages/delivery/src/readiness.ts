import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import type { Readiness } from '@munshi/service-kit/service';
import type { Delivery } from './delivery.ts';

export interface Asked {
  readonly bus: Bus;
  readonly database: Database;
  readonly delivery: Delivery;
}

/** Ready while database and bus answer. `lag` is in messages, `waitingFor` the code of what delivery waits for; null where unknown. */
export async function readinessOf({ bus, database, delivery }: Asked): Promise<Readiness> {
  const [isDatabaseUp, isBusUp, state] = await Promise.all([
    answers(database.ping()),
    answers(bus.ping()),
    delivery.state().catch(() => null),
  ]);
  const detail = { database: isDatabaseUp, bus: isBusUp, waitingFor: state?.waitingFor ?? null, lag: state?.lagMessages ?? null };
  return { ready: isDatabaseUp && isBusUp, degraded: [], detail };
}

async function answers(ping: Promise<void>): Promise<boolean> {
  try {
    await ping;
    return true;
  } catch {
    return false;
  }
}
