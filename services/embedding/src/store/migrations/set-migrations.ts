import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/** The tables of one set of vectors, in a schema of its own beside delivery's tables. */
export function setMigrations(schema: string): readonly Migration[] {
  const indexed = sql.id(schema, 'indexed');
  return [
    {
      name: '001-indexed',
      async up(tx) {
        // `owner` is the customer, or '' for public documents: a key cannot hold a null.
        await sql`create table ${indexed} (
          owner text not null, document_id text not null, sequence integer not null, content_hash text not null, vector_ids jsonb not null,
          primary key (owner, document_id))`.execute(tx);
      },
    },
    {
      name: '002-passages',
      async up(tx) {
        await sql`alter table ${indexed} add column passages jsonb not null default '[]', add column announcement jsonb`.execute(tx);
        // What was indexed before keeps no hashes: whatever changes of it is embedded whole.
        await sql`update ${indexed} set passages =
          (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'hash', '')), '[]') from jsonb_array_elements_text(vector_ids) as id)`.execute(
          tx,
        );
        await sql`alter table ${indexed} drop column vector_ids`.execute(tx);
        await sql`create index indexed_unannounced on ${indexed} (document_id) where announcement is not null`.execute(tx);
      },
    },
  ];
}
