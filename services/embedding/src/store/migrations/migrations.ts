import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

export const SCHEMA = 'embedding';

export const migrations: readonly Migration[] = [
  {
    name: '001-indexed',
    async up(tx) {
      // `owner` is the customer, or '' for public documents: a key cannot hold a null.
      await sql`create table embedding.indexed (
        owner text not null, document_id text not null, sequence integer not null, content_hash text not null, vector_ids jsonb not null,
        primary key (owner, document_id))`.execute(tx);
    },
  },
];
