import { bankCustomers } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { insightsMoments, insightsSpending } from '@munshi/events/insights';
import type { GoalProgress } from '@munshi/events/insights-money';
import { customerPreferences, type Preferences, preferences, type SavingsGoal } from '@munshi/events/preferences';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, openCutLedger } from './cut-ledger.ts';
import { inBatches, shuffled } from './in-memory-ledger.ts';
import { type RunningAnalytics, runAnalytics } from './service.ts';
import { customerEvent, transactionEvent } from './simulated-bank.ts';

const customerId = 'C1';
const inr = (minor: number) => ({ minor, currency: 'INR' });

const accounts = [
  { accountId: 'A', kind: 'current' as const, currency: 'INR' },
  { accountId: 'S', kind: 'savings' as const, currency: 'INR' },
];
const profile = customerEvent({ customerId, status: 'active', accounts });

function move(transactionId: string, date: string, minor: number, over: Partial<Transaction> = {}): Transaction {
  return {
    transactionId,
    customerId,
    accountId: 'S',
    amount: inr(minor),
    date,
    time: `${date}T05:30:00Z`,
    status: 'posted',
    source: 'bank',
    ...over,
  };
}

/** Half a year: groceries, and 10,000 moved to the savings on the 5th. */
const HISTORY: readonly Transaction[] = ['01', '02', '03', '04', '05', '06'].flatMap((month, at) => [
  move(`g${month}`, `2026-${month}-01`, -2_000_00, { accountId: 'A', merchant: { id: 'G', name: 'Big Mart', mcc: '5411' } }),
  move(`o${month}`, `2026-${month}-05`, -10_000_00, { accountId: 'A', counterparty: { name: 'Me', account: 'S' } }),
  move(`s${month}`, `2026-${month}-05`, 10_000_00, {
    counterparty: { name: 'Me', account: 'A' },
    balanceAfter: inr((at + 1) * 10_000_00),
  }),
  move(`l${month}`, `2026-${month}-28`, -500_00, { accountId: 'A', merchant: { id: 'G', name: 'Big Mart', mcc: '5411' } }),
]);

const goal = (over: Partial<SavingsGoal>): SavingsGoal => ({
  goalId: 'trip',
  name: 'Goa',
  currency: 'INR',
  target: 60_000_00,
  by: '2026-12-31',
  accountId: null,
  setOn: '2026-06-01',
  ...over,
});
const GOALS = [goal({}), goal({ goalId: 'car', name: 'Car', target: 200_000_00, setOn: '2026-06-02', accountId: 'S' })];

function wish(goals: readonly SavingsGoal[] | undefined, sequence: number): MunshiEvent<Preferences> {
  const data = { ...preferences.parse({ customerId }), ...(goals === undefined ? {} : { goals: [...goals] }) };
  return {
    topic: customerPreferences.name,
    id: contentHash(['preferences', sequence]),
    key: customerId,
    subject: customerId,
    sequence,
    time: '2026-06-30T06:00:00Z',
    intake: 'live',
    source: '/munshi/chat-gateway',
    data,
  };
}

