import { z } from 'zod';
import { period } from './calendar-date.ts';
import { money } from './money.ts';

/** What a figure stands on. */
export const evidence = z.object({ kind: z.enum(['transaction', 'customer', 'insight', 'document']), id: z.string() });
export type Evidence = z.infer<typeof evidence>;

/** A figure that was shown, with the value behind it and what proves it. */
export const claim = z.object({
  id: z.string(),
  /** As it stands in the text. */
  text: z.string(),
  value: z.union([money, z.number(), z.string()]),
  /** The kind of fact, e.g. `spending.total`. */
  fact: z.string(),
  period: period.nullable(),
  /** The newest transaction date or instant that the value takes in. */
  asOf: z.string(),
  /** At most 50; all of it under `/me/claims/:id`. */
  evidence: z.array(evidence).max(50),
  evidenceCount: z.int(),
});
export type Claim = z.infer<typeof claim>;
