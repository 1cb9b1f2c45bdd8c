import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

export const SCHEMA = 'vector_store';

export const migrations: readonly Migration[] = [
  {
    name: '001-records',
    async up(tx) {
      await sql`create extension if not exists vector`.execute(tx);
      await sql`
        create table ${sql.table(`${SCHEMA}.records`)} (
          namespace text not null,
          id text not null,
          customer_id text,
          model text not null,
          dimension integer not null,
          embedding vector not null,
          metadata jsonb not null,
          primary key (namespace, id)
        )`.execute(tx);
    },
  },
  {
    name: '002-sets',
    async up(tx) {
      const records = sql.table(`${SCHEMA}.records`);
      // Of before there were sets: the first edition of its model, which is `setIdOf` in words of SQL.
      await sql`alter table ${records} add column set_id text`.execute(tx);
      await sql`update ${records} set set_id = model || '/' || dimension || '/1'`.execute(tx);
      // The graphs of before are over `model` and `dimension`, and go with them.
      await sql`alter table ${records} drop column model, drop column dimension, alter column set_id set not null,
        drop constraint records_pkey, add primary key (set_id, namespace, id)`.execute(tx);
      await sql`
        create table ${sql.table(`${SCHEMA}.current_set`)} (
          id integer primary key check (id = 1),
          model text not null,
          dimension integer not null,
          edition text not null
        )`.execute(tx);
    },
  },
];
