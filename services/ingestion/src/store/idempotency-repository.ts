import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';

export interface StoredAnswer {
  readonly bodyHash: string;
  readonly answer: unknown;
}

/** How long an answer can be asked for again. */
const KEPT_DAYS = 7;

/** Answers by their `Idempotency-Key`. */
export const idempotencyRepository = {
  async find(db: Sql, key: string): Promise<StoredAnswer | null> {
    const { rows } = await sql<{ body_hash: string; answer: unknown }>`
      select body_hash, answer from ingestion.idempotency_keys where key = ${key}`.execute(db);
    return rows[0] ? { bodyHash: rows[0].body_hash, answer: rows[0].answer } : null;
  },

  async insert(tx: SqlTransaction, key: string, stored: StoredAnswer & { readonly at: Date }): Promise<void> {
    await sql`
      insert into ingestion.idempotency_keys (key, body_hash, answer, created_at)
      values (${key}, ${stored.bodyHash}, ${JSON.stringify(stored.answer)}::jsonb, ${stored.at.toISOString()}::timestamptz)
      on conflict (key) do nothing`.execute(tx);
  },

  async forgetOld(db: Sql, now: Date): Promise<void> {
    const oldest = new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString();
    await sql`delete from ingestion.idempotency_keys where created_at < ${oldest}::timestamptz`.execute(db);
  },
};
