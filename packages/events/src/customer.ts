import { z } from 'zod';
import { calendarDate, instant } from './calendar-date.ts';
import { currency, money } from './money.ts';
import { defineTopic } from './topic.ts';

export const account = z.object({
  accountId: z.string().min(1).max(200),
  kind: z.enum(['current', 'savings', 'card', 'loan', 'other']),
  name: z.string().max(200).nullish(),
  currency,
  balance: money.nullish(),
  balanceAsOf: instant.nullish(),
});
export type Account = z.infer<typeof account>;

/** What the bank knows of a customer; unknown is null. An `erased` state carries the id alone and is final. */
export const customer = z.object({
  customerId: z.string().min(1).max(200),
  status: z.enum(['active', 'erased']).default('active'),
  name: z.string().max(500).nullish(),
  birthDate: calendarDate.nullish(),
  gender: z.string().max(50).nullish(),
  city: z.string().max(200).nullish(),
  locale: z.string().max(35).nullish(),
  timeZone: z.string().max(64).nullish(),
  currency: currency.nullish(),
  occupation: z.string().max(200).nullish(),
  /** The band the bank puts the income in, in its own words. */
  incomeBand: z.string().max(100).nullish(),
  products: z.array(z.string().max(100)).nullish(),
  consents: z.object({ ai: z.boolean().nullish() }).nullish(),
  accounts: z.array(account).nullish(),
});
export type Customer = z.infer<typeof customer>;

export const bankCustomers = defineTopic<Customer>({
  name: 'bank.customers',
  description: 'The newest profile of each customer; `erased` erases',
  schema: customer as z.ZodType<Customer>,
  producer: 'ingestion',
  consumers: ['analytics', 'embedding', 'notification', 'chat-gateway'],
  kind: 'state',
  retentionDays: 'forever',
});
