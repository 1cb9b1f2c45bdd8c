import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/** The ledger of analytics, a state for each customer, and the models that all of them share. */
export const ledger: Migration = {
  name: '001-ledger',
  async up(tx) {
    await sql`
      create table analytics.transactions (
        source text not null,
        transaction_id text not null,
        customer_id text not null,
        account_id text,
        minor bigint not null,
        currency text not null,
        date date not null,
        time text,
        hour smallint,
        status text not null,
        sequence bigint not null,
        mcc text,
        merchant_id text,
        merchant_name text,
        city text,
        country text,
        counterparty_account text,
        balance_after bigint,
        refers_to text,
        own_category text not null,
        own_confidence real not null,
        hint text,
        category text not null,
        confidence real not null,
        transfer_match text,
        refund_match text,
        revision integer not null,
        score real,
        anomaly_id text,
        teaches boolean not null,
        primary key (customer_id, source, transaction_id)
      )`.execute(tx);
    await sql`create index transactions_amount on analytics.transactions (customer_id, currency, abs(minor))`.execute(tx);
    await sql`create index transactions_refers_to on analytics.transactions (customer_id, source, refers_to) where refers_to is not null`.execute(
      tx,
    );
    await sql`
      create index transactions_counterparty on analytics.transactions (customer_id, counterparty_account)
      where counterparty_account is not null`.execute(tx);
    await sql`
      create table analytics.customers (
        customer_id text primary key,
        state jsonb not null,
        newest_date date
      )`.execute(tx);
    await sql`create table analytics.models (name text primary key, model jsonb not null)`.execute(tx);
  },
};
