import { addDays } from '@munshi/events/calendar-date';
import { type GoalProgress, MOMENT_FACTS } from '@munshi/events/insights-money';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { NOTHING_SINCE } from '../outlook/cash-since.ts';
import type { Outlook, OutlookStream } from '../outlook/outlook.ts';
import { dueMoments, type SaidMoments } from './due-moments.ts';
import { type Moment, momentKey, sizeBucket, toInsight } from './moment.ts';
import { momentsOfEntry } from './of-entries.ts';
import { type GoalsSeen, momentsOfGoals } from './of-goals.ts';
import { momentsAhead } from './of-outlook.ts';
import { momentsOfSpending, type SpendingSeen } from './of-spending.ts';

const asOf = '2026-04-10';
const stream = (over: Partial<OutlookStream>): OutlookStream => ({
  streamId: 's',
  payee: 'p',
  merchantName: 'Landlord',
  category: 'rent',
  direction: 'out',
  cadence: 'monthly',
  state: 'mature',
  amount: { minor: -2_000, currency: 'INR' },
  range: { low: 2_000, high: 2_000 },
  nextDate: '2026-04-12',
  from: '2026-01-12',
  to: '2026-03-12',
  priceRise: null,
  isMissed: false,
  doubled: null,
  trialEnds: null,
  newest: ['r3'],
  ...over,
});
const outlook = (streams: readonly OutlookStream[], expected: number): Outlook => ({
  asOf,
  streams,
  usualDays: [],
  lows: {},
  cash: {
    currency: 'INR',
    accounts: ['A'],
    balance: 1_000,
    flows: [],
    pace: new Array<number>(7).fill(0),
    days: Array.from({ length: 20 }, (_, at) => ({ date: addDays(asOf, at + 1), low: expected - 50, expected, high: expected + 50 })),
  },
});
const ahead = (streams: readonly OutlookStream[], expected = 500) =>
  momentsAhead({ customerId: 'c', outlook: outlook(streams, expected), since: NOTHING_SINCE, asOf });
const kinds = (moments: readonly Moment[]) => moments.map(({ kind }) => kind);
const seen: SpendingSeen = { customerId: 'c', months: [], usual: [], budgets: [], own: [], idle: [], asOf };

describe('moments of what lies ahead', () => {
  it('warn of money that runs short, and of a bill that finds none', () => {
    expect(kinds(ahead([stream({})], -300))).toEqual(['low-balance', 'bill-due']);
    expect(kinds(ahead([stream({})], 300))).toEqual([]);
    expect(kinds(ahead([stream({ nextDate: '2026-04-25' })], -300))).toEqual(['low-balance']);
  });

  it('tell of an income that is late, a price, an end and a trial, each in its days', () => {
    const salary = { category: 'salary', direction: 'in', amount: { minor: 9_000, currency: 'INR' } } as const;
    expect(kinds(ahead([stream({ ...salary, nextDate: '2026-04-06' })]))).toEqual(['salary-late']);
    expect(kinds(ahead([stream({ ...salary, nextDate: '2026-04-08' }), stream({ ...salary, nextDate: '2026-03-20' })]))).toEqual([]);
    expect(kinds(ahead([stream({ priceRise: { from: 1_800, to: 2_000, date: '2026-03-12' } })]))).toEqual(['price-rise']);
    expect(kinds(ahead([stream({ priceRise: { from: 1_800, to: 2_000, date: '2025-03-12' } })]))).toEqual([]);
    expect(kinds(ahead([stream({ state: 'ended', nextDate: null, category: 'subscriptions' })]))).toEqual(['subscription-ended']);
    expect(kinds(ahead([stream({ state: 'early', trialEnds: '2026-04-12', category: 'subscriptions' })]))).toEqual(['trial-ending']);
  });
});

describe('moments of spending', () => {
  const usual = [{ currency: 'INR', category: 'dining', spent: 1_000, months: 6 }];
  const months = (spent: number) => [
    { month: '2026-04', currency: 'INR', spent, received: 0, categories: [{ category: 'dining', spent, count: 1 }] },
  ];
  const budget = { currency: 'INR', category: 'dining', month: '2026-04', limit: 1_000, spent: 900, expected: 1_500 } as const;

  it('are a category far above its usual month, and the customer’s own budgets alone', () => {
    expect(kinds(momentsOfSpending({ ...seen, usual, months: months(1_700) }))).toEqual(['unusual-spending']);
    expect(kinds(momentsOfSpending({ ...seen, usual, months: months(1_500) }))).toEqual([]);
    expect(kinds(momentsOfSpending({ ...seen, budgets: [{ ...budget, setBy: 'customer', state: 'at-risk' }] }))).toEqual([
      'budget-at-risk',
    ]);
    expect(kinds(momentsOfSpending({ ...seen, budgets: [{ ...budget, setBy: 'proposed', state: 'over' }] }))).toEqual([]);
  });

  it('are a budget that was kept, in the first days of the next month, if it was set by then', () => {
    const own = [{ currency: 'INR', category: 'dining', limit: 2_000, since: '2026-03' }];
    expect(kinds(momentsOfSpending({ ...seen, own, asOf: '2026-04-03' }))).toEqual(['budget-kept']);
    expect(kinds(momentsOfSpending({ ...seen, own, asOf }))).toEqual([]);
    expect(
      kinds(
        momentsOfSpending({ ...seen, own: [{ currency: 'INR', category: 'dining', limit: 2_000, since: '2026-04' }], asOf: '2026-04-03' }),
      ),
    ).toEqual([]);
  });
});

