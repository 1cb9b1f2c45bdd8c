import type { Instant } from '@munshi/events/calendar-date';
import { contentHash } from '@munshi/events/event-id';
import type { Notification } from '@munshi/events/notification';
import { compose } from '@munshi/facts/compose';
import type { Writer } from '@munshi/facts/write';
import type { Message } from './message.ts';

/** The same thing has the same id, however often it is found: repeats are harmless to whoever receives them. */
export function notificationIdOf({ customerId, key, bucket }: Message): string {
  return contentHash(['notification', customerId, key, bucket]);
}

/** A message as its customer reads it, with a claim for every figure. */
export function notificationOf(message: Message, writer: Writer, createdAt: Instant): Notification {
  const notificationId = notificationIdOf(message);
  const options = { facts: message.facts, writer, claimId: (fact: { id: string }) => `${notificationId}-${fact.id}` };
  const title = compose(message.title, options);
  const body = compose(message.body, options);
  const claims = new Map([...title.claims, ...body.claims].map(({ start: _start, end: _end, ...claim }) => [claim.id, claim]));
  const { customerId, kind, severity, key, bucket, occurredAt, expiresAt, insight } = message;
  return {
    notificationId,
    customerId,
    kind,
    severity,
    title: title.text,
    body: body.text,
    claims: [...claims.values()],
    key,
    bucket,
    occurredAt,
    createdAt,
    expiresAt,
    insight,
    transactionIds: [...message.transactionIds],
  };
}
