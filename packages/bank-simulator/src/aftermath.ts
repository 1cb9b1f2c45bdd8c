import type { Transaction } from '@munshi/events/transaction';
import { type Draft, type Role, within } from './draft.ts';
import type { Persona } from './persona.ts';
import { randomOf } from './random.ts';

/** A transaction that happened, and where. */
export interface Happened {
  readonly transaction: Transaction;
  readonly role: Role;
  readonly epochDay: number;
}

/** What is still to follow of a customer's transactions: postings of what is pending, refunds and reversals. */
export interface Aftermath {
  /** What falls on the day; asked for once. */
  dueOn(epochDay: number): readonly Draft[];
  plan(draft: Draft, happened: Happened): void;
}

export function createAftermath(seed: number, { index }: Persona): Aftermath {
  const later = new Map<number, Draft[]>();
  return {
    dueOn(epochDay) {
      const due = later.get(epochDay) ?? [];
      later.delete(epochDay);
      return due;
    },
    plan(draft, happened) {
      if (!draft.fate) return;
      const on = happened.epochDay + draft.fate.days;
      const hour = () => within(11, randomOf(seed, index, happened.epochDay, draft.at));
      later.set(on, [...(later.get(on) ?? []), followUp(draft, draft.fate, { ...happened, hour })]);
    },
  };
}

function followUp(draft: Draft, fate: NonNullable<Draft['fate']>, { transaction, role, hour }: Happened & { hour(): number }): Draft {
  const { transactionId, date, amount } = transaction;
  const { fate: _, ...plain } = draft;
  if (fate.kind === 'pending') return { ...plain, role, settles: { transactionId, as: fate.ends } };
  const share = fate.kind === 'refund' ? fate.share : 1;
  const { anomaly: __, streamId: ___, habitId: ____, ...back } = plain;
  return {
    ...back,
    at: hour(),
    role,
    minor: share === 1 ? -amount.minor : Math.round((-amount.minor * share) / 100) * 100,
    description: `${fate.kind === 'refund' ? 'REFUND' : 'REVERSAL'}/${draft.description}`,
    undoes: { transactionId, date, minor: amount.minor, category: draft.category },
  };
}
