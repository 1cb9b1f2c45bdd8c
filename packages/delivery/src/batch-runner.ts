import type { Batch, ReceivedRecord } from '@munshi/bus/bus';
import { decodeEvent, EventInvalidError, type MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Clock } from '@munshi/service-kit/clock';
import type { Applier, Chunk } from './applier.ts';
import { backoffMs, pause } from './backoff.ts';
import type { Burial } from './burial.ts';
import type { Verdict } from './dead-letters.ts';
import type { Handler } from './delivery.ts';
import type { DeliveryMetrics } from './delivery-metrics.ts';
import { isText } from './erasure.ts';
import { BatchAbandonedError } from './errors.ts';
import { codeOf, deliveryFailureOf, FAILURE_RULES } from './failure.ts';
import type { OwnedLane } from './owned-lane.ts';
import type { Patience } from './patience.ts';

const HEARTBEAT_MS = 1_000;

export interface BatchRunnerOptions {
  readonly topics: ReadonlyMap<string, TopicDefinition>;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly applier: Applier;
  readonly patience: Patience;
  readonly bury: Burial;
  readonly metrics: DeliveryMetrics;
  readonly clock: Clock;
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
  const { applier, patience, bury, metrics, clock } = options;

  return async (batch, lane) => {
    const topic = options.topics.get(batch.topic);
    if (topic === undefined) throw new Error(`a batch of ${batch.topic}, which was not subscribed to`);
    const beat = setInterval(() => void batch.heartbeat().catch(() => undefined), HEARTBEAT_MS);
    const observe = metrics.startBatch(batch.topic);
    try {
      const { items, verdicts } = decode(batch, topic);
      const handler = options.handlers.get(topic.name);
      const applied = runInParts(items, (part) => {
        const chunk = { topic, handler, lane, signal: batch.signal, events: part.map(({ event }) => event) };
        return attempt(batch, chunk, part);
      });
      // Beside each other, and both to their end: what fails comes again as a whole.
      const buried = verdicts.length > 0 ? bury(batch, verdicts) : undefined;
      for (const end of await Promise.allSettled([applied, buried])) if (end.status === 'rejected') throw end.reason;
    } finally {
      clearInterval(beat);
      observe();
    }
  };

  /** Decodes everything before any transaction begins; what is no event is for the dead letters. */
  function decode(batch: Batch, topic: TopicDefinition): { readonly items: readonly Item[]; readonly verdicts: readonly Verdict[] } {
    const items: Item[] = [];
    const verdicts: Verdict[] = [];
    for (const record of batch.records) {
      try {
        assertKey(record.key);
        items.push({ record, event: decodeEvent(topic, record) });
      } catch (error) {
        const now = clock.now();
        verdicts.push({ record, error, failure: deliveryFailureOf(error), attempts: 1, firstAt: now, lastAt: now });
      }
    }
    return { items: distinct(items), verdicts };
  }

  /** True when the part is done; false when it has to be halved. */
  async function attempt(batch: Batch, chunk: Chunk, part: readonly Item[]): Promise<boolean> {
    const firstAt = clock.now();
    for (let attempts = 1; ; attempts += 1) {
      const failed = await apply(chunk);
      if (failed === null) return true;
      const { error } = failed;
      const failure = deliveryFailureOf(error);
      const rule = FAILURE_RULES[failure];
      if (rule.remedy === 'abandon') throw error;
      if (batch.signal.aborted) throw new BatchAbandonedError(batch.lane.id);
      const [only] = part;
      if (part.length > 1 || only === undefined) return false;
      if (attempts >= rule.attempts) {
        await bury(batch, [{ record: only.record, error, failure, attempts, firstAt, lastAt: clock.now() }]);
        return true;
      }
      metrics.retried(codeOf(error));
      await pause(backoffMs(attempts - 1), batch.signal);
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
  const seen = new Set<string>();
  return items.filter(({ event: { id } }) => {
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}

/** What PostgreSQL cannot hold as text, or a bus not carry, is no customer's id. */
function assertKey(key: string): void {
  if (key !== '' && isText(key)) return;
  throw new EventInvalidError('EVENT_KEY_INVALID', 'the key is empty or no text');
}
