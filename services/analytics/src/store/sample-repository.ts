import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { ScoredPayment } from '../domain/anomaly/take-over.ts';
import type { LabelChange } from '../domain/apply/apply-feedback.ts';
import type { PaymentSample } from '../domain/apply/score-payment.ts';

/** Keeps scored payments with the figures they were scored on. One statement. */
export async function storeSamples(tx: SqlTransaction, samples: readonly PaymentSample[]): Promise<void> {
  if (samples.length === 0) return;
  const rows = samples.map(({ customerId, source, transactionId, isFraud, ...same }) => ({
    ...same,
    customer_id: customerId,
    source,
    transaction_id: transactionId,
    is_fraud: isFraud,
  }));
  await sql`
    insert into analytics.scored_payments (customer_id, source, transaction_id, date, habits, features, weight, is_fraud)
    select customer_id, source, transaction_id, date, habits, features, weight, is_fraud
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(customer_id text, source text, transaction_id text, date date,
      habits real, features jsonb, weight smallint, is_fraud boolean)
    on conflict (customer_id, source, transaction_id) do nothing`.execute(tx);
}

/** Puts what customers said on the payments that were kept. */
export async function labelSamples(tx: SqlTransaction, labels: readonly LabelChange[]): Promise<void> {
  if (labels.length === 0) return;
  const rows = labels.map(({ customerId, transactionId, isFraud }) => ({ c: customerId, i: transactionId, f: isFraud }));
  await sql`
    update analytics.scored_payments s set is_fraud = x.f
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(c text, i text, f boolean)
    where s.customer_id = x.c and s.transaction_id = x.i`.execute(tx);
}

/** How many of the payments that were kept are disowned, up to a date. */
export async function disownedSamples(database: Sql, until: string): Promise<number> {
  const { rows } = await sql<{ disowned: number }>`
    select count(*)::float8 as disowned from analytics.scored_payments where is_fraud and date <= ${until}::date`.execute(database);
  return rows[0]?.disowned ?? 0;
}

/** So many of the payments kept up to a date, the newest first: what nobody spoke of counts as honest. */
export async function loadSamples(
  database: Sql,
  { until, limit }: { readonly until: string; readonly limit: number },
): Promise<ScoredPayment[]> {
  const { rows } = await sql<ScoredPayment>`
    select date, habits, features, weight, coalesce(is_fraud, false) as "isFraud"
    from analytics.scored_payments where date <= ${until}::date
    order by date desc, customer_id, source, transaction_id limit ${limit}`.execute(database);
  return rows;
}

export async function deleteSamples(tx: SqlTransaction, customerId: string): Promise<void> {
  await sql`delete from analytics.scored_payments where customer_id = ${customerId}`.execute(tx);
}

export async function forgetSamples(database: Sql, before: string): Promise<void> {
  await sql`delete from analytics.scored_payments where date < ${before}::date`.execute(database);
}
