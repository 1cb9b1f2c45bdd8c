import { z } from 'zod';
import { calendarDate } from './calendar-date.ts';
import { defineTopic } from './topic.ts';

/** A public document of the bank: product sheet, FAQ, policy. Markdown. */
export const document = z.object({
  documentId: z.string().min(1).max(200),
  title: z.string().min(1).max(500),
  text: z.string().min(1),
  product: z.string().max(100).nullish(),
  language: z.string().max(35).nullish(),
  validFrom: calendarDate.nullish(),
  validUntil: calendarDate.nullish(),
  source: z.string().max(100).nullish(),
});
export type BankDocument = z.infer<typeof document>;

export const bankDocuments = defineTopic<BankDocument | null>({
  name: 'bank.documents',
  description: 'The newest version of each public document; a null removes it',
  schema: document,
  keyspace: 'document',
  producer: 'ingestion',
  consumers: ['embedding'],
  kind: 'state',
  retentionDays: 'forever',
  classification: 'public',
  tombstones: true,
});
