import type { Database, SqlTransaction } from '@munshi/database/database';
import { redirectTransaction } from '@munshi/database/redirect-schema';
import { decodeEvent, type MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { sql } from 'kysely';
import type { EffectHandler } from '../delivery.ts';
import { type Erasure, erases } from '../erasure.ts';
import { deliveryFailureOf } from '../failure.ts';
import type { AnyRebuildHandler, ReadModel, RebuildUnit, Schemas } from './rebuild.ts';
import { RebuildFailedError } from './rebuild-errors.ts';
import type { Spool, SpooledRecord, SpoolPlace } from './spool.ts';
import { EVENTS_A_TURN, turnOf } from './turns.ts';

export interface ReplayOptions {
  readonly database: Database;
  readonly schemas: Schemas;
  readonly model: ReadModel;
  readonly topics: ReadonlyMap<string, TopicDefinition>;
  readonly spool: Spool;
  readonly erasure: Erasure;
  /** After each turn, with how many events it applied. */
  onApplied(count: number): void;
  /** Repeats what is unavailable. */
  patiently<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly signal: AbortSignal;
}

/** Applies what the spool holds to the shadow, each time from where it ended before. */
export interface Replay {
  create(): Promise<void>;
  run(): Promise<void>;
}

interface Turn {
  readonly stream: string;
  /** The record that it ends with. */
  readonly to: NonNullable<SpoolPlace>;
  readonly chunks: readonly Chunk[];
}

interface Chunk {
  readonly handler: AnyRebuildHandler | undefined;
  readonly events: readonly MunshiEvent[];
}

export function createReplay(options: ReplayOptions): Replay {
  const { database, schemas, model, topics, spool, erasure, signal, patiently } = options;
  const reached = new Map<string, SpoolPlace>();
  const places = sql.id(schemas.shadow, 'rebuild_places');
  const handlers = new Map([...model.handlers, ...(model.restored ?? [])].map((handler) => [handler.topic.name, handler]));
  const isEffect = (topic: string): boolean => 'plan' in (handlers.get(topic) ?? {});

  async function next(stream: string): Promise<Turn | null> {
    const records = await spool.next(stream, reached.get(stream) ?? null, EVENTS_A_TURN + 1);
    const groups = turnOf(records, isEffect);
    const last = groups.at(-1)?.at(-1);
    if (last === undefined) return null;
    const { applied, sort, topic, offset } = last;
    const chunks = groups.map((group) => ({ handler: handlers.get(group[0]?.topic ?? ''), events: group.map(decode) }));
    return { stream, to: { applied, sort, topic, offset }, chunks };
  }

  function decode({ topic: name, key, value, headers }: SpooledRecord): MunshiEvent {
    const topic = topics.get(name);
    if (topic === undefined) throw new Error(`a record of ${name}, which was not read`);
    return decodeEvent(topic, { key, headers, value: value === null ? null : Buffer.from(value) });
  }

  async function apply(turn: Turn): Promise<void> {
    const [first] = turn.chunks;
    if (first?.handler !== undefined && 'plan' in first.handler) return applyEffect(turn, first.handler, first.events);
    await moving(turn, async (unit) => {
      for (const { handler, events } of turn.chunks) {
        const left = await leave(events, unit);
        if (handler === undefined || 'plan' in handler || left.length === 0) continue;
        await handler.apply(left, unit);
      }
    });
  }

  async function applyEffect(turn: Turn, handler: EffectHandler, events: readonly MunshiEvent[]): Promise<void> {
    const { kept, plan } = await database.transaction(async (tx) => {
      const unit = unitOf(tx);
      const gone = await goneAmong(events, unit);
      const own = events.filter((event) => !gone.has(event.key) || erases(event));
      return { kept: own, plan: own.length > 0 ? await handler.plan(own, unit.tx) : null };
    });
    const outcome = kept.length > 0 ? await handler.perform(plan, signal) : null;
    await moving(turn, async (unit) => {
      await leave(events, unit);
      if (kept.length > 0) await handler.store(kept, outcome, unit);
    });
  }

  /** One transaction with the place that it reaches: one whose answer was lost is not repeated. */
  async function moving({ stream, to }: Turn, work: (unit: RebuildUnit) => Promise<void>): Promise<void> {
    await database.transaction(async (tx) => {
      const place = JSON.stringify(to);
      const { rows } = await sql`select from ${places} where stream = ${stream} and place = ${place}`.execute(tx);
      if (rows.length > 0) return;
      await work(unitOf(tx));
      await sql`insert into ${places} (stream, place) values (${stream}, ${place})
        on conflict (stream) do update set place = excluded.place`.execute(tx);
    });
  }

  function unitOf(tx: SqlTransaction): RebuildUnit {
    return { tx: redirectTransaction(tx, schemas.live, schemas.shadow), plain: tx, schemas, emit: () => undefined };
  }

  /** Deletes whom the events erase, and leaves out what belongs to erased customers. */
  async function leave(events: readonly MunshiEvent[], unit: RebuildUnit): Promise<readonly MunshiEvent[]> {
    const gone = await goneAmong(events, unit);
    for (const customerId of new Set(events.filter(erases).map(({ key }) => key))) {
      await spool.forget(unit.plain, customerId);
      await model.onErase?.(customerId, unit);
    }
    return events.filter(({ key }) => !gone.has(key));
  }

  async function goneAmong(events: readonly MunshiEvent[], { plain }: RebuildUnit): Promise<ReadonlySet<string>> {
    const personal = new Set(events.filter(({ topic }) => topics.get(topic)?.keyspace === 'customer').map(({ key }) => key));
    return new Set([...(await erasure.among(plain, personal)), ...events.filter(erases).map(({ key }) => key)]);
  }

  async function runStream(stream: string): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const turn = await patiently(() => next(stream));
      if (turn === null) return;
      try {
        await patiently(() => apply(turn));
      } catch (error) {
        if (signal.aborted || deliveryFailureOf(error) === 'lane') throw error;
        throw new RebuildFailedError(`${turn.stream}, before ${turn.to.topic} at offset ${turn.to.offset}`, error);
      }
      reached.set(stream, turn.to);
      options.onApplied(turn.chunks.reduce((sum, { events }) => sum + events.length, 0));
    }
  }

  return {
    async create() {
      await sql`create table ${places} (stream text primary key, place text not null)`.execute(database.sql);
    },
    async run() {
      for (const stream of await patiently(() => spool.streams())) await runStream(stream);
    },
  };
}
