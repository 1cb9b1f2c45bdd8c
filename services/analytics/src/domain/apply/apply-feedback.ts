import type { Feedback } from '@munshi/events/feedback';
import { learnOne, lessonOf } from '../anomaly/habits.ts';
import { type CustomerState, callNormal } from '../customer/customer-state.ts';
import { disownedOn, takeLabel } from '../customer/labels.ts';
import { addedUp, type MerchantDay, merchantDaysOf } from '../features/merchant-days.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';

export interface LabelChange {
  readonly customerId: string;
  readonly transactionId: string;
  readonly isFraud: boolean;
}

export interface FeedbackConsequences {
  /** Entries that teach what is usual from now on, or no more. */
  readonly changed: readonly LedgerEntry[];
  readonly merchantDays: readonly MerchantDay[];
  readonly labels: readonly LabelChange[];
}

/** Whether a customer says by it that a payment was theirs, or was not. */
export function isLabel({ value }: Feedback): boolean {
  return value === 'normal' || value === 'notMe';
}

/** The transactions that a customer's word is about. */
export function labelledIds({ target, transactionIds }: Feedback): readonly string[] {
  return target.topic === 'bank.transactions' ? [target.id] : (transactionIds ?? []);
}

/**
 * "This is normal for me" silences its key for good and lets its payments teach; "not me" is a label, counts at the merchant
 * for everybody, and teaches nothing. `standing` are the entries of the transactions named, as far as they are known: what
 * comes later is told by `labels` of the state. Changes `state`.
 */
export function applyFeedback(
  state: CustomerState,
  {
    words,
    standing,
    dateOf,
  }: { readonly words: readonly Feedback[]; readonly standing: readonly LedgerEntry[]; dateOf(instant: string): string },
): FeedbackConsequences {
  const before = { ...state.labels };
  for (const word of words.filter(isLabel)) {
    const isFraud = word.value === 'notMe';
    if (word.key !== null) callNormal(state, word.key, !isFraud);
    const label = { isFraud, at: word.at, on: dateOf(word.at) };
    for (const id of labelledIds(word)) takeLabel(state.labels, id, label);
  }
  const changed: LedgerEntry[] = [];
  const days: MerchantDay[] = [];
  for (const entry of standing) {
    const label = state.labels[entry.transactionId];
    if (label === undefined || label === before[entry.transactionId]) continue;
    days.push(
      ...addedUp(
        merchantDaysOf(entry, disownedOn(before, entry.transactionId)),
        merchantDaysOf(entry, disownedOn(state.labels, entry.transactionId)),
      ),
    );
    if (entry.teaches === !label.isFraud) continue;
    const after = { ...entry, teaches: !label.isFraud };
    relearn(state, entry, after);
    changed.push(after);
  }
  const labels = Object.entries(state.labels)
    .filter(([id, label]) => label !== before[id])
    .map(([transactionId, { isFraud }]) => ({ customerId: state.customerId, transactionId, isFraud }));
  return { changed, merchantDays: days, labels };
}

function relearn({ habits }: CustomerState, before: LedgerEntry, after: LedgerEntry): void {
  const [old, now] = [lessonOf(before), lessonOf(after)];
  if (old !== null) learnOne(habits, old, -1);
  if (now !== null) learnOne(habits, now);
}
