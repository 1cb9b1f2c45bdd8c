import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/** Which sets of vectors there are, and who was erased from all of them. */
export const REGISTRY_SCHEMA = 'embedding_sets';

export const registryMigrations: readonly Migration[] = [
  {
    name: '001-sets',
    async up(tx) {
      // A number is never given twice: a consumer group of that name has its place in the topics.
      await sql`create table embedding_sets.sets (
        number integer primary key, model text not null, dimension integer not null, cutting integer not null,
        state text not null check (state in ('building', 'current', 'retired', 'closing', 'dropped')),
        is_frozen boolean not null, since timestamptz not null)`.execute(tx);
      await sql`create unique index sets_one on embedding_sets.sets (state) where state in ('building', 'current')`.execute(tx);
      await sql`create table embedding_sets.erased (customer_id text primary key)`.execute(tx);
    },
  },
];