describe('savings goals', () => {
  let running: RunningAnalytics;
  const goals = (): readonly GoalProgress[] | undefined => running.newest(insightsSpending, customerId)?.goals;
  const stand = (id: string) => goals()?.find(({ goalId }) => goalId === id);
  const moments = (kind: string) => running.heard(insightsMoments).filter(({ data }) => data.kind === `savings-goal-${kind}`);
  const live = (data: Transaction, sequence = 1) =>
    running.publish(bankTransactions, [transactionEvent(data, { intake: 'live', sequence })]);
  const saved = (minor: number) => eventually(`${minor} saved for the trip`, () => stand('trip')?.saved === minor);

  beforeAll(async () => {
    running = await runAnalytics({ now: '2026-07-12T06:00:00Z' });
    await running.publish(bankCustomers, [profile]);
    await running.publish(
      bankTransactions,
      HISTORY.map((data) => transactionEvent(data)),
    );
    await running.settled();
  });
  afterAll(() => running.close());

  it('of a customer who has none are not spoken of', async () => {
    await eventually('spending is said', () => running.newest(insightsSpending, customerId));
    expect(running.newest(insightsSpending, customerId)).not.toHaveProperty('goals');
  });

  it('are told with the spending: what was there, what came since, what is needed and the pace', async () => {
    await running.publish(customerPreferences, [wish(GOALS, 1)]);
    await saved(10_000_00);
    expect(goals()).toEqual([
      {
        ...GOALS[0],
        start: 50_000_00,
        saved: 10_000_00,
        // 50,000 in six months, as June is done: in whole paise, rounded up
        needed: 8_333_34,
        earlier: 0,
        pace: 10_000_00,
        months: 5,
        state: 'on-track',
        reason: null,
      },
      {
        ...GOALS[1],
        start: 50_000_00,
        saved: 0,
        needed: 28_571_43,
        earlier: 8_333_34,
        pace: 10_000_00,
        months: 5,
        state: 'off-track',
        reason: null,
      },
    ]);
  });

  it('that are off track are a moment, with the transactions behind it', async () => {
    const [told] = await eventually('the moment', () => (moments('off-track').length > 0 ? moments('off-track') : undefined));
    expect(told).toMatchObject({ intake: 'live', data: { key: 'savings-goal-off-track:car:2026-06', staleAfter: '2026-07-01T00:00:00Z' } });
    expect(told?.data.facts.find(({ name }) => name === 'needed')?.value).toEqual(inr(28_571_43));
    expect(told?.data.facts.find(({ name }) => name === 'name')?.value).toEqual({ name: 'Car' });
    expect(told?.data.evidence.filter(({ kind }) => kind === 'transaction')).toEqual([{ kind: 'transaction', id: 's06' }]);
  });

  it('are reached by what comes, and not any more by its correction; a late payment counts on its own day', async () => {
    await live(move('big', '2026-07-02', 60_000_00));
    await saved(70_000_00);
    expect([stand('trip')?.state, stand('car')?.saved]).toEqual(['reached', 10_000_00]);
    const [reached] = await eventually('the moment', () => (moments('reached').length > 0 ? moments('reached') : undefined));
    expect(reached?.data.key).toBe('savings-goal-reached:trip:2026-12-31');
    expect(reached?.data.evidence).toContainEqual({ kind: 'transaction', id: 'big' });
    await live(move('big', '2026-07-02', 40_000_00), 2);
    await saved(50_000_00);
    expect(stand('trip')).toMatchObject({ state: 'on-track', needed: 2_000_00 });
    await live(move('late', '2026-06-20', 5_000_00));
    await saved(55_000_00);
    await live(move('before', '2026-05-31', 1_000_00));
    await eventually('the pace with it', () => stand('trip')?.pace === 11_000_00);
    expect(stand('trip')?.saved).toBe(55_000_00);
    const [onTrack] = await eventually('the moment', () => (moments('on-track').length > 0 ? moments('on-track') : undefined));
    expect(onTrack?.data.key).toBe('savings-goal-on-track:trip:2026-07');
  });

  it('say nothing again for a rupee, and are reached once', async () => {
    const before = moments('on-track').length;
    await live(move('rupee', '2026-07-03', 1_00));
    await saved(55_001_00);
    await live(move('rest', '2026-07-03', 4_999_00));
    await saved(60_000_00);
    // what another goal says comes after all that these two could have said
    await running.publish(customerPreferences, [wish([...GOALS, goal({ goalId: 'mark', target: 9_000_000_00, setOn: '2026-07-03' })], 2)]);
    await eventually('the later moment', () => moments('off-track').some(({ data }) => data.key.includes(':mark:')));
    expect([moments('on-track').length, moments('reached').length]).toEqual([before, 1]);
  });

  it('are unknown where the account is gone, and gone where they are taken away; an older wish brings nothing back', async () => {
    await running.publish(customerPreferences, [wish([goal({ goalId: 'lost', accountId: 'gone' })], 4)]);
    await eventually('the lost one', () => stand('lost') !== undefined);
    expect(goals()).toMatchObject([{ state: 'unknown', reason: 'no-account', saved: null, needed: null, pace: null }]);
    await running.publish(customerPreferences, [wish(GOALS, 3), wish([], 5)]);
    await eventually('no goals', () => goals() === undefined);
  });
});

describe('savings goals, whatever the order and the batches', () => {
  let ledger: Awaited<ReturnType<typeof openCutLedger>>;
  const events = [
    ...HISTORY.map((data) => transactionEvent(data)),
    transactionEvent(move('hold', '2026-06-10', 7_000_00, { status: 'pending' }), { sequence: 1 }),
    transactionEvent(move('hold', '2026-06-11', 6_500_00), { sequence: 2 }),
    transactionEvent(move('out', '2026-06-15', -3_000_00), { sequence: 1 }),
    transactionEvent(move('out', '2026-06-15', -3_000_00, { status: 'cancelled' }), { sequence: 2 }),
    transactionEvent(move('last', '2026-06-30', 250_00), { sequence: 1 }),
  ];
  beforeAll(async () => {
    ledger = await openCutLedger();
  }, 120_000);
  afterAll(() => ledger.close());

  const goalsAfter = async (cuts: readonly Cut[]) => {
    const outcome = await ledger.run(cuts);
    return (outcome[`said ${insightsSpending.name} ${customerId}`] as { goals: GoalProgress[] }).goals;
  };
  const wished: Cut = { topic: customerPreferences.name, events: [wish(GOALS, 1)] };
  const known: Cut = { topic: bankCustomers.name, events: [profile] };
  const batches = (of: readonly MunshiEvent<Transaction>[], size: number): Cut[] =>
    [...inBatches(of, size)].map((some) => ({ topic: bankTransactions.name, events: some }));

  it.each([
    ['as they were paid, the wish last', 1, 0, 'last'],
    ['in large batches, the wish first', 50, 0, 'first'],
    ['shuffled, the profile after half of them', 3, 1, 'between'],
    ['shuffled, the wish before the profile', 7, 2, 'first'],
  ] as const)('stand the same: %s', async (_name, size, seed, place) => {
    const all = batches(seed === 0 ? events : shuffled(events, seed), size);
    const half = Math.floor(all.length / 2);
    const cuts = {
      last: [known, ...all, wished],
      first: [wished, known, ...all],
      between: [...all.slice(0, half), wished, known, ...all.slice(half)],
    };
    const stands = await goalsAfter(cuts[place]);
    expect(stands).toMatchObject([
      { goalId: 'trip', start: 50_000_00, saved: 16_750_00, needed: 7_208_34, pace: 10_000_00, state: 'on-track' },
      { goalId: 'car', start: 50_000_00, saved: 0, earlier: 7_208_34, state: 'off-track' },
    ]);
  });
});
