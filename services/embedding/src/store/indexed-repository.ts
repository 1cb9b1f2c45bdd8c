import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { Change, Indexed, Wanted } from '../domain/indexing/indexing.ts';

const PUBLIC = '';

interface Row {
  readonly owner: string;
  readonly document_id: string;
  readonly sequence: number;
  readonly content_hash: string;
  readonly vector_ids: readonly string[];
}

/** What the vector store holds, so that unchanged content is not embedded again and a shorter version leaves nothing behind. */
export const indexedRepository = {
  async load(tx: Sql, documents: readonly Pick<Wanted, 'customerId' | 'documentId'>[]): Promise<Indexed[]> {
    const keys = documents.map(({ customerId, documentId }) => ({ o: customerId ?? PUBLIC, d: documentId }));
    const { rows } = await sql<Row>`
      select i.* from embedding.indexed i
      where (i.owner, i.document_id) in (select o, d from json_to_recordset(${JSON.stringify(keys)}::json) as k(o text, d text))`.execute(
      tx,
    );
    return rows.map((row) => ({
      customerId: row.owner === PUBLIC ? null : row.owner,
      documentId: row.document_id,
      sequence: row.sequence,
      contentHash: row.content_hash,
      vectorIds: row.vector_ids,
    }));
  },

  /** A removed document stays as its sequence alone, so that an older version does not bring it back. */
  async save(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    const rows = changes.map(({ wanted, contentHash }) => ({
      o: wanted.customerId ?? PUBLIC,
      d: wanted.documentId,
      s: wanted.sequence,
      h: contentHash,
      v: wanted.passages.map(({ id }) => id),
    }));
    await sql`
      insert into embedding.indexed (owner, document_id, sequence, content_hash, vector_ids)
      select o, d, s, h, v from json_to_recordset(${JSON.stringify(rows)}::json) as r(o text, d text, s integer, h text, v jsonb)
      on conflict (owner, document_id) do update
      set sequence = excluded.sequence, content_hash = excluded.content_hash, vector_ids = excluded.vector_ids`.execute(tx);
  },

  async erase(tx: SqlTransaction, customerId: string): Promise<void> {
    await sql`delete from embedding.indexed where owner = ${customerId}`.execute(tx);
  },
};
