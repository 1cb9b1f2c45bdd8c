import { addDays } from '@munshi/events/calendar-date';
import { goalProgress } from '@munshi/events/insights-money';
import type { SavingsGoal } from '@munshi/events/preferences';
import { describe, expect, it, test } from 'vitest';
import { goalsSeen, type Moved, movesFrom, type SavingsSeen } from './savings-goals.ts';

const goal = (over: Partial<SavingsGoal> = {}): SavingsGoal => ({
  goalId: 'g',
  name: 'Goa',
  currency: 'INR',
  target: 60_000,
  by: '2026-12-31',
  accountId: null,
  setOn: '2026-07-01',
  ...over,
});
const moved = (date: string, minor: number, over: Partial<Moved> = {}): Moved => ({
  accountId: 'S',
  currency: 'INR',
  date,
  minor,
  ...over,
});
/** 10,000 on the 5th of each month since January. */
const MONTHLY = ['01', '02', '03', '04', '05', '06', '07', '08'].map((month) => moved(`2026-${month}-05`, 10_000));
const seen = (over: Partial<SavingsSeen> = {}): SavingsSeen => ({
  accounts: [
    { accountId: 'S', kind: 'savings', currency: 'INR' },
    { accountId: 'C', kind: 'current', currency: 'INR' },
    { accountId: 'K', kind: 'card', currency: 'INR' },
  ],
  moved: MONTHLY,
  balances: new Map([
    ['S', 95_000],
    ['C', 1_000],
  ]),
  months: ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07'],
  today: '2026-08-12',
  ...over,
});
const only = (of: SavingsGoal, over: Partial<SavingsSeen> = {}) => {
  const [one] = goalsSeen([of], seen(over));
  if (one === undefined) throw new Error('a goal stands somewhere');
  return one.progress;
};

describe('a savings goal', () => {
  it('has what moved since it was set, what was there then, what is needed and the pace of past months', () => {
    expect(only(goal())).toEqual({
      ...goal(),
      start: 75_000,
      saved: 20_000,
      // 40,000 in September to December; August is done
      needed: 10_000,
      earlier: 0,
      pace: 10_000,
      months: 6,
      state: 'on-track',
      reason: null,
    });
    expect(goalProgress.parse(only(goal()))).toEqual(only(goal()));
  });

  it('is off track where the pace is less than what is needed, by the smallest unit', () => {
    expect(only(goal({ target: 60_004 }))).toMatchObject({ needed: 10_001, state: 'off-track' });
    expect(only(goal({ target: 60_001 }))).toMatchObject({ needed: 10_001, state: 'off-track' });
    expect(only(goal({ target: 60_000 }))).toMatchObject({ needed: 10_000, state: 'on-track' });
  });

  test.each(Array.from({ length: 31 }, (_, at) => addDays('2026-08-01', at)))(
    'of who saves enough looks late on no day of a month: %s',
    (today) => {
      const upTo = MONTHLY.filter(({ date }) => date <= today);
      expect(only(goal(), { today, moved: upTo }).state).toBe('on-track');
      expect(only(goal({ target: 66_000 }), { today, moved: upTo }).state).toBe('off-track');
    },
  );

  it('is off track as soon as what was saved is taken out again, and on track as soon as enough comes', () => {
    expect(only(goal(), { moved: [...MONTHLY, moved('2026-08-11', -15_000)] })).toMatchObject({ saved: 5_000, state: 'off-track' });
    expect(only(goal({ target: 90_000 })).state).toBe('off-track');
    expect(only(goal({ target: 90_000 }), { moved: [...MONTHLY, moved('2026-08-11', 30_000)] }).state).toBe('on-track');
  });

  it('is reached, or passed; less than nothing saved is to be made good', () => {
    expect(only(goal({ target: 20_000 }))).toMatchObject({ state: 'reached', needed: 0 });
    expect(only(goal({ target: 20_000, by: '2026-08-01' })).state).toBe('reached');
    expect(only(goal({ by: '2026-08-11' }))).toMatchObject({ state: 'passed', needed: 40_000 });
    expect(only(goal({ by: '2026-08-12' })).state).toBe('off-track');
    expect(only(goal(), { moved: [moved('2026-08-01', -5_000)] })).toMatchObject({ saved: -5_000, needed: 13_000, pace: 0 });
  });

  it('says what is not known, and guesses nothing', () => {
    expect(only(goal({ accountId: 'gone' }))).toMatchObject({ state: 'unknown', reason: 'no-account', saved: null, pace: null });
    expect(only(goal({ accountId: 'K' })).reason).toBe('no-account');
    expect(only(goal(), { balances: new Map() })).toMatchObject({ state: 'unknown', reason: 'no-transactions', saved: null });
    expect(only(goal(), { months: ['2026-06', '2026-07'] })).toMatchObject({
      state: 'unknown',
      reason: 'few-months',
      saved: 20_000,
      needed: 10_000,
      pace: null,
    });
    expect(only(goal(), { balances: new Map([['S', null]]) })).toMatchObject({ start: null, saved: 20_000, state: 'on-track' });
  });

  it('counts its own accounts and its own currency alone', () => {
    const other = [moved('2026-08-02', 777, { accountId: 'C' }), moved('2026-08-02', 888, { currency: 'USD' })];
    expect(only(goal(), { moved: [...MONTHLY, ...other] }).saved).toBe(20_000);
    expect(only(goal({ accountId: 'C' }), { moved: [...MONTHLY, ...other] })).toMatchObject({ saved: 777, start: 223, pace: 0 });
  });

  it('needs what moved since the first day of its pace, or since it was set', () => {
    expect(movesFrom([goal()], seen().months, '2026-08-12')).toBe('2026-02-01');
    expect(movesFrom([goal({ setOn: '2025-03-04' })], seen().months, '2026-08-12')).toBe('2025-03-04');
    expect(movesFrom([goal({ setOn: '2026-08-12' })], [], '2026-08-12')).toBe('2026-08-01');
  });

  it('is not even rounded where money goes out: as much as where it comes in', () => {
    const odd = (minor: number) => ({ moved: [moved('2026-05-05', minor)], months: ['2026-04', '2026-05', '2026-06', '2026-07'] });
    expect([only(goal(), odd(10)).pace, only(goal(), odd(-10)).pace, Object.is(only(goal(), odd(-1)).pace, 0)]).toEqual([3, -3, true]);
  });
});

