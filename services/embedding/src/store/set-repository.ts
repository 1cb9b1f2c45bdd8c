import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { KnownSet, SetState, Space } from '../domain/sets/set-plan.ts';
import { indexedRepository } from './indexed-repository.ts';
import { schemaOf } from './set-names.ts';

const sets = sql.table('embedding_sets.sets');
const erased = sql.table('embedding_sets.erased');

/** A set that is created. */
export interface NewSet extends Space {
  readonly cutting: number;
  readonly state: 'building' | 'current';
  readonly isFrozen: boolean;
  readonly now: Date;
}

/** The sets of vectors, except those that were dropped; numbers are never given twice. */
export const setRepository = {
  async load(db: Sql): Promise<KnownSet[]> {
    const { rows } = await sql<KnownSet>`
      select number, model, dimension, cutting, state, is_frozen as "isFrozen", since from ${sets}
      where state <> 'dropped' order by number`.execute(db);
    return rows;
  },

  /** Nothing where another process did it meanwhile, or one is being built already. */
  async create(db: Sql, { model, dimension, cutting, state, isFrozen, now }: NewSet): Promise<void> {
    await sql`
      insert into ${sets} (number, model, dimension, cutting, state, is_frozen, since)
      select coalesce(max(number), 0) + 1, ${model}, ${dimension}::integer, ${cutting}::integer, ${state}, ${isFrozen}::boolean, ${now.toISOString()}::timestamptz
      from ${sets} on conflict do nothing`.execute(db);
  },

  async freeze(db: Sql, { number }: KnownSet): Promise<void> {
    await sql`update ${sets} set is_frozen = true where number = ${number}`.execute(db);
  },

  /** Nothing where it is no longer in the state that `set` says. */
  async move(db: Sql, set: KnownSet, { to, now }: { readonly to: SetState | 'dropped'; readonly now: Date }): Promise<void> {
    await sql`update ${sets} set state = ${to}, since = ${now.toISOString()}::timestamptz
      where number = ${set.number} and state = ${set.state}`.execute(db);
  },

  /** The set is read from here on, and the one before is not. Nobody is told of documents that both hold in the same words. */
  async switchTo(tx: SqlTransaction, set: KnownSet, now: Date): Promise<void> {
    const { rows } = await sql<{ number: number }>`select number from ${sets} where state = 'current' for update`.execute(tx);
    for (const before of rows) await indexedRepository(schemaOf(set)).keepSilentOn(tx, schemaOf(before));
    const since = sql`${now.toISOString()}::timestamptz`;
    await sql`update ${sets} set state = 'retired', since = ${since} where state = 'current' and number <> ${set.number}`.execute(tx);
    await sql`update ${sets} set state = 'current', since = ${since} where number = ${set.number} and state = 'building'`.execute(tx);
  },

  /** All that a set held and had applied. */
  async dropTables(db: Sql, schema: string): Promise<void> {
    await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(db);
  },

  async isCurrent(tx: Sql, number: number): Promise<boolean> {
    const { rows } = await sql`select from ${sets} where number = ${number} and state = 'current'`.execute(tx);
    return rows.length > 0;
  },

  async erase(tx: Sql, customerId: string): Promise<void> {
    await sql`insert into ${erased} (customer_id) values (${customerId}) on conflict do nothing`.execute(tx);
  },

  async erasedAmong(tx: Sql | SqlTransaction, customerIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ id: string }>`
      select customer_id as id from ${erased}
      where customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))`.execute(tx);
    return new Set(rows.map(({ id }) => id));
  },
};
