import type { Database, SqlTransaction } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Clock } from '@munshi/service-kit/clock';
import { pause } from './backoff.ts';
import type { EffectHandler, Handler, Keys, TransactionalHandler, UnitOfWork } from './delivery.ts';
import type { Erasure } from './erasure.ts';
import { BatchAbandonedError, LaneLostError, LanePausedError } from './errors.ts';
import type { Inbox } from './inbox.ts';
import type { Lanes } from './lanes.ts';
import type { Outbox, Stored } from './outbox.ts';
import type { OwnedLane } from './owned-lane.ts';
import { withGrace } from './patience.ts';
import { type Selection, sameEvents, select } from './selection.ts';
import { type CollectingUnit, createUnit, type Emitted, namedKeys, type UnitOptions } from './unit-of-work.ts';

const GRACE_MS = 3_000;
const PAUSED_LOOK_MS = 100;

/** Events of one topic and lane, each id once, to be applied together. */
export interface Chunk {
  readonly topic: TopicDefinition;
  readonly handler: Handler | undefined;
  readonly events: readonly MunshiEvent[];
  readonly lane: OwnedLane;
  readonly signal: AbortSignal;
}

export interface ApplierOptions {
  readonly database: Database;
  /** Of routes and jobs. */
  readonly routesDatabase: Database;
  readonly lanes: Lanes;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly erasure: Erasure;
  readonly unit: UnitOptions;
  readonly clock: Clock;
  onErase?(customerId: string, unit: UnitOfWork): Promise<void>;
  /** Something was written to the outbox of lanes other than the chunk's. */
  wake(lanes: Iterable<string>): void;
}

/** Applies a chunk once, all of it or nothing, and publishes what it emitted. */
export interface Applier {
  /** Resolves with the number of events that were new. */
  apply(chunk: Chunk): Promise<number>;
  /** A transaction of a route or job, which holds the lanes of its keys from its beginning. */
  transaction<Result>(keys: Keys, work: (unit: UnitOfWork) => Promise<Result>): Promise<Result>;
}

export function createApplier(options: ApplierOptions): Applier {
  const { database, lanes, inbox, outbox, erasure, clock } = options;

  return {
    apply(chunk) {
      return chunk.handler !== undefined && 'plan' in chunk.handler ? applyEffect(chunk, chunk.handler) : applyAtOnce(chunk, chunk.handler);
    },

    async transaction(keys, work) {
      const named = namedKeys(keys, options.unit);
      const held = [...new Set(named.values())];
      const { result, emitted } = await options.routesDatabase.transaction(async (tx) => {
        // Before any row, as a batch does: so neither ever holds what the other waits for.
        if (held.length > 0) await lanes.lockAny(tx, held);
        const unit = createUnit(tx, options.unit, named);
        const value = await work(unit);
        const nothingKnown = { checked: new Set<string>(), gone: new Set<string>() };
        await storeEmitted(unit, null, nothingKnown);
        return { result: value, emitted: unit.emitted };
      });
      options.wake(lanesOf(emitted));
      return result;
    },
  };

  function applyAtOnce(chunk: Chunk, handler: TransactionalHandler | undefined): Promise<number> {
    return commit(chunk, async (tx, unit) => {
      const selection = select(await inbox.claim(tx, chunk, clock.now()), 'transactional');
      await erase(selection, unit);
      if (selection.events.length > 0) await handler?.apply(selection.events, unit);
      return selection;
    });
  }

  async function applyEffect(chunk: Chunk, handler: EffectHandler): Promise<number> {
    const planned = await database.transaction(async (tx) => {
      await lanes.check(tx, chunk.lane.id, chunk.lane.epoch);
      const { events } = select(await inbox.unseen(tx, chunk.topic, chunk.events), 'effect');
      return { events, plan: events.length > 0 ? await handler.plan(events, tx) : null };
    });
    const waiter = { lane: chunk.lane.id, signal: chunk.signal };
    const { events, plan } = planned;
    const outcome = events.length > 0 ? await withGrace(handler.perform(plan, chunk.signal), waiter, GRACE_MS) : null;
    return commit(chunk, async (tx, unit) => {
      const selection = select(await inbox.claim(tx, chunk, clock.now()), 'effect');
      if (!sameEvents(selection.events, events)) throw new LaneLostError(chunk.lane.id);
      await erase(selection, unit);
      if (events.length > 0) await handler.store(events, outcome, unit);
      return selection;
    });
  }

  /** One transaction, whose work begins with the claim that holds its lane, and then its events to the bus. */
  function commit(chunk: Chunk, work: (tx: SqlTransaction, unit: CollectingUnit) => Promise<Selection>): Promise<number> {
    const { lane, signal } = chunk;
    const run = async (): Promise<number> => {
      if (signal.aborted) throw new BatchAbandonedError(lane.id);
      const { stored, applied, emitted } = await whenOpen(chunk, () => transact(chunk, work));
      options.wake(lanesOf(emitted).filter((other) => other !== lane.id));
      await lane.publish(stored, signal);
      return applied;
    };
    return withGrace(lane.alone(run), { lane: lane.id, signal }, GRACE_MS);
  }

  /** A rebuild lets the lanes stand still for seconds; nothing of the batch is done until then. */
  async function whenOpen<Result>({ lane, signal }: Chunk, work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof LanePausedError)) throw error;
        await pause(PAUSED_LOOK_MS, signal);
        if (signal.aborted) throw new BatchAbandonedError(lane.id);
      }
    }
  }

  async function transact({ lane }: Chunk, work: (tx: SqlTransaction, unit: CollectingUnit) => Promise<Selection>) {
    try {
      return await database.transaction(async (tx) => {
        const unit = createUnit(tx, options.unit);
        const selection = await work(tx, unit);
        const stored = await storeEmitted(unit, lane.id, selection);
        return { stored, applied: selection.events.length, emitted: unit.emitted };
      });
    } catch (error) {
      // The commit may have been done although its answer was lost.
      lane.mark();
      throw error;
    }
  }

  async function erase({ erasedNow }: Selection, unit: CollectingUnit): Promise<void> {
    for (const customer of erasedNow) {
      await erasure.note(unit.tx, customer, clock.now());
      await options.onErase?.(customer, unit.erasing);
    }
  }

  /** Ends a unit: what it emitted goes to the outbox of its lanes, under their locks. */
  async function storeEmitted(
    unit: CollectingUnit,
    own: string | null,
    known: Pick<Selection, 'checked' | 'gone'>,
  ): Promise<Stored | null> {
    unit.close();
    const { tx, emitted } = unit;
    if (emitted.length === 0) return null;
    // A route or job holds its lanes already.
    const others = own === null ? [] : lanesOf(emitted).filter((lane) => lane !== own);
    if (others.length > 0) await lanes.lockAny(tx, others);
    const unknown = new Set(emitted.filter(isPersonal).flatMap(({ record }) => (known.checked.has(record.key) ? [] : [record.key])));
    const more = unknown.size > 0 ? await erasure.among(tx, unknown) : new Set<string>();
    const kept = emitted.filter((event) => !isPersonal(event) || !(known.gone.has(event.record.key) || more.has(event.record.key)));
    return outbox.append(tx, kept, own);
  }
}

function isPersonal({ topic, always }: Emitted): boolean {
  return topic.keyspace === 'customer' && !always;
}

function lanesOf(emitted: readonly Emitted[]): string[] {
  return [...new Set(emitted.map(({ lane }) => lane))].sort();
}
