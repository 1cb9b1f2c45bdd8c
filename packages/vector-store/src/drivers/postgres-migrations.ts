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
];
