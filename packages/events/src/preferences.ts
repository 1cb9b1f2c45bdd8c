import { z } from 'zod';
import { calendarDate } from './calendar-date.ts';
import { currency } from './money.ts';
import { defineTopic } from './topic.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time HH:MM');

/** What a customer saves for: so much more than was there, by a date. */
export const savingsGoal = z.object({
  /** Given when it is first set; it stays when the goal is changed. */
  goalId: z.string().min(1).max(100),
  /** The customer's words: data to be quoted. */
  name: z.string().min(1).max(100),
  currency,
  /** What is to come to its accounts from `setOn` on, minor units. */
  target: z.int().positive(),
  /** The last day for it. */
  by: calendarDate,
  /** Where it is saved; null is every savings account of the currency. */
  accountId: z.string().min(1).max(200).nullable(),
  /** The date on which it was first set: what moves on its accounts from this day on counts. */
  setOn: calendarDate,
});
export type SavingsGoal = z.infer<typeof savingsGoal>;

export const MOST_GOALS = 20;

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
  goals: z.array(savingsGoal).max(MOST_GOALS).optional(),
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
