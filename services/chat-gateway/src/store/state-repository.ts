import type { Sql } from '@munshi/database/database';
import type { Customer } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import type {
  ChurnInsight,
  insightsCashflow,
  insightsRecurring,
  RecommendationsInsight,
  SegmentsInsight,
  SpendingInsight,
} from '@munshi/events/insights';
import type { Preferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';

type DataOf<Topic> = Topic extends TopicDefinition<infer Data> ? NonNullable<Data> : never;

/** The newest state of each topic on one customer; null where there is none. */
export interface States {
  readonly 'bank.customers': Customer | null;
  readonly 'customer.preferences': Preferences | null;
  readonly 'insights.spending': SpendingInsight | null;
  readonly 'insights.cashflow': DataOf<typeof insightsCashflow> | null;
  readonly 'insights.recurring': DataOf<typeof insightsRecurring> | null;
  readonly 'insights.segments': SegmentsInsight | null;
  readonly 'insights.churn': ChurnInsight | null;
  readonly 'insights.recommendations': RecommendationsInsight | null;
}
export type StateTopic = keyof States;

const NONE: States = {
  'bank.customers': null,
  'customer.preferences': null,
  'insights.spending': null,
  'insights.cashflow': null,
  'insights.recurring': null,
  'insights.segments': null,
  'insights.churn': null,
  'insights.recommendations': null,
};

/** Keeps the highest sequence of each customer; a null removes. */
export async function storeStates(tx: Sql, topic: StateTopic, events: readonly MunshiEvent<unknown>[]): Promise<void> {
  const byCustomer = new Map<string, MunshiEvent<unknown>>();
  for (const event of events) {
    const known = byCustomer.get(event.key);
    if (!known || event.sequence > known.sequence) byCustomer.set(event.key, event);
  }
  const rows = [...byCustomer.values()].map(({ key, sequence, data }) => ({ customer_id: key, sequence, data }));
  await sql`
    insert into gateway.states as s (customer_id, topic, sequence, data)
    select r.customer_id, ${topic}::text, r.sequence, case when json_typeof(r.data) = 'null' then null else r.data end
    from json_to_recordset(${jsonRows(rows)}::json) as r(customer_id text, sequence bigint, data json)
    on conflict (customer_id, topic) do update set sequence = excluded.sequence, data = excluded.data
    where excluded.sequence > s.sequence`.execute(tx);
}

export async function statesOf(db: Sql, customerId: string): Promise<States> {
  const { rows } = await sql<{ topic: StateTopic; data: unknown }>`
    select topic, data from gateway.states where customer_id = ${customerId}`.execute(db);
  return { ...NONE, ...Object.fromEntries(rows.map(({ topic, data }) => [topic, data])) };
}

export async function sequenceOf(tx: Sql, customerId: string, topic: StateTopic): Promise<number> {
  const { rows } = await sql<{ sequence: string }>`
    select sequence from gateway.states where customer_id = ${customerId} and topic = ${topic}`.execute(tx);
  return Number(rows[0]?.sequence ?? 0);
}
