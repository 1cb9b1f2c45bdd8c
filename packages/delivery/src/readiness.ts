import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import type { Readiness } from '@munshi/service-kit/service';
import type { Delivery } from './delivery.ts';

export interface Asked {
  readonly bus: Bus;
  readonly database: Database;
  readonly delivery: Delivery;
}

/**
 * Ready while it consumes, and database and bus answer. `lag` is in messages of the whole group, `lagSeconds` the age of the
 * oldest record that waits in this process, `waitingFor` the code of what delivery waits for; null where unknown.
 */
export async function readinessOf({ bus, database, delivery }: Asked): Promise<Readiness> {
  const [up, state] = await Promise.all([whatAnswers({ bus, database }), delivery.state().catch(() => null)]);
  const { waitingFor = null, lagMessages = null, lagSeconds = null, running = false } = state ?? {};
  const detail = { ...up, waitingFor, lag: lagMessages, lagSeconds };
  return { ready: running && up.database && up.bus, degraded: [], detail };
}

/** Which of the two answer: all that a service without a consumer needs to know. */
export async function whatAnswers({ bus, database }: Omit<Asked, 'delivery'>): Promise<{ database: boolean; bus: boolean }> {
  const [isDatabaseUp, isBusUp] = await Promise.all([answers(database.ping()), answers(bus.ping())]);
  return { database: isDatabaseUp, bus: isBusUp };
}

async function answers(ping: Promise<void>): Promise<boolean> {
  try {
    await ping;
    return true;
  } catch {
    return false;
  }
}