describe('goals on the same accounts', () => {
  const first = goal({ goalId: 'z', target: 30_000 });
  const second = goal({ goalId: 'a', target: 55_000, setOn: '2026-08-01', accountId: 'S' });
  const at = (more: readonly Moved[] = []) =>
    goalsSeen([second, first], seen({ moved: [...MONTHLY, ...more] })).map(({ progress }) => progress);

  it('are filled one after the other, the one that was set first before', () => {
    expect(at().map(({ goalId, saved }) => [goalId, saved])).toEqual([
      ['z', 20_000],
      ['a', 0],
    ]);
    expect(at([moved('2026-08-10', 15_000)]).map(({ saved, state }) => [saved, state])).toEqual([
      [35_000, 'reached'],
      [5_000, 'off-track'],
    ]);
  });

  it('have the pace only once', () => {
    const [one, two] = goalsSeen([goal(), goal({ goalId: 'h', target: 30_000 })], seen());
    expect([one?.progress.state, one?.isShared]).toEqual(['on-track', false]);
    expect(two).toMatchObject({ isShared: true, progress: { saved: 0, needed: 6_000, earlier: 10_000, pace: 10_000, state: 'off-track' } });
  });

  it('share no account where their currencies differ', () => {
    const dollars = goal({ goalId: 'd', currency: 'USD', accountId: null });
    const [, two] = goalsSeen(
      [goal(), dollars],
      seen({
        accounts: [
          { accountId: 'S', kind: 'savings', currency: 'INR' },
          { accountId: 'D', kind: 'savings', currency: 'USD' },
        ],
        moved: [...MONTHLY, moved('2026-08-02', 888, { accountId: 'D', currency: 'USD' })],
        balances: new Map([
          ['S', 1],
          ['D', 1_000],
        ]),
      }),
    );
    expect(two).toMatchObject({ isShared: false, progress: { saved: 888, start: 112 } });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('no rupee counts for two, whatever moves in whatever order (%i)', (seed) => {
    let state = seed;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    const day = () => addDays('2026-03-01', next(160));
    const goals = Array.from({ length: 6 }, (_, at) =>
      goal({ goalId: `g${at}`, target: 1 + next(40_000), setOn: day(), accountId: next(2) === 0 ? null : 'S' }),
    );
    const moves = Array.from({ length: 80 }, () => moved(day(), next(6_000) - 2_000));
    const found = goalsSeen(goals, seen({ moved: moves }));
    expect(goalsSeen(goals, seen({ moved: moves.toReversed() }))).toEqual(found);
    const oldest = goals.map(({ setOn }) => setOn).sort()[0] ?? '';
    const held = found.reduce((sum, { progress }) => sum + Math.min(Math.max(0, progress.saved ?? 0), progress.target), 0);
    // at most what came in since the first of them; what left again since was theirs at its time
    const most = moves.filter(({ date, minor }) => date >= oldest && minor > 0).reduce((sum, { minor }) => sum + minor, 0);
    expect(held).toBeLessThanOrEqual(most);
  });
});
