import { z } from 'zod';
import { currency } from './money.ts';
import { defineTopic } from './topic.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time HH:MM');

export const preferences = z.object({
  customerId: z.string(),
  channels: z.array(z.enum(['chat', 'push', 'email', 'sms'])).default(['chat']),
  quietHours: z.object({ from: clockTime, to: clockTime }).nullable().default(null),
  mutedKinds: z.array(z.string().max(100)).max(100).default([]),
  language: z.string().max(35).nullable().default(null),
  timeZone: z.string().max(64).nullable().default(null),
  aiConsent: z.boolean().nullable().default(null),
  /** A month's limit by category, minor units; 0 takes the proposal of a category away. */
  budgets: z
    .array(z.object({ category: z.string().max(100), currency, limit: z.int().min(0) }))
    .max(100)
    .optional(),
});
export type Preferences = z.infer<typeof preferences>;

export const customerPreferences = defineTopic<Preferences | null>({
  name: 'customer.preferences',
  description: 'How and about what a customer wants to be told',
  schema: preferences as z.ZodType<Preferences>,
  producer: 'chat-gateway',
  consumers: ['analytics', 'notification'],
  kind: 'state',
  retentionDays: 'forever',
  tombstones: true,
});
