import type { Sql } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { AnomalyInsight } from '@munshi/events/insights';
import type { Notification } from '@munshi/events/notification';
import { sql } from 'kysely';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { jsonRows } from './json-rows.ts';
import type { Page } from './transaction-list.ts';

export type FeedItem = Notification & { readonly state: 'unread' | 'read' | 'dismissed'; readonly feedback: 'normal' | 'notMe' | null };

interface Row {
  readonly position: string;
  readonly state: FeedItem['state'];
  readonly feedback: FeedItem['feedback'];
  readonly data: Notification;
}

const toItem = ({ data, state, feedback }: Row): FeedItem => ({ ...data, state, feedback });

export async function storeNotifications(tx: Sql, events: readonly MunshiEvent<Notification>[]): Promise<void> {
  const rows = newest(events, ({ data }) => data.notificationId).map(({ data, sequence }) => ({
    customer_id: data.customerId,
    notification_id: data.notificationId,
    created_at: data.createdAt,
    sequence,
    data,
  }));
  await sql`
    insert into gateway.notifications as n (customer_id, notification_id, created_at, sequence, data)
    select * from json_to_recordset(${jsonRows(rows)}::json)
      as r(customer_id text, notification_id text, created_at timestamptz, sequence bigint, data json)
    on conflict (customer_id, notification_id) do update set sequence = excluded.sequence, data = excluded.data
    where excluded.sequence > n.sequence`.execute(tx);
}

export async function storeAnomalies(tx: Sql, events: readonly MunshiEvent<AnomalyInsight>[]): Promise<void> {
  const rows = newest(events, ({ data }) => data.anomalyId).map(({ data, sequence }) => ({
    customer_id: data.customerId,
    anomaly_id: data.anomalyId,
    date: data.date,
    sequence,
    data,
  }));
  await sql`
    insert into gateway.anomalies as a (customer_id, anomaly_id, date, sequence, data)
    select * from json_to_recordset(${jsonRows(rows)}::json)
      as r(customer_id text, anomaly_id text, date date, sequence bigint, data json)
    on conflict (customer_id, anomaly_id) do update set date = excluded.date, sequence = excluded.sequence, data = excluded.data
    where excluded.sequence > a.sequence`.execute(tx);
}

/** Newest first. */
export async function listNotifications(
  db: Sql,
  customerId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<FeedItem>> {
  const before = cursor === undefined ? null : (decodeCursor(cursor, 1)[0] ?? '0');
  const { rows } = await sql<Row>`
    select position, state, feedback, data from gateway.notifications
    where customer_id = ${customerId} and (${before}::bigint is null or position < ${before}::bigint)
    order by position desc limit ${limit + 1}`.execute(db);
  const items = rows.slice(0, limit);
  return { items: items.map(toItem), nextCursor: rows.length > limit ? encodeCursor([items.at(-1)?.position ?? '0']) : null };
}

export async function listAnomalies(db: Sql, customerId: string, limit: number): Promise<AnomalyInsight[]> {
  const { rows } = await sql<{ data: AnomalyInsight }>`
    select data from gateway.anomalies where customer_id = ${customerId} order by date desc, anomaly_id limit ${limit}`.execute(db);
  return rows.map(({ data }) => data);
}

/** Where the feed ends now; what is stored later has a higher position. */
export async function newestPosition(db: Sql, customerId: string): Promise<string> {
  const { rows } = await sql<{ position: string }>`
    select coalesce(max(position), 0) as position from gateway.notifications where customer_id = ${customerId}`.execute(db);
  return rows[0]?.position ?? '0';
}

/** Stored after a position, oldest first. */
export async function notificationsAfter(db: Sql, customerId: string, position: string): Promise<{ position: string; item: FeedItem }[]> {
  const { rows } = await sql<Row>`
    select position, state, feedback, data from gateway.notifications
    where customer_id = ${customerId} and position > ${position}::bigint order by position limit 100`.execute(db);
  return rows.map((row) => ({ position: row.position, item: toItem(row) }));
}

export async function notificationById(db: Sql, customerId: string, notificationId: string): Promise<FeedItem | null> {
  const { rows } = await sql<Row>`
    select position, state, feedback, data from gateway.notifications
    where customer_id = ${customerId} and notification_id = ${notificationId}`.execute(db);
  return rows[0] ? toItem(rows[0]) : null;
}

/** The notification that shows this claim. */
export async function notificationWithClaim(db: Sql, customerId: string, claimId: string): Promise<Notification | null> {
  const wanted = JSON.stringify([{ id: claimId }]);
  const { rows } = await sql<{ data: Notification }>`
    select data from gateway.notifications
    where customer_id = ${customerId} and (data->'claims')::jsonb @> ${wanted}::jsonb limit 1`.execute(db);
  return rows[0]?.data ?? null;
}

export async function markNotification(
  tx: Sql,
  customerId: string,
  { notificationId, state, feedback }: { notificationId: string; state: FeedItem['state']; feedback: FeedItem['feedback'] },
): Promise<void> {
  await sql`
    update gateway.notifications set state = ${state}, feedback = ${feedback}
    where customer_id = ${customerId} and notification_id = ${notificationId}`.execute(tx);
}

function newest<Data>(events: readonly MunshiEvent<Data>[], idOf: (event: MunshiEvent<Data>) => string): MunshiEvent<Data>[] {
  const chosen = new Map<string, MunshiEvent<Data>>();
  for (const event of events) {
    const id = JSON.stringify([event.key, idOf(event)]);
    if ((chosen.get(id)?.sequence ?? -1) < event.sequence) chosen.set(id, event);
  }
  return [...chosen.values()];
}
