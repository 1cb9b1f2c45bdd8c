import { z } from 'zod';
import { calendarDate, period } from './calendar-date.ts';
import { evidence } from './claim.ts';
import { currency, money } from './money.ts';
import { savingsGoal } from './preferences.ts';

const id = z.string().min(1);

/** A month's limit for a category, and how far it is used. Minor units. */
export const budget = z.object({
  currency,
  category: z.string(),
  month: z.string(),
  limit: z.int(),
  spent: z.int(),
  /** What will have been spent at the month's end if the rest of it goes as usual. */
  expected: z.int(),
  /** `proposed` from history until the customer sets one. */
  setBy: z.enum(['proposed', 'customer']),
  state: z.enum(['within', 'at-risk', 'over']),
});
export type Budget = z.infer<typeof budget>;

/** A savings goal of the customer and how it stands. Minor units; what is not known is null. */
export const goalProgress = savingsGoal.extend({
  /** What was on its accounts when the day began on which it was set; null where no balance was reported. */
  start: z.int().nullable(),
  /** What moved on its accounts since, less what earlier goals on the same accounts hold of it: no rupee counts for two. Negative where more left. */
  saved: z.int().nullable(),
  /** What has to come in each month that is left. */
  needed: z.int().nullable(),
  /** What the unreached earlier goals on the same accounts need a month. */
  earlier: z.int(),
  /** What came in a month, on average of the last complete `months`; null where they are too few. */
  pace: z.int().nullable(),
  months: z.int(),
  state: z.enum(['on-track', 'off-track', 'reached', 'passed', 'unknown']),
  /** Why the state is unknown; null else. */
  reason: z.enum(['no-account', 'no-transactions', 'few-months']).nullable(),
});
export type GoalProgress = z.infer<typeof goalProgress>;

/** Spending of this month up to `day`, against the same days of past months. Minor units. */
export const pace = z.object({
  currency,
  month: z.string(),
  /** Day of the month that both sides count up to, inclusive. */
  day: z.int(),
  spent: z.int(),
  /** What the same days of past months usually took: the sum of the median of each category, so that causes add up. */
  usual: z.int(),
  months: z.int(),
  /** The largest shares of the change, by category: positive is more than usual. */
  causes: z.array(z.object({ category: z.string(), change: z.int() })),
  /** What the categories not named change together. */
  otherwise: z.int(),
});
export type Pace = z.infer<typeof pace>;

/** What would save money: how much, shown by what, and how much work it is. */
export const tip = z.object({
  kind: z.enum(['fees', 'price-rise', 'several-subscriptions', 'above-usual']),
  /** Category or recurring payment that it is about. */
  about: z.string(),
  name: z.string(),
  /** In twelve months, if nothing else changes. */
  saving: money,
  effort: z.enum(['minutes', 'a call', 'a habit']),
  evidence: z.array(evidence),
});
export type Tip = z.infer<typeof tip>;

/** A recurring payment, in or out. What is not said of an older one was mature and out. */
export const recurringStream = z.object({
  streamId: id,
  merchantName: z.string(),
  kind: z.string(),
  direction: z.enum(['in', 'out']).optional(),
  /** Early: too few payments to be sure. Ended: what was expected did not come. */
  state: z.enum(['early', 'mature', 'ended']).optional(),
  cadence: z.string(),
  amount: money,
  /** Least and most of the newest payments, minor units, absolute. */
  range: z.object({ low: z.int(), high: z.int() }).nullable().optional(),
  nextDate: calendarDate.nullable(),
  /** The newest rise of a fixed price. Minor units, absolute. */
  priceRise: z.object({ from: z.int(), to: z.int(), date: calendarDate }).nullable().optional(),
  /** It was expected and has not come. */
  isMissed: z.boolean().optional(),
  /** The newest was paid twice in one turn: the second one's transaction. */
  doubled: z.string().nullable().optional(),
  /** A trial at no or a token price that is followed by the full one: when that is due, where it can be told. */
  trialEnds: calendarDate.nullable().optional(),
  transactionIds: z.array(id),
});
export type RecurringStream = z.infer<typeof recurringStream>;

/** Kinds of moments, what a customer may want to know now, with the facts that each of them has; more are possible. */
export const MOMENT_FACTS = {
  'low-balance': ['balance', 'date', 'short'],
  'bill-due': ['amount', 'date', 'balance'],
  'budget-at-risk': ['category', 'limit', 'spent'],
  'budget-kept': ['category', 'limit', 'spent'],
  'savings-goal-off-track': ['name', 'target', 'date', 'needed'],
  'savings-goal-on-track': ['name', 'saved', 'target', 'date', 'pace'],
  'savings-goal-reached': ['name', 'saved', 'target', 'date'],
  'price-rise': ['before', 'after', 'more'],
  'duplicate-charge': ['amount', 'date'],
  refund: ['amount', 'date'],
  salary: ['amount', 'date'],
  'salary-late': ['amount', 'date'],
  'unusual-spending': ['category', 'spent', 'usual'],
  'idle-cash': ['idle'],
  fee: ['amount', 'date'],
  'subscription-ended': ['date'],
  'trial-ending': ['date'],
} as const;
export type MomentKind = keyof typeof MOMENT_FACTS;

/** A fact of `packages/facts` as it travels; `name` is its id there. */
export const momentFact = z.object({
  name: z.string(),
  value: z.union([money, z.number(), z.string(), z.object({ date: calendarDate }), z.object({ name: z.string() })]),
  fact: z.string().optional(),
  label: z.string().optional(),
  unit: z.literal('percent').optional(),
  period: period.nullable().optional(),
  asOf: z.string().optional(),
  evidence: z.array(evidence).optional(),
});
export type MomentFact = z.infer<typeof momentFact>;
