import type { Migration } from '@munshi/database/migrations';
import { sql } from 'kysely';

/**
 * Entries whose insight a rebuild found to differ from what was said, until it is said; one row without ids stands for the states
 * of every customer.
 */
export const unsaid: Migration = {
  name: '005-unsaid',
  async up(tx) {
    await sql`create table analytics.unsaid (
      customer_id text not null, source text not null, transaction_id text not null, primary key (customer_id, source, transaction_id))`.execute(
      tx,
    );
  },
};
