import { describe, expect, it } from 'vitest';
import { moveDay } from '../customer/active-days.ts';
import { type CustomerState, emptyState } from '../customer/customer-state.ts';
import { NO_SAVINGS } from '../goals/savings.ts';
import { emptyMoney } from '../outlook/money-state.ts';
import { spendingView } from '../outlook/money-view.ts';
import type { Stream } from '../recurring/stream.ts';
import { dueCashflow, dueChurn, dueRecommendations, dueRecurring, dueSegments, dueSpending } from './due-states.ts';

function customer(): CustomerState {
  const state = emptyState('c');
  state.span = { from: '2026-01-01', to: '2026-04-20' };
  for (const month of ['2026-01', '2026-02', '2026-03', '2026-04']) {
    state.months[`${month} INR`] = { groceries: [300_000, 0, 3] };
    for (const day of ['01', '04', '08', '12', '16', '20']) moveDay(state.days, `${month}-${day}`, 1);
  }
  return state;
}

function spendingOf(state: CustomerState) {
  const span = state.span ?? { from: '2026-01-01', to: '2026-01-01' };
  return dueSpending(state, spendingView(state, span, { money: emptyMoney(state.customerId), savings: NO_SAVINGS }));
}

describe('spending', () => {
  it('is said once for the same sums, and again with the next sequence when they change', () => {
    const state = customer();
    expect(spendingOf(state).map(({ sequence }) => sequence)).toEqual([1]);
    expect(spendingOf(state)).toEqual([]);
    state.months['2026-04 INR'] = { groceries: [310_000, 0, 4] };
    const [due] = spendingOf(state);
    expect(due).toMatchObject({ topic: 'spending', sequence: 2, data: { customerId: 'c', asOf: '2026-04-20' } });
  });

  it('is nothing before any transaction, and carries two years at most', () => {
    expect(spendingOf(emptyState('c'))).toEqual([]);
    const again = customer();
    for (let year = 1990; year < 2026; year += 1) again.months[`${year}-06 INR`] = { dining: [100, 0, 1] };
    const [due] = spendingOf(again);
    expect(due?.topic === 'spending' ? due.data.months.length : 0).toBe(24);
  });
});

const outlook = (state: CustomerState, asOf: string) => [...dueChurn(state, asOf), ...dueRecommendations(state, {}, asOf)];

describe('the outlook and the advice', () => {
  it('are looked at when the day moves on, and said when they are others', () => {
    const state = customer();
    expect(outlook(state, '2026-04-20').map(({ topic }) => topic)).toEqual(['churn', 'recommendations']);
    expect(outlook(state, '2026-04-20')).toEqual([]);
    expect(outlook(state, '2026-04-19')).toEqual([]);
    const silent = outlook(state, '2026-06-20');
    expect(silent.map(({ topic, sequence }) => [topic, sequence])).toEqual([['churn', 2]]);
    expect(silent[0]?.data).toMatchObject({ level: 'high', asOf: '2026-06-20' });
  });
});

describe('recurring payments', () => {
  const stream = (over: Partial<Stream> = {}): Stream => ({
    streamId: 's',
    payee: 'INR out netflix',
    merchantName: 'Netflix',
    category: 'subscriptions',
    direction: 'out',
    cadence: 'monthly',
    state: 'mature',
    amount: { minor: -64_900, currency: 'INR' },
    range: { low: 64_900, high: 64_900 },
    nextDate: '2026-05-10',
    from: '2026-01-10',
    to: '2026-04-10',
    priceRise: null,
    isMissed: false,
    doubled: null,
    trialEnds: null,
    transactionIds: ['a', 'b', 'c'],
    ...over,
  });

  it('are said once a day where they changed, in and out, with the state that they are in', () => {
    const state = customer();
    expect(dueRecurring(state, [], '2026-04-18')).toEqual([]);
    const [due] = dueRecurring(
      state,
      [stream({ direction: 'in' }), stream({ streamId: 'e', state: 'ended', nextDate: null })],
      '2026-04-19',
    );
    expect(due).toMatchObject({
      topic: 'recurring',
      sequence: 1,
      data: {
        streams: [
          { streamId: 's', kind: 'subscriptions', direction: 'in', state: 'mature' },
          { streamId: 'e', state: 'ended' },
        ],
      },
    });
    expect(dueRecurring(state, [], '2026-04-19')).toEqual([]);
    expect(dueRecurring(state, [stream()], '2026-04-20')).toHaveLength(1);
    expect(dueRecurring(state, [], '2026-04-21')).toMatchObject([{ sequence: 3, data: { streams: [] } }]);
  });
});

describe('the balance ahead', () => {
  const days = [{ date: '2026-04-21', low: 1, expected: 2, high: 3 }];
  const forecast = { days, nextIncome: null, known: [], pace: [] };

  it('is said once a day, and taken back where it cannot be told any more', () => {
    const state = customer();
    expect(dueCashflow(state, { forecast: null, asOf: '2026-04-19', currency: 'INR' })).toEqual([]);
    expect(dueCashflow(state, { forecast, asOf: '2026-04-20', currency: 'INR' })).toMatchObject([
      { sequence: 1, data: { days, currency: 'INR', safeToSpend: 1, lowest: days[0], nextIncome: null } },
    ]);
    expect(dueCashflow(state, { forecast: { ...forecast, days: [] }, asOf: '2026-04-20', currency: 'INR' })).toEqual([]);
    expect(dueCashflow(state, { forecast: null, asOf: '2026-04-21', currency: 'INR' })).toMatchObject([
      { sequence: 2, data: { days: [] } },
    ]);
  });
});

describe('too little history', () => {
  const newcomer = (intake: 'history' | 'live') => {
    const state = emptyState('n');
    state.span = { from: '2026-04-01', to: '2026-04-02' };
    state.intake = intake;
    moveDay(state.days, '2026-04-02', 1);
    return [...outlook(state, '2026-04-02'), ...dueSegments(state, { model: null, currency: 'INR' })];
  };

  it('is said to whoever is there, not of an imported past', () => {
    expect(newcomer('live').map(({ topic }) => topic)).toEqual(['churn', 'recommendations', 'segments']);
    expect(newcomer('history')).toEqual([]);
  });
});

describe('groups', () => {
  it('are said with the reason where there is nobody to compare with, once', () => {
    const state = customer();
    const [due] = dueSegments(state, { model: null, currency: 'INR' });
    expect(due?.data).toMatchObject({ modelVersion: 'none', segments: [{ name: 'Not compared yet' }] });
    expect(dueSegments(state, { model: null, currency: 'INR' })).toEqual([]);
  });
});
