import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/**
 * Delivery's own tables in a service's schema.
 * - `lanes`: who owns a lane is who wrote its epoch last; its row is the lock under which outbox ids are given, so that
 *   within a lane they rise in the order of the commits.
 * - `inbox`: what was applied, 16 bytes an event; `keep_until` null is for ever. `applied` numbers the transactions that applied
 *   something, rising within a lane: a rebuild repeats them as they were. Null: applied before they were numbered.
 * - `outbox`: what was emitted and is not published yet; empty when idle.
 * - `rebuilds`: the rebuilds of the read model; at most one runs.
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
    {
      name: '002-rebuilds',
      async up(tx) {
        await sql`create sequence ${table('applied')}`.execute(tx);
        await sql`alter table ${table('inbox')} add column applied bigint`.execute(tx);
        await sql`alter table ${table('lanes')} add column paused_until timestamptz`.execute(tx);
        await sql`create table ${table('rebuilds')} (
          job_id uuid primary key, state text not null, phase text not null, done bigint not null default 0, total bigint not null default 0,
          started_at timestamptz not null default clock_timestamp(), seen_at timestamptz not null default clock_timestamp(),
          finished_at timestamptz, shadow text not null, error text)`.execute(tx);
        await sql`create unique index rebuilds_running on ${table('rebuilds')} (state) where state = 'running'`.execute(tx);
      },
    },
  ];
}
