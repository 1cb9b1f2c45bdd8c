import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/**
 * Delivery's own tables in a service's schema.
 * - `lanes`: who owns a lane is who wrote its epoch last; its row is the lock under which outbox ids are given, so that
 *   within a lane they rise in the order of the commits.
 * - `inbox`: what was applied, 16 bytes an event; `keep_until` null is for ever.
 * - `outbox`: what was emitted and is not published yet; empty when idle.
 */
export function deliveryMigrations(schema: string): readonly Migration[] {
  const table = (name: string) => sql.id(schema, name);
  return [
    {
      name: '001-tables',
      async up(tx) {
        await sql`create table ${table('lanes')} (lane text primary key, epoch bigint not null)`.execute(tx);
        await sql`create table ${table('inbox')} (event uuid primary key, keep_until date)`.execute(tx);
        await sql`create index inbox_keep_until on ${table('inbox')} (keep_until) where keep_until is not null`.execute(tx);
        await sql`create table ${table('outbox')} (
          id bigint generated always as identity primary key, lane text not null, topic text not null,
          key text not null, value text, headers json not null)`.execute(tx);
        await sql`create index outbox_lane on ${table('outbox')} (lane, id)`.execute(tx);
        await sql`create table ${table('erased_customers')} (
          customer_id text primary key, erased_at timestamptz not null)`.execute(tx);
      },
    },
  ];
}
