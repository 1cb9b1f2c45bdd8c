import { z } from 'zod';
import { calendarDate, instant } from './calendar-date.ts';
import { money } from './money.ts';
import { isPlainTransaction } from './plain-transaction.ts';
import { defineTopic } from './topic.ts';

const text = z.string().max(2000);
const id = z.string().min(1).max(200);

/** A transaction as the bank reports it. Its identity is (source, transactionId). */
export const transaction = z.object({
  transactionId: id,
  customerId: id,
  accountId: id.nullish(),
  amount: money,
  /** The bank's own calendar date: what a transaction belongs to in every sum. */
  date: calendarDate,
  time: instant.nullish(),
  status: z.enum(['pending', 'posted', 'cancelled']).default('posted'),
  channel: text.nullish(),
  description: text.nullish(),
  merchant: z
    .object({
      id: text.nullish(),
      name: text.nullish(),
      mcc: z
        .string()
        .regex(/^\d{4}$/)
        .nullish(),
      city: text.nullish(),
      country: text.nullish(),
    })
    .nullish(),
  counterparty: z.object({ name: text.nullish(), account: text.nullish() }).nullish(),
  balanceAfter: money.nullish(),
  originalAmount: money.nullish(),
  /** The transaction that this one refunds, reverses or corrects. */
  refersTo: id.nullish(),
  source: z.string().min(1).max(100).default('bank'),
});
export type Transaction = z.infer<typeof transaction>;

export const bankTransactions = defineTopic<Transaction>({
  name: 'bank.transactions',
  description: 'Every transaction of the bank, and every later version of one',
  schema: transaction as z.ZodType<Transaction>,
  isPlain: isPlainTransaction,
  producer: 'ingestion',
  consumers: ['analytics', 'chat-gateway'],
  kind: 'event',
  retentionDays: 'forever',
});
