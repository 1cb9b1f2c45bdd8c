import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

export const SCHEMA = 'bus';

/**
 * `partitions` is the counter of each log: offsets are claimed by updating its row in the transaction that inserts the
 * records, so they become visible in order and without gaps, whoever else writes.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001-log',
    async up(tx) {
      await sql`create table bus.topics (
        name text primary key, partitions integer not null, retention_ms bigint, compacted boolean not null)`.execute(tx);
      await sql`create table bus.partitions (
        topic text not null, partition integer not null, first_offset bigint not null default 0, next_offset bigint not null default 0,
        primary key (topic, partition))`.execute(tx);
      await sql`create table bus.records (
        topic text not null, partition integer not null, "offset" bigint not null, published_at bigint not null,
        key text not null, subject text, value bytea, headers bytea not null, primary key (topic, partition, "offset"))`.execute(tx);
      await sql`create table bus.group_offsets (
        "group" text not null, topic text not null, partition integer not null, next_offset bigint not null,
        primary key ("group", topic, partition))`.execute(tx);
    },
  },
];
