import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import { markHandedOver, openErasures } from '../store/customer-data.ts';

const EVERY_MS = 30_000;
const CALL_LIMIT_MS = 10_000;

export interface ErasureJobOptions {
  readonly database: Database;
  /** Where ingestion answers; null leaves the requests to an operator. */
  readonly ingestionUrl: string | null;
  readonly operatorToken: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fetch: typeof globalThis.fetch;
}

export interface ErasureJob {
  start(): void;
  /** Looks at once. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Hands a customer's request to be erased to ingestion, which alone may say so on `bank.customers`. A request is kept until
 * ingestion has taken it, so one that is away only delays it.
 */
export function createErasureJob({ database, ingestionUrl, operatorToken, clock, logger, fetch }: ErasureJobOptions): ErasureJob {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const stopped = new AbortController();

  async function handOver(customerId: string): Promise<void> {
    const url = new URL(`/v1/customers/${encodeURIComponent(customerId)}`, ingestionUrl ?? undefined);
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(CALL_LIMIT_MS)]);
    const response = await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${operatorToken}` }, signal });
    await response.body?.cancel();
    // Not found or already erased: there is nothing left to hand over.
    if (response.ok || response.status === 404 || response.status === 410) await markHandedOver(database.sql, customerId, clock.now());
    else logger.error({ status: response.status }, 'ingestion does not take an erasure; it is kept and tried again');
  }

  async function look(): Promise<void> {
    if (ingestionUrl === null || stopped.signal.aborted) return;
    try {
      for (const customerId of await openErasures(database.sql)) await handOver(customerId);
    } catch (error) {
      if (!stopped.signal.aborted) logger.warn({ err: error }, 'erasures could not be handed over; they are tried again');
    }
  }

  const wake = (): void => {
    running = running.then(look);
  };
  return {
    start() {
      timer = setInterval(wake, EVERY_MS);
      timer.unref();
      wake();
    },
    wake,
    async stop() {
      clearInterval(timer);
      stopped.abort();
      await running;
    },
  };
}
