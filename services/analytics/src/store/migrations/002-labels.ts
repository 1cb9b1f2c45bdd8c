import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/** What customers say of their payments: counts by merchant and day for everybody, and scored payments to fit a scorecard on. */
export const labels: Migration = {
  name: '002-labels',
  async up(tx) {
    await sql`
      create table analytics.merchant_days (
        merchant_id text not null,
        date date not null,
        known_on date not null,
        payments integer not null,
        frauds integer not null,
        primary key (merchant_id, date, known_on)
      )`.execute(tx);
    await sql`create index merchant_days_disowned on analytics.merchant_days (merchant_id) where frauds <> 0`.execute(tx);
    await sql`create index merchant_days_date on analytics.merchant_days (date)`.execute(tx);
    await sql`
      create table analytics.scored_payments (
        customer_id text not null,
        source text not null,
        transaction_id text not null,
        date date not null,
        habits real not null,
        features jsonb not null,
        weight smallint not null,
        is_fraud boolean,
        primary key (customer_id, source, transaction_id)
      )`.execute(tx);
    await sql`create index scored_payments_date on analytics.scored_payments (date)`.execute(tx);
    // what the ledger holds already counts at its merchants, as if the table had been there from the first day
    await sql`
      insert into analytics.merchant_days (merchant_id, date, known_on, payments, frauds)
      select merchant_id, date, date, count(*), 0 from analytics.transactions
      where status = 'posted' and minor < 0 and transfer_match is null and merchant_id is not null
        and (mcc is not null or merchant_id not like 'name:%')
      group by merchant_id, date`.execute(tx);
  },
};
