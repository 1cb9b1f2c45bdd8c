import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { documentParts } from '../domain/documents/document-parts.ts';
import { idsLikeIn } from '../domain/documents/personal-data.ts';
import type { Entry } from '../domain/entry.ts';
import {
  type KnownCustomer,
  type KnownTransaction,
  type KnownVersion,
  REMOVED,
  type Register,
  transactionKey,
} from '../domain/versions/known.ts';
import type { BatchPlan } from '../domain/versions/plan-batch.ts';

interface TransactionRow {
  readonly source: string;
  readonly transaction_id: string;
  readonly customer_id: string;
  readonly content_hash: string;
  readonly revision: number;
  readonly status: KnownTransaction['status'];
}

interface CustomerRow {
  readonly customer_id: string;
  readonly status: KnownCustomer['status'];
  readonly content_hash: string | null;
  readonly revision: number;
  readonly record: KnownCustomer['record'];
  readonly record_time: string | null;
  readonly observed: KnownCustomer['observed'];
}

/** A transaction's identity, where it is settled. */
export interface Identity {
  readonly source: string;
  readonly transactionId: string;
}

/** What was published of each record: (source, transactionId) → content hash and revision, and the same of customers and documents. */
export const registerRepository = {
  /** What is known of the entries of a batch. `identities` are those of its transactions. */
  async lookUp(db: Sql, entries: readonly Entry[], identities: readonly Identity[]): Promise<Register> {
    const customerIds = new Set<string>();
    const documentIds = new Set<string>();
    for (const entry of entries) {
      if (entry.kind === 'transaction') customerIds.add(entry.transaction.customerId);
      if (entry.kind === 'customer') customerIds.add(entry.customer.customerId);
      if (entry.kind !== 'document') continue;
      documentIds.add(entry.document.documentId);
      for (const { title, text } of documentParts(entry.document)) {
        for (const id of idsLikeIn(`${title}\n${text}`)) customerIds.add(id);
      }
    }
    return {
      transactions: await transactionsOf(db, identities),
      customers: await customersOf(db, [...customerIds]),
      documents: await documentsOf(db, [...documentIds]),
    };
  },

  /** A page of customers whose profile rows of a job changed, by id. */
  async observedBy(db: Sql, jobId: string, after: string, limit: number): Promise<(KnownCustomer & { customerId: string })[]> {
    const { rows } = await sql<CustomerRow>`
      select customer_id, status, content_hash, revision, record, record_time, observed from ingestion.customers
      where customer_id > ${after} and observed_by = ${jobId}::uuid order by customer_id limit ${limit}`.execute(db);
    return rows.map((row) => ({ customerId: row.customer_id, ...toKnownCustomer(row) }));
  },

  /** A document and its parts, as far as they are not removed. */
  async documentParts(db: Sql, documentId: string): Promise<Map<string, KnownVersion>> {
    const { rows } = await sql<{ document_id: string; content_hash: string; revision: number }>`
      select document_id, content_hash, revision from ingestion.documents
      where (document_id = ${documentId} or starts_with(document_id, ${`${documentId}#`})) and content_hash <> ${REMOVED}`.execute(db);
    return new Map(rows.map((row) => [row.document_id, { hash: row.content_hash, revision: row.revision }]));
  },

  async storeRemoved(tx: SqlTransaction, documentId: string, revision: number): Promise<void> {
    await sql`
      update ingestion.documents set content_hash = ${REMOVED}, revision = ${revision}
      where document_id = ${documentId} and revision < ${revision}`.execute(tx);
  },

  async customer(db: Sql, customerId: string): Promise<KnownCustomer | null> {
    return (await customersOf(db, [customerId])).get(customerId) ?? null;
  },

  /**
   * Stores what a plan published; false when another writer was quicker with one of its records: then nothing of it may be
   * kept, and the batch is planned anew.
   * @param observedBy the job whose rows changed profiles that are not yet published
   */
  async store(tx: SqlTransaction, plan: BatchPlan, observedBy: string | null): Promise<boolean> {
    const transactions = await storeTransactions(tx, plan);
    const customers = await storeCustomers(tx, plan, observedBy);
    return transactions && customers && (await storeDocuments(tx, plan.documents));
  },

  /** Profiles that were published when a file ended; false when another writer was quicker. */
  async storePublished(
    tx: SqlTransaction,
    published: readonly { customerId: string; hash: string; revision: number; base: number }[],
  ): Promise<boolean> {
    if (published.length === 0) return true;
    const { rows } = await sql`
      update ingestion.customers c set content_hash = r.hash, revision = r.revision, observed_by = null
      from json_to_recordset(${JSON.stringify(published)}::json) as r("customerId" text, hash text, revision integer, base integer)
      where c.customer_id = r."customerId" and c.revision = r.base and c.status = 'active' returning 1`.execute(tx);
    return rows.length === published.length;
  },

  /** The erased state for good; everything else known of the customer is deleted. */
  async erase(tx: SqlTransaction, customerId: string, revision: number): Promise<void> {
    await sql`
      insert into ingestion.customers as c (customer_id, status, revision) values (${customerId}, 'erased', ${revision})
      on conflict (customer_id) do update set status = 'erased', revision = greatest(c.revision, excluded.revision),
        content_hash = null, record = null, record_time = null, observed = null, observed_by = null`.execute(tx);
    await sql`delete from ingestion.transactions where customer_id = ${customerId}`.execute(tx);
    await sql`delete from ingestion.job_conflicts where customer_id = ${customerId}`.execute(tx);
  },
};

