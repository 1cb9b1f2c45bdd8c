import type { Feedback } from '@munshi/events/feedback';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import { learnOne, lessonOf } from '../anomaly/habits.ts';
import { type CustomerState, emptyState } from '../customer/customer-state.ts';
import { addedUp, type MerchantDay, merchantDaysOf } from '../features/merchant-days.ts';
import { applyFeedback } from './apply-feedback.ts';

const entry = entryOf({ transactionId: 't', date: '2026-01-10', merchantId: 'M', teaches: false });
const dateOf = (instant: string) => instant.slice(0, 10);

function word(value: Feedback['value'], at: string, over: Partial<Feedback> = {}): Feedback {
  const target = { topic: 'notifications', id: 'n' };
  return { customerId: 'c', target, value, key: 'unusual-amount:M', detail: null, at, transactionIds: ['t'], ...over };
}

/** A state after words, with what they counted and what became of the entry. */
function after(words: readonly Feedback[], state: CustomerState = emptyState('c')) {
  let standing = entry;
  const days: MerchantDay[] = [];
  for (const one of words) {
    const { changed, merchantDays } = applyFeedback(state, { words: [one], standing: [standing], dateOf });
    standing = changed[0] ?? standing;
    days.push(...merchantDays);
  }
  return { state, standing, days: addedUp([], days) };
}

describe('what a customer says of a payment', () => {
  it('"not me" counts at the merchant from the day it was said, and teaches nothing', () => {
    const { days, standing, state } = after([word('notMe', '2026-01-12T08:00:00Z')]);
    expect(days).toEqual([{ merchantId: 'M', date: '2026-01-10', knownOn: '2026-01-12', payments: 0, frauds: 1 }]);
    expect(standing.teaches).toBe(false);
    expect(state.habits.categories).toEqual({});
  });

  it('"this is normal" silences the key and teaches what is usual', () => {
    const { days, standing, state } = after([word('normal', '2026-01-12T08:00:00Z')]);
    expect(days).toEqual([]);
    expect(standing.teaches).toBe(true);
    expect(state.normal).toEqual(['unusual-amount:M']);
    expect(state.habits.categories['INR groceries']?.[0]).toBe(1);
  });

  it('is the last word, however often and in whatever order it comes', () => {
    const words = [word('notMe', '2026-01-12T08:00:00Z'), word('normal', '2026-01-13T08:00:00Z'), word('notMe', '2026-01-14T08:00:00Z')];
    const { days, standing, state } = after(words);
    expect(days).toEqual([{ merchantId: 'M', date: '2026-01-10', knownOn: '2026-01-14', payments: 0, frauds: 1 }]);
    for (const seed of [1, 2, 3]) {
      const other = after(shuffled([...words, ...words], seed));
      expect({ days: other.days, standing: other.standing, labels: other.state.labels }).toEqual({ days, standing, labels: state.labels });
    }
    expect(state.normal).toEqual([]);
  });

  it('of a payment that already taught takes the lesson back', () => {
    const state = emptyState('c');
    const taught = { ...entry, teaches: true };
    const lesson = lessonOf(taught);
    if (lesson !== null) learnOne(state.habits, lesson);
    const { changed } = applyFeedback(state, { words: [word('notMe', '2026-01-12T08:00:00Z')], standing: [taught], dateOf });
    expect(changed.map(({ teaches }) => teaches)).toEqual([false]);
    expect(state.habits).toEqual(emptyState('c').habits);
  });

  it('is about a transaction by itself, and about nothing where it is only read', () => {
    const dispute = word('notMe', '2026-01-12T08:00:00Z', {
      target: { topic: 'bank.transactions', id: 't' },
      key: null,
      transactionIds: [],
    });
    expect(after([dispute]).days).toHaveLength(1);
    expect(after([word('read', '2026-01-12T08:00:00Z'), word('dismiss', '2026-01-12T08:01:00Z')]).state).toEqual(emptyState('c'));
  });

  it('counts nothing against a person, a transfer or a payment that did not happen', () => {
    const counted = (over: Parameters<typeof entryOf>[0]) => merchantDaysOf(entryOf(over), '2026-01-12').length;
    expect(counted({ transactionId: 't' })).toBe(2);
    expect(counted({ transactionId: 't', mcc: null, merchantId: 'name:asha' })).toBe(0);
    expect(counted({ transactionId: 't', mcc: null, merchantId: 'T17' })).toBe(2);
    expect(counted({ transactionId: 't', transferMatch: 'x' })).toBe(0);
    expect(counted({ transactionId: 't', status: 'cancelled' })).toBe(0);
    expect(counted({ transactionId: 't', minor: 500 })).toBe(0);
  });
});
