import type { SqlTransaction } from '@munshi/database/database';
import { redirectTransaction } from '@munshi/database/redirect-schema';
import type { RebuildUnit, Schemas } from '@munshi/delivery/rebuild';
import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { type RawBuilder, sql } from 'kysely';
import { SAID } from '../domain/apply/apply-to-customer.ts';
import type { Judgement } from '../domain/apply/score-payment.ts';
import { entryKey } from '../domain/ledger/ledger-entry.ts';
import { loadStates, storeStates } from './customer-repository.ts';
import { columnOf } from './transaction-columns.ts';

const STATES_AT_ONCE = 100;

/** How payments were judged when they were first seen: by what was known of everybody on that day, which is not kept. */
export async function loadJudgements(
  { plain, schemas }: RebuildUnit,
  events: readonly MunshiEvent<Transaction>[],
): Promise<ReadonlyMap<string, Judgement>> {
  const keys = JSON.stringify(events.map(({ key, data }) => ({ c: key, s: data.source, t: data.transactionId })));
  const { rows } = await sql<Judgement & { source: string; transactionId: string }>`
    select t.source, t.transaction_id as "transactionId", t.score, t.anomaly_id as "anomalyId", t.teaches
    from json_to_recordset(${keys}::json) as k(c text, s text, t text)
    join ${sql.id(schemas.live, 'transactions')} t on t.customer_id = k.c and t.source = k.s and t.transaction_id = k.t
    where t.score is not null`.execute(plain);
  return new Map(rows.map(({ source, transactionId, ...judgement }) => [entryKey({ source, transactionId }), judgement]));
}

/**
 * What was said and told, and when, is no feature but a record: taken over. What differs from it waits in `unsaid`, and each entry
 * keeps the revision with which it was said last.
 */
export async function takeRecordsOver(tx: SqlTransaction, schemas: Schemas): Promise<void> {
  const of = (schema: string, table: string) => sql.id(schema, table);
  const { live, shadow } = schemas;
  const both = sql`${of(shadow, 'transactions')} s join ${of(live, 'transactions')} l using (customer_id, source, transaction_id)`;
  await takeMoneyOver(tx, schemas);
  const said = (side: string): RawBuilder<unknown> => sql.join(SAID.map((field) => sql.id(side, columnOf(field))));
  await sql`
    insert into ${of(live, 'unsaid')} (customer_id, source, transaction_id)
    select customer_id, source, transaction_id from ${both} where (${said('s')}) is distinct from (${said('l')})
    on conflict do nothing`.execute(tx);
  await sql`insert into ${of(live, 'unsaid')} values ('', '', '') on conflict do nothing`.execute(tx);
  await sql`
    update ${of(shadow, 'transactions')} s set revision = l.revision from ${of(live, 'transactions')} l
    where s.customer_id = l.customer_id and s.source = l.source and s.transaction_id = l.transaction_id and s.revision <> l.revision`.execute(
    tx,
  );
  await sql`
    update ${of(shadow, 'customers')} s
    set state = s.state || jsonb_build_object('said', l.state -> 'said', 'alerted', l.state -> 'alerted')
    from ${of(live, 'customers')} l where s.customer_id = l.customer_id and s.state -> 'version' = l.state -> 'version'
      and (s.state -> 'said' <> l.state -> 'said' or s.state -> 'alerted' <> l.state -> 'alerted')`.execute(tx);
  await takeOlderStatesOver(tx, schemas);
  // Erased on the topic and not here yet: its tombstones need what was said.
  await sql`insert into ${of(shadow, 'customers')} select * from ${of(live, 'customers')} on conflict do nothing`.execute(tx);
}

/**
 * What lies ahead is found by a job on its day, with the streams on the entries; what was said of it, and since when a limit holds, are
 * records as well. What customers said of categories is made anew, and their savings goals, which say themselves when they were set.
 */
async function takeMoneyOver(tx: SqlTransaction, { live, shadow }: Schemas): Promise<void> {
  await sql`
    update ${sql.id(shadow, 'transactions')} s set stream_id = l.stream_id from ${sql.id(live, 'transactions')} l
    where s.customer_id = l.customer_id and s.source = l.source and s.transaction_id = l.transaction_id
      and s.stream_id is distinct from l.stream_id`.execute(tx);
  await sql`
    insert into ${sql.id(shadow, 'money')} as s (customer_id, money)
    select customer_id, money from ${sql.id(live, 'money')}
    on conflict (customer_id) do update
    set money = excluded.money || jsonb_build_object('corrections', s.money -> 'corrections')
      || case when s.money ? 'goals' then jsonb_build_object('goals', s.money -> 'goals') else '{}' end`.execute(tx);
}

/** The same of states that are kept as an older version kept them. */
async function takeOlderStatesOver(tx: SqlTransaction, { live, shadow }: Schemas): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select s.customer_id as id from ${sql.id(shadow, 'customers')} s join ${sql.id(live, 'customers')} l using (customer_id)
    where s.state -> 'version' <> l.state -> 'version' order by s.customer_id`.execute(tx);
  const made = redirectTransaction(tx, live, shadow);
  for (let start = 0; start < rows.length; start += STATES_AT_ONCE) {
    const ids = rows.slice(start, start + STATES_AT_ONCE).map(({ id }) => id);
    const [old, states] = [await loadStates(tx, ids), await loadStates(made, ids)];
    const merged = [...states.values()].map((state) => {
      const { said = {}, alerted = {} } = old.get(state.customerId) ?? {};
      return { ...state, said, alerted };
    });
    await storeStates(made, merged);
  }
}
