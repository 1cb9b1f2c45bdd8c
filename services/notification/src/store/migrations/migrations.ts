import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

export const SCHEMA = 'notification';

export const migrations: readonly Migration[] = [
  {
    name: '001-recipients',
    async up(tx) {
      await sql`create table notification.recipients (
        customer_id text primary key,
        profile jsonb, profile_sequence integer not null default 0,
        preferences jsonb, preferences_sequence integer not null default 0)`.execute(tx);
      await sql`create table notification.normal_keys (customer_id text not null, key text not null, primary key (customer_id, key))`.execute(
        tx,
      );
      await sql`create table notification.told (
        notification_id text primary key, customer_id text not null, key text not null, bucket text not null, kind text not null,
        told_on date not null, told_at timestamptz not null)`.execute(tx);
      await sql`create index told_customer on notification.told (customer_id, told_at)`.execute(tx);
      await sql`create table notification.held (
        notification_id text primary key, customer_id text not null, release_at timestamptz not null, occurrence jsonb not null)`.execute(
        tx,
      );
      await sql`create index held_release on notification.held (release_at)`.execute(tx);
    },
  },
];
