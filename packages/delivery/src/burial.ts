import type { Batch, Bus } from '@munshi/bus/bus';
import type { ServiceName } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import { deadLetterOf, publishDeadLetters, type Verdict } from './dead-letters.ts';
import type { DeliveryMetrics } from './delivery-metrics.ts';
import { loggable } from './failure.ts';
import { type Patience, withGrace } from './patience.ts';

const GRACE_MS = 3_000;

/** Resolves when the dead letters are stored: only then may the offset be committed. Erased customers leave none. */
export type Burial = (batch: Batch, verdicts: readonly Verdict[]) => Promise<void>;

export interface BurialOptions {
  readonly service: ServiceName;
  readonly bus: Bus;
  readonly patience: Patience;
  readonly erasedAmong: (customers: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly metrics: DeliveryMetrics;
  readonly logger: Logger;
}

export function createBurial({ service, bus, patience, erasedAmong, metrics, logger }: BurialOptions): Burial {
  return async (batch, verdicts) => {
    const waiter = { lane: batch.lane.id, signal: batch.signal };
    const publish = async (): Promise<readonly Verdict[]> => {
      const left = await withoutErased(batch, verdicts);
      const letters = left.map((verdict) => deadLetterOf(service, verdict));
      if (letters.length > 0) await withGrace(publishDeadLetters(bus, letters), waiter, GRACE_MS);
      return left;
    };
    for (const { record, failure, attempts, error } of await patience.until(waiter, publish, true)) {
      const { topic, partition, offset } = record;
      metrics.buried(topic, failure);
      logger.error({ ...loggable(error), failure, attempts, topic, partition, offset: String(offset) }, 'dead letter');
    }
  };

  async function withoutErased({ lane }: Batch, verdicts: readonly Verdict[]): Promise<readonly Verdict[]> {
    if (lane.keyspace !== 'customer') return verdicts;
    const erased = await erasedAmong(verdicts.map(({ record }) => record.key));
    return verdicts.filter(({ record }) => !erased.has(record.key));
  }
}
