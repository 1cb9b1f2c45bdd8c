import { z } from 'zod';
import { instant } from './calendar-date.ts';
import { claim } from './claim.ts';
import { defineTopic } from './topic.ts';

const insightRef = z.object({ topic: z.string(), id: z.string() });

export const notification = z.object({
  notificationId: z.string(),
  customerId: z.string(),
  kind: z.string(),
  severity: z.enum(['info', 'advice', 'warning', 'critical']),
  title: z.string(),
  body: z.string(),
  claims: z.array(claim),
  key: z.string(),
  bucket: z.string(),
  occurredAt: instant,
  createdAt: instant,
  expiresAt: instant,
  insight: insightRef,
  transactionIds: z.array(z.string()),
});
export type Notification = z.infer<typeof notification>;

export const decision = z.object({
  decisionId: z.string(),
  customerId: z.string(),
  insight: insightRef,
  outcome: z.enum(['sent', 'withheld', 'held']),
  rule: z.string(),
  reason: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  policyVersion: z.string(),
  key: z.string(),
  bucket: z.string(),
  notificationId: z.string().nullable(),
  decidedAt: instant,
});
export type Decision = z.infer<typeof decision>;

export const notifications = defineTopic<Notification>({
  name: 'notifications',
  description: 'What a customer is told; the topic that downstream systems subscribe to',
  schema: notification,
  producer: 'notification',
  consumers: ['chat-gateway'],
  kind: 'event',
  retentionDays: 90,
});

export const notificationsDecisions = defineTopic<Decision>({
  name: 'notifications.decisions',
  description: 'Every notification sent and every one withheld, with the reason',
  schema: decision,
  producer: 'notification',
  consumers: [],
  kind: 'event',
  retentionDays: 'forever',
});
