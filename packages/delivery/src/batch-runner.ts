import type { Batch, Bus, ReceivedRecord } from '@munshi/bus/bus';
import { decodeEvent, EventInvalidError, type MunshiEvent } from '@munshi/events/event';
import type { ServiceName, TopicDefinition } from '@munshi/events/topic';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Applier, Chunk } from './applier.ts';
import { backoffMs, pause } from './backoff.ts';
import { deadLetterOf, publishDeadLetter, type Verdict } from './dead-letters.ts';
import type { Handler } from './delivery.ts';
import type { DeliveryMetrics } from './delivery-metrics.ts';
import { BatchAbandonedError } from './errors.ts';
import { codeOf, deliveryFailureOf, FAILURE_RULES, loggable } from './failure.ts';
import type { OwnedLane } from './owned-lane.ts';
import { type Patience, withGrace } from './patience.ts';

const HEARTBEAT_MS = 1_000;
const GRACE_MS = 3_000;

export interface BatchRunnerOptions {
  readonly service: ServiceName;
  readonly bus: Bus;
  readonly topics: ReadonlyMap<string, TopicDefinition>;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly applier: Applier;
  readonly patience: Patience;
  readonly isErased: (customer: string) => Promise<boolean>;
  readonly metrics: DeliveryMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Item {
  readonly record: ReceivedRecord;
  readonly event: MunshiEvent;
}

interface Failed {
  readonly error: unknown;
}

/** Applies a batch whatever is wrong with some of its records; resolves when its offset may be committed. */
export type BatchRunner = (batch: Batch, lane: OwnedLane) => Promise<void>;

export function createBatchRunner(options: BatchRunnerOptions): BatchRunner {
  const { service, bus, applier, patience, metrics, clock, logger } = options;

  return async (batch, lane) => {
    const topic = options.topics.get(batch.topic);
    if (topic === undefined) throw new Error(`a batch of ${batch.topic}, which was not subscribed to`);
    const beat = setInterval(() => void batch.heartbeat().catch(() => undefined), HEARTBEAT_MS);
    const observe = metrics.startBatch(batch.topic);
    try {
      const items = await decode(batch, topic);
      await runInParts(items, (part) => attempt(batch, { topic, lane, part }));
    } finally {
      clearInterval(beat);
      observe();
    }
  };

  /** Decodes everything before any transaction begins; what is no event goes to the dead letters. */
  async function decode(batch: Batch, topic: TopicDefinition): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (const record of batch.records) {
      try {
        assertKey(record.key);
        items.push({ record, event: decodeEvent(topic, record) });
      } catch (error) {
        const now = clock.now();
        await bury(batch, record, { error, failure: deliveryFailureOf(error), attempts: 1, firstAt: now, lastAt: now });
      }
    }
    return distinct(items);
  }

  /** True when the part is done; false when it has to be halved. */
  async function attempt(batch: Batch, { topic, lane, part }: { topic: TopicDefinition; lane: OwnedLane; part: readonly Item[] }) {
    const { signal } = batch;
    const chunk = { topic, handler: options.handlers.get(topic.name), events: part.map(({ event }) => event), lane, signal };
    const firstAt = clock.now();
    for (let attempts = 1; ; attempts += 1) {
      const failed = await apply(chunk);
      if (failed === null) return true;
      const failure = deliveryFailureOf(failed.error);
      if (failure === 'lane') throw failed.error;
      if (signal.aborted) throw new BatchAbandonedError(lane.id);
      const [only] = part;
      if (part.length > 1 || only === undefined) return false;
      if (attempts >= FAILURE_RULES[failure].attempts) {
        await bury(batch, only.record, { error: failed.error, failure, attempts, firstAt, lastAt: clock.now() });
        return true;
      }
      metrics.retried(codeOf(failed.error));
      await pause(backoffMs(attempts - 1), signal);
    }
  }

  async function apply(chunk: Chunk): Promise<Failed | null> {
    try {
      const applied = await patience.until({ lane: chunk.lane.id, signal: chunk.signal }, () => applier.apply(chunk));
      metrics.applied(chunk.topic.name, applied);
      return null;
    } catch (error) {
      return { error };
    }
  }

  /** Resolves when the dead letter is stored: only then may the offset be committed. An erased customer leaves none. */
  async function bury(batch: Batch, record: ReceivedRecord, verdict: Verdict): Promise<void> {
    const waiter = { lane: batch.lane.id, signal: batch.signal };
    const letter = deadLetterOf(service, record, verdict);
    const buried = await patience.until(
      waiter,
      async () => {
        if (batch.lane.keyspace === 'customer' && (await options.isErased(record.key))) return false;
        await withGrace(publishDeadLetter(bus, letter), waiter, GRACE_MS);
        return true;
      },
      true,
    );
    if (!buried) return;
    const { topic, partition, offset } = record;
    const { failure, attempts, error } = verdict;
    metrics.buried(topic, failure);
    logger.error({ ...loggable(error), failure, attempts, topic, partition, offset: String(offset) }, 'dead letter');
  }
}

/** Halves what fails until the failing item is alone, in order: its neighbours are done before and after it. */
async function runInParts(items: readonly Item[], attempt: (part: readonly Item[]) => Promise<boolean>): Promise<void> {
  const parts = [items];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (part.length === 0 || (await attempt(part))) continue;
    const middle = Math.ceil(part.length / 2);
    parts.unshift(part.slice(0, middle), part.slice(middle));
  }
}

/** Of repeated ids the first: `on conflict do nothing returning` reports an id once even if one statement holds it twice. */
function distinct(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.toReversed().map((item) => [item.event.id, item])).values()].toReversed();
}

/** What PostgreSQL cannot hold as text, or a bus not carry, is no customer's id. */
function assertKey(key: string): void {
  if (key !== '' && !key.includes('\0') && key.isWellFormed()) return;
  throw new EventInvalidError('EVENT_KEY_INVALID', 'the key is empty or no text');
}
