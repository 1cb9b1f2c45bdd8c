import { z } from 'zod';
import { instant } from './calendar-date.ts';
import { defineTopic } from './topic.ts';

export const feedback = z.object({
  customerId: z.string(),
  target: z.object({ topic: z.string(), id: z.string() }),
  value: z.enum(['normal', 'notMe', 'read', 'dismiss', 'up', 'down', 'category']),
  /** The semantic key that the feedback is about. */
  key: z.string().nullable(),
  detail: z.string().max(2000).nullable(),
  /** The transactions that it is about, where it is about some. */
  transactionIds: z.array(z.string()).optional(),
  at: instant,
});
export type Feedback = z.infer<typeof feedback>;

export const customerFeedback = defineTopic<Feedback>({
  name: 'customer.feedback',
  description: 'What a customer says of a notification, an answer or a category',
  schema: feedback,
  producer: 'chat-gateway',
  consumers: ['analytics', 'notification'],
  kind: 'event',
  retentionDays: 'forever',
});
