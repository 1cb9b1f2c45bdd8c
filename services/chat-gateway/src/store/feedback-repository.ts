import type { UnitOfWork } from '@munshi/delivery/delivery';
import { eventId } from '@munshi/events/event-id';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
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
