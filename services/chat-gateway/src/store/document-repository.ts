import type { Sql } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { Indexed } from '@munshi/events/knowledge';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';

export async function storeDocuments(tx: Sql, events: readonly MunshiEvent<Indexed>[]): Promise<void> {
  const chosen = new Map<string, MunshiEvent<Indexed>>();
  for (const event of events) {
    if ((chosen.get(event.data.documentId)?.sequence ?? -1) < event.sequence) chosen.set(event.data.documentId, event);
  }
  const rows = [...chosen.values()].map(({ data, sequence }) => ({
    document_id: data.documentId,
    title: data.title,
    removed: data.removed,
    sequence,
  }));
  await sql`
    insert into gateway.documents as d (document_id, title, removed, sequence)
    select * from json_to_recordset(${jsonRows(rows)}::json) as r(document_id text, title text, removed boolean, sequence bigint)
    on conflict (document_id) do update set title = excluded.title, removed = excluded.removed, sequence = excluded.sequence
    where excluded.sequence > d.sequence`.execute(tx);
}

/** Documents that were taken back: their passages are not shown, even where the vector store still has them. */
export async function removedAmong(db: Sql, documentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ document_id: string }>`
    select document_id from gateway.documents
    where removed and document_id in (select json_array_elements_text(${JSON.stringify(documentIds)}::json))`.execute(db);
  return new Set(rows.map((row) => row.document_id));
}

export async function countDocuments(db: Sql): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from gateway.documents where not removed`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
