import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/** The recurring payment of an entry, and what is kept of a customer's money besides ledger and habits. */
export const money: Migration = {
  name: '010-money',
  async up(tx) {
    await sql`alter table analytics.transactions add column stream_id text`.execute(tx);
    await sql`create table analytics.money (customer_id text primary key, money jsonb not null)`.execute(tx);
  },
};