/** By arrays, for which the index is used whatever the table's size: a join with a list is planned as a walk through the whole table. */
async function transactionsOf(db: Sql, identities: readonly Identity[]): Promise<Register['transactions']> {
  if (identities.length === 0) return new Map();
  const sources = [...new Set(identities.map(({ source }) => source))];
  // that an id of one source may be known of another too does no harm: rows are kept by both
  const { rows } = await sql<TransactionRow>`
    select source, transaction_id, customer_id, content_hash, revision, status from ingestion.transactions
    where source = any(${sources}::text[]) and transaction_id = any(${identities.map(({ transactionId }) => transactionId)}::text[])`.execute(
    db,
  );
  return new Map(
    rows.map((row) => [
      transactionKey({ source: row.source, transactionId: row.transaction_id }),
      { hash: row.content_hash, revision: row.revision, customerId: row.customer_id, status: row.status },
    ]),
  );
}

async function customersOf(db: Sql, customerIds: readonly string[]): Promise<Register['customers']> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<CustomerRow>`
    select customer_id, status, content_hash, revision, record, record_time, observed
    from ingestion.customers where customer_id = any(${[...customerIds]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.customer_id, toKnownCustomer(row)]));
}

async function documentsOf(db: Sql, documentIds: readonly string[]): Promise<Register['documents']> {
  if (documentIds.length === 0) return new Map();
  const input = JSON.stringify(documentIds.map((id) => ({ id })));
  const { rows } = await sql<{ document_id: string; content_hash: string; revision: number }>`
    select d.document_id, d.content_hash, d.revision
    from json_to_recordset(${input}::json) as r(id text)
    join ingestion.documents d on regexp_replace(d.document_id, '#[0-9]+$', '') = r.id
    union select d.document_id, d.content_hash, d.revision
    from json_to_recordset(${input}::json) as r(id text) join ingestion.documents d on d.document_id = r.id`.execute(db);
  return new Map(rows.map((row) => [row.document_id, { hash: row.content_hash, revision: row.revision }]));
}

function toKnownCustomer({ status, content_hash, revision, record, record_time, observed }: CustomerRow): KnownCustomer {
  return { status, hash: content_hash, revision, record, recordTime: record_time, observed };
}

/** Sorted by key, so that two writers lock the same rows in the same order. An erased customer's are not stored. */
async function storeTransactions(tx: SqlTransaction, plan: BatchPlan): Promise<boolean> {
  if (plan.transactions.size === 0) return true;
  const input = [...plan.transactions.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  const { rows } = await sql`
    insert into ingestion.transactions as t (source, transaction_id, customer_id, content_hash, revision, status)
    select r.source, r."transactionId", r."customerId", r.hash, r.revision, r.status
    from json_to_recordset(${JSON.stringify(input)}::json)
      as r(source text, "transactionId" text, "customerId" text, hash text, revision integer, status text)
    where not exists (select 1 from ingestion.customers c where c.customer_id = r."customerId" and c.status = 'erased')
    on conflict (source, transaction_id) do update
      set customer_id = excluded.customer_id, content_hash = excluded.content_hash, revision = excluded.revision, status = excluded.status
      where t.revision < excluded.revision
    returning 1`.execute(tx);
  return rows.length === input.length;
}

async function storeCustomers(tx: SqlTransaction, plan: BatchPlan, observedBy: string | null): Promise<boolean> {
  if (plan.customers.size === 0) return true;
  const input = [...plan.customers.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([customerId, { hash, revision, record, recordTime, observed }]) => {
      return { customerId, hash, revision, record, recordTime, observed, job: plan.observed.has(customerId) ? observedBy : null };
    });
  // What a file's rows say is written by its job alone; a record that comes meanwhile must not put an older state back.
  // Equal revisions: a batch that only observed. A writer that published meanwhile has a higher one, and the batch is planned anew.
  const { rows } = await sql`
    insert into ingestion.customers as c (customer_id, content_hash, revision, record, record_time, observed, observed_by)
    select r."customerId", r.hash, r.revision, r.record, r."recordTime", r.observed, r.job
    from json_to_recordset(${JSON.stringify(input)}::json)
      as r("customerId" text, hash text, revision integer, record jsonb, "recordTime" text, observed jsonb, job uuid)
    on conflict (customer_id) do update
      set content_hash = excluded.content_hash, revision = excluded.revision, record = excluded.record,
        record_time = excluded.record_time,
        observed = case when excluded.observed_by is null then c.observed else excluded.observed end,
        observed_by = coalesce(excluded.observed_by, c.observed_by)
      where c.status = 'active' and (c.revision < excluded.revision or (c.revision = excluded.revision and excluded.observed_by is not null))
    returning 1`.execute(tx);
  return rows.length === input.length;
}

async function storeDocuments(tx: SqlTransaction, documents: ReadonlyMap<string, KnownVersion>): Promise<boolean> {
  if (documents.size === 0) return true;
  const input = [...documents].sort(([left], [right]) => (left < right ? -1 : 1)).map(([id, version]) => ({ id, ...version }));
  const { rows } = await sql`
    insert into ingestion.documents as d (document_id, content_hash, revision)
    select r.id, r.hash, r.revision from json_to_recordset(${JSON.stringify(input)}::json) as r(id text, hash text, revision integer)
    on conflict (document_id) do update set content_hash = excluded.content_hash, revision = excluded.revision
      where d.revision < excluded.revision
    returning 1`.execute(tx);
  return rows.length === input.length;
}
