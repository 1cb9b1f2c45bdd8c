import type { Sql } from '@munshi/database/database';
import type { UnitOfWork } from '@munshi/delivery/delivery';
import { eventId } from '@munshi/events/event-id';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import { insightsSpending } from '@munshi/events/insights';
import { sql } from 'kysely';

/** Keeps what a customer says of something, and says it on; the same said again is not said twice. */
export async function giveFeedback({ tx, emit }: UnitOfWork, feedback: Feedback): Promise<void> {
  const { customerId, target, value, detail, at } = feedback;
  const { rows } = await sql<{ sequence: string }>`
    insert into gateway.feedback as f (customer_id, topic, target_id, sequence, value, detail, at)
    values (${customerId}, ${target.topic}, ${target.id}, 1, ${value}, ${detail}, ${at})
    on conflict (customer_id, topic, target_id) do update set sequence = f.sequence + 1, value = excluded.value,
      detail = excluded.detail, at = excluded.at
    where f.value <> excluded.value or f.detail is distinct from excluded.detail
    returning sequence`.execute(tx);
  const [stored] = rows;
  if (!stored) return;
  const subject = `${target.topic}/${target.id}`;
  emit({
    topic: customerFeedback,
    id: eventId({
      topic: customerFeedback.name,
      subject: `${customerId}/${subject}`,
      cause: `${value} ${stored.sequence}`,
      rule: 'feedback@1',
    }),
    key: customerId,
    subject,
    sequence: Number(stored.sequence),
    time: at,
    intake: 'live',
    data: feedback,
  });
}

/** Where tips stand among what customers speak of. */
export const TIPS_TOPIC = insightsSpending.name;

/** Ids of the tips that the customer does not want to see. */
export async function hiddenTips(db: Sql, customerId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ target_id: string }>`
    select target_id from gateway.feedback
    where customer_id = ${customerId} and topic = ${TIPS_TOPIC} and value = 'dismiss'`.execute(db);
  return new Set(rows.map(({ target_id: id }) => id));
}