const goal: GoalProgress = {
  goalId: 'g',
  name: 'Goa',
  currency: 'INR',
  target: 60_000,
  by: '2026-12-31',
  accountId: null,
  setOn: '2026-02-10',
  start: 5_000,
  saved: 20_000,
  needed: 5_000,
  earlier: 0,
  pace: 4_000,
  months: 6,
  state: 'off-track',
  reason: null,
};
const savings: Omit<GoalsSeen, 'goals'> = {
  customerId: 'c',
  accounts: [
    { accountId: 'S', kind: 'savings', currency: 'INR' },
    { accountId: 'D', kind: 'savings', currency: 'USD' },
  ],
  asOf,
};
const ofGoal = (over: Partial<GoalProgress>, on = asOf) => momentsOfGoals({ ...savings, goals: [{ ...goal, ...over }], asOf: on });

describe('moments of savings goals', () => {
  it('are off track once a month, on track in the first days of a month, and reached; never what is unknown or passed', () => {
    expect(kinds(ofGoal({}))).toEqual(['savings-goal-off-track']);
    expect(kinds(ofGoal({ state: 'on-track' }))).toEqual([]);
    expect(kinds(ofGoal({ state: 'on-track' }, '2026-04-03'))).toEqual(['savings-goal-on-track']);
    expect(kinds(ofGoal({ state: 'on-track', setOn: '2026-04-01' }, '2026-04-03'))).toEqual([]);
    expect(kinds(ofGoal({ state: 'on-track', saved: 0 }, '2026-04-03'))).toEqual([]);
    expect(kinds(ofGoal({ state: 'reached' }))).toEqual(['savings-goal-reached']);
    expect(kinds([...ofGoal({ state: 'unknown', saved: null, needed: null, pace: null }), ...ofGoal({ state: 'passed' })])).toEqual([]);
  });

  it('are none of the time before the goal was set', () => {
    expect(ofGoal({ setOn: '2026-04-11' })).toEqual([]);
    expect(kinds(ofGoal({ setOn: '2026-04-10' }))).toEqual(['savings-goal-off-track']);
  });

  it('say what was lost and what goes out where it is less than nothing, and what earlier goals need', () => {
    const names = (over: Partial<GoalProgress>) => ofGoal(over)[0]?.facts.map(({ id }) => id);
    expect(names({})).toEqual(['name', 'target', 'date', 'saved', 'needed', 'pace']);
    expect(names({ saved: -1, pace: -2, earlier: 3 })).toEqual(['name', 'target', 'date', 'lost', 'needed', 'falling', 'earlier']);
    expect(ofGoal({ saved: -7 })[0]?.facts.find(({ id }) => id === 'lost')?.value).toEqual({ minor: 7, currency: 'INR' });
  });

  it('stand on what moved on the accounts of the goal since it was set', () => {
    expect(ofGoal({})[0]?.behind).toEqual({ accounts: ['S'], currency: 'INR', since: '2026-02-10' });
  });

  it('are no news because of a rupee; another target is another goal to reach', () => {
    const said: SaidMoments = {};
    const say = (over: Partial<GoalProgress>) => dueMoments(ofGoal(over), { said, asOf, intake: 'live' }).length;
    expect([say({}), say({ saved: 19_900, needed: 5_100 }), say({ needed: 7_000 }), say({ needed: 15_000 })]).toEqual([1, 0, 0, 1]);
    expect([say({ state: 'reached' }), say({ state: 'reached', saved: 60_001 })]).toEqual([1, 0]);
    expect(say({ state: 'reached', target: 60_001 })).toBe(1);
  });
});

