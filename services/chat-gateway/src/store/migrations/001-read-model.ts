import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/** One customer's finances, made from topics alone, and the records of their conversations. Every table but `documents` is keyed by customer. */
export const readModel: Migration = {
  name: '001-read-model',
  async up(tx) {
    await sql`create table gateway.transactions (
      customer_id text not null, source text not null, transaction_id text not null, account_id text,
      minor bigint not null, currency text not null, date date not null, at timestamptz, status text not null,
      merchant_name text, refers_to text, balance_minor bigint, balance_currency text, sequence bigint not null,
      arrival bigint generated always as identity, data json not null,
      primary key (customer_id, source, transaction_id))`.execute(tx);
    await sql`create index transactions_newest on gateway.transactions (customer_id, date desc, at desc, arrival desc)`.execute(tx);
    await sql`create table gateway.enrichments (
      customer_id text not null, source text not null, transaction_id text not null, category text not null,
      merchant_name text, transfer_match text, refund_match text, stream_id text, sequence bigint not null,
      primary key (customer_id, source, transaction_id))`.execute(tx);
    await sql`create table gateway.states (
      customer_id text not null, topic text not null, sequence bigint not null, data json,
      primary key (customer_id, topic))`.execute(tx);
    await sql`create table gateway.anomalies (
      customer_id text not null, anomaly_id text not null, date date not null, sequence bigint not null, data json not null,
      primary key (customer_id, anomaly_id))`.execute(tx);
    await sql`create table gateway.notifications (
      customer_id text not null, notification_id text not null, position bigint generated always as identity,
      created_at timestamptz not null, sequence bigint not null, state text not null default 'unread', feedback text, data json not null,
      primary key (customer_id, notification_id))`.execute(tx);
    await sql`create index notifications_position on gateway.notifications (customer_id, position desc)`.execute(tx);
    await sql`create table gateway.documents (
      document_id text primary key, title text not null, removed boolean not null, sequence bigint not null)`.execute(tx);
    await sql`create table gateway.feedback (
      customer_id text not null, topic text not null, target_id text not null, sequence bigint not null, value text not null,
      detail text, at timestamptz not null, primary key (customer_id, topic, target_id))`.execute(tx);
    await sql`create table gateway.conversations (
      customer_id text not null, conversation_id text not null, title text not null, created_at timestamptz not null,
      updated_at timestamptz not null, last_seq integer not null default 0, context json,
      primary key (customer_id, conversation_id))`.execute(tx);
    await sql`create table gateway.messages (
      customer_id text not null, conversation_id text not null, message_id text not null, client_id text not null,
      seq integer not null, question text not null, answer json, owner text, lease_until timestamptz, created_at timestamptz not null,
      primary key (customer_id, message_id), unique (customer_id, conversation_id, client_id))`.execute(tx);
    await sql`create table gateway.frames (
      customer_id text not null, conversation_id text not null, seq integer not null, message_id text not null,
      created_at timestamptz not null, frame json not null, primary key (customer_id, conversation_id, seq))`.execute(tx);
    await sql`create table gateway.claims (
      customer_id text not null, claim_id text not null, conversation_id text not null, recipe json not null, claim json not null,
      primary key (customer_id, claim_id))`.execute(tx);
    await sql`create table gateway.erasures (
      customer_id text primary key, asked_at timestamptz not null, handed_over_at timestamptz)`.execute(tx);
  },
};

/** Everything that is held on a customer; erasing empties these. */
export const CUSTOMER_TABLES = [
  'transactions',
  'enrichments',
  'states',
  'anomalies',
  'notifications',
  'feedback',
  'conversations',
  'messages',
  'frames',
  'claims',
  'erasures',
] as const;
