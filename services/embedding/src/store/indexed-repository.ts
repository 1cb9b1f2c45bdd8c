import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { Announcement, Change, HeldPassage, Indexed, Wanted } from '../domain/indexing/indexing.ts';

const PUBLIC = '';

interface Row {
  readonly owner: string;
  readonly document_id: string;
  readonly sequence: number;
  readonly passages: readonly HeldPassage[];
}

/** A public document that nobody was told of yet. */
export interface Unannounced {
  readonly documentId: string;
  readonly sequence: number;
  readonly contentHash: string;
  readonly passages: number;
  readonly announcement: Announcement;
}

export type IndexedRepository = ReturnType<typeof indexedRepository>;

/** What a set holds, so that unchanged content is not embedded again and a shorter version leaves nothing behind. */
export function indexedRepository(schema: string) {
  const indexed = sql.id(schema, 'indexed');
  return {
    async load(tx: Sql, documents: readonly Pick<Wanted, 'customerId' | 'documentId'>[]): Promise<Indexed[]> {
      const keys = documents.map(({ customerId, documentId }) => ({ o: customerId ?? PUBLIC, d: documentId }));
      const { rows } = await sql<Row>`
        select i.owner, i.document_id, i.sequence, i.passages from ${indexed} i
        where (i.owner, i.document_id) in (select o, d from json_to_recordset(${JSON.stringify(keys)}::json) as k(o text, d text))`.execute(
        tx,
      );
      return rows.map((row) => ({
        customerId: row.owner === PUBLIC ? null : row.owner,
        documentId: row.document_id,
        sequence: row.sequence,
        passages: row.passages,
      }));
    },

    /** A removed document stays as its sequence alone, so that an older version does not bring it back. `told`: somebody tells of them now. */
    async save(tx: SqlTransaction, changes: readonly Change[], told: boolean): Promise<void> {
      const rows = changes.map(({ wanted, held, contentHash }) => ({
        o: wanted.customerId ?? PUBLIC,
        d: wanted.documentId,
        s: wanted.sequence,
        h: contentHash,
        p: held,
        a: told ? null : wanted.announcement,
      }));
      await sql`
        insert into ${indexed} (owner, document_id, sequence, content_hash, passages, announcement)
        select o, d, s, h, p, a from json_to_recordset(${JSON.stringify(rows)}::json)
          as r(o text, d text, s integer, h text, p jsonb, a jsonb)
        on conflict (owner, document_id) do update set sequence = excluded.sequence, content_hash = excluded.content_hash,
          passages = excluded.passages, announcement = excluded.announcement`.execute(tx);
    },

    /** Forgets to tell of what the set of another schema holds in the same words: nothing changed for who reads. */
    async keepSilentOn(tx: Sql, other: string): Promise<void> {
      await sql`update ${indexed} i set announcement = null from ${sql.id(other, 'indexed')} o
        where i.announcement is not null and o.owner = i.owner and o.document_id = i.document_id and o.content_hash = i.content_hash
          and o.announcement is null`.execute(tx);
    },

    /** Some public documents that nobody was told of. */
    async unannounced(tx: Sql, most: number): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select document_id as id from ${indexed} where announcement is not null order by document_id limit ${most}`.execute(tx);
      return rows.map(({ id }) => id);
    },

    /** Those of the documents that nobody was told of, which are told of now. */
    async takeUnannounced(tx: Sql, documentIds: readonly string[]): Promise<Unannounced[]> {
      const { rows } = await sql<Unannounced>`
        with taken as (
          select owner, document_id, announcement from ${indexed} where announcement is not null
            and document_id in (select json_array_elements_text(${JSON.stringify(documentIds)}::json)) order by document_id for update)
        update ${indexed} i set announcement = null from taken t where i.owner = t.owner and i.document_id = t.document_id
        returning i.document_id as "documentId", i.sequence, i.content_hash as "contentHash",
          jsonb_array_length(i.passages) as passages, t.announcement`.execute(tx);
      return rows;
    },

    async isUsed(db: Sql): Promise<boolean> {
      return (await sql`select from ${indexed} limit 1`.execute(db)).rows.length > 0;
    },

    async erase(tx: Sql, customerId: string): Promise<void> {
      await sql`delete from ${indexed} where owner = ${customerId}`.execute(tx);
    },
  };
}