describe('every moment', () => {
  const found = [
    ...ofGoal({}),
    ...ofGoal({ state: 'on-track' }, '2026-04-03'),
    ...ofGoal({ state: 'reached' }),
    ...ahead([stream({}), stream({ streamId: 'x', trialEnds: '2026-04-12' })], -300),
    ...momentsOfEntry(entryOf({ transactionId: 'f', minor: -100, ownCategory: 'fees', mcc: null }), undefined, null),
    ...momentsOfEntry(entryOf({ transactionId: 'p', minor: 100, ownCategory: 'salary' }), undefined, null),
    ...momentsOfEntry(entryOf({ transactionId: 'r', minor: 100, refundMatch: 'b' }), undefined, null),
    ...momentsOfSpending({ ...seen, idle: [{ accountId: 'A', idle: 5, currency: 'INR', evidence: [{ kind: 'transaction', id: 't' }] }] }),
  ];

  it.each(found.map((moment) => [moment.kind, moment] as const))(
    '%s has the facts of its kind, a key, evidence and an end',
    (kind, moment) => {
      const insight = toInsight('c', moment);
      expect(insight.facts.map(({ name }) => name)).toEqual(expect.arrayContaining([...MOMENT_FACTS[kind]]));
      expect(insight.key).toBe(`${kind}:${moment.entity}:${moment.period}`);
      expect(insight.facts.every(({ evidence = [] }) => evidence.length > 0) && insight.evidence.length > 0).toBe(true);
      expect(insight.staleAfter > `${moment.kind === 'low-balance' ? asOf : '2026-01'}`).toBe(true);
      expect(toInsight('c', moment).momentId).toBe(insight.momentId);
    },
  );

  it('happens once: a version that changes nothing, a transfer and what is pending say nothing', () => {
    const fee = entryOf({ transactionId: 'f', minor: -100, ownCategory: 'fees', mcc: null });
    expect(momentsOfEntry(fee, fee, null)).toEqual([]);
    expect(momentsOfEntry({ ...fee, status: 'pending' }, undefined, null)).toEqual([]);
    expect(momentsOfEntry({ ...fee, transferMatch: 'o' }, undefined, null)).toEqual([]);
    expect(kinds(momentsOfEntry(fee, { ...fee, status: 'pending' }, null))).toEqual(['fee']);
  });
});

describe('what is said of the moments', () => {
  const moment = (bucket: string, over: Partial<Moment> = {}): Moment => ({
    kind: 'low-balance',
    entity: 'INR',
    period: '2026-04',
    bucket,
    facts: [],
    evidence: [],
    staleFrom: '2026-04-20',
    isPresent: true,
    ...over,
  });
  const say = (said: SaidMoments, one: Moment, intake: 'history' | 'live' = 'live') => dueMoments([one], { said, asOf, intake }).length;

  it('is one a key, again where the size is another by more than a step, never because of a rupee', () => {
    const said: SaidMoments = {};
    expect([say(said, moment('10')), say(said, moment('11')), say(said, moment('12')), say(said, moment('12'))]).toEqual([1, 0, 1, 0]);
    for (let minor = 1_000; minor < 100_000; minor += 997) {
      const steps = Math.abs(Number(sizeBucket(minor)) - Number(sizeBucket(minor + 100)));
      expect(steps).toBeLessThan(2);
    }
  });

  it('is none of what is stale, and once more by what is live where history said it and it is still so', () => {
    const said: SaidMoments = {};
    expect(say(said, moment('1', { staleFrom: asOf }))).toBe(0);
    expect([say(said, moment('1'), 'history'), say(said, moment('1'), 'history'), say(said, moment('1')), say(said, moment('1'))]).toEqual([
      1, 0, 1, 0,
    ]);
    const past = moment('p', { isPresent: false, entity: 'past' });
    expect([say(said, past, 'history'), say(said, past)]).toEqual([1, 0]);
    expect(Object.keys(said)).toContain(momentKey(past));
    dueMoments([], { said, asOf: '2026-06-21', intake: 'live' });
    expect(said).toEqual({});
  });

  it('is no news because it moves on a day, or comes back in its month', () => {
    const said: SaidMoments = {};
    const on = (day: string, one: Moment) => dueMoments([one], { said, asOf: `2026-04-${day}`, intake: 'live' }).length;
    const until = (day: string) => moment('10', { staleFrom: `2026-04-${day}` });
    expect([on('01', until('03')), on('03', until('05')), on('05', until('07')), on('20', until('22'))]).toEqual([1, 0, 0, 0]);
  });

  it('has a number that rises by one whenever the same is said again', () => {
    const said: SaidMoments = { old: { bucket: '1', intake: 'live', staleFrom: '2026-04-20' } };
    const sequences = (bucket: string, over: Partial<Moment> = {}) =>
      dueMoments([moment(bucket, over)], { said, asOf, intake: 'live' }).map(({ sequence }) => sequence);
    expect([sequences('10'), sequences('14'), sequences('10'), sequences('14'), sequences('10')]).toEqual([[1], [1], [2], [2], [3]]);
    said[momentKey(moment(''))] = { bucket: '10', intake: 'history', staleFrom: '2026-04-20' };
    expect(sequences('10')).toEqual([2]);
    const elsewhere = { said, asOf, intake: 'live', isToldElsewhere: () => true } as const;
    expect([dueMoments([moment('20')], elsewhere), sequences('20')]).toEqual([[], []]);
    expect(sequences('10')).toEqual([3]);
  });
});
