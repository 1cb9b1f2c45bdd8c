import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

export const SCHEMA = 'ingestion';

export const migrations: readonly Migration[] = [
  {
    name: '001-register',
    async up(tx) {
      await sql`create table ingestion.transactions (
        source text not null, transaction_id text not null, customer_id text not null, content_hash text not null,
        revision integer not null, status text not null, primary key (source, transaction_id))`.execute(tx);
      // rewritten once a file ends: room on the page keeps that from touching the index
      await sql`create table ingestion.customers (
        customer_id text primary key, status text not null default 'active', content_hash text, revision integer not null default 0,
        record jsonb, observed jsonb, observed_by uuid) with (fillfactor = 70)`.execute(tx);
      await sql`create table ingestion.documents (
        document_id text primary key, content_hash text not null, revision integer not null)`.execute(tx);
    },
  },
  {
    name: '002-jobs',
    async up(tx) {
      await sql`create table ingestion.jobs (
        job_id uuid primary key, state text not null, kind text not null, live boolean not null,
        file_name text not null, upload text not null, bytes bigint not null,
        place bigint not null default 0, line bigint not null default 0, bytes_read bigint not null default 0,
        rejects_bytes bigint not null default 0, counts jsonb not null, conflicts integer not null default 0,
        error_code text, error_message text,
        created_at timestamptz not null, finished_at timestamptz)`.execute(tx);
      await sql`create table ingestion.job_conflicts (
        job_id uuid not null, customer_id text not null, primary key (job_id, customer_id))`.execute(tx);
      await sql`create table ingestion.equal_rows (
        job_id uuid not null, hash text not null, n integer not null, primary key (job_id, hash))`.execute(tx);
      await sql`create table ingestion.idempotency_keys (
        key text primary key, body_hash text not null, answer jsonb not null, created_at timestamptz not null)`.execute(tx);
    },
  },
  {
    name: '003-job-mappings',
    async up(tx) {
      await sql`alter table ingestion.jobs add column mapping jsonb, add column started_at timestamptz`.execute(tx);
    },
  },
  {
    name: '004-record-times',
    async up(tx) {
      await sql`alter table ingestion.customers add column record_time text`.execute(tx);
    },
  },
  {
    name: '005-erased',
    // each batch asks whom of its customers was erased: few, whom it would look for among all
    async up(tx) {
      await sql`create index customers_erased on ingestion.customers (customer_id) where status = 'erased'`.execute(tx);
    },
  },
];
