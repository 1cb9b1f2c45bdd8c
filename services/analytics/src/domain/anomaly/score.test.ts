import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { createInMemoryLedger, inBatches } from '../../../test/in-memory-ledger.ts';
import { simulatedBank } from '../../../test/simulated-bank.ts';
import { emptyHabits, type Habits, learnOne, toPayment } from './habits.ts';
import { fitPrior } from './prior.ts';
import type { RecentPayment } from './recent-payments.ts';
import { ALERT_SCORE, scoreOne } from './score.ts';
import { usualInCategory } from './usual-amount.ts';

/** Forty weekly grocery runs of 900 to 1,100 rupees, by day, at home. */
function shopper(): Habits {
  const habits = emptyHabits();
  for (let week = 0; week < 40; week += 1) {
    learnOne(
      habits,
      toPayment(
        entryOf({ transactionId: `g${week}`, minor: -90_000 - (week % 5) * 5_000, hour: 9 + (week % 10), merchantId: `m${week % 4}` }),
      ),
    );
  }
  return habits;
}

const score = (over: Parameters<typeof entryOf>[0], recent: readonly RecentPayment[] = []) =>
  scoreOne({ habits: shopper(), prior: {}, entry: entryOf(over), recent, tickets: [], moments: null, merchant: null });

describe('the score of a payment', () => {
  it('is low for what is usual', () => {
    expect(score({ transactionId: 'x', minor: -105_000, hour: 12 }).score).toBeLessThan(0.2);
  });

  it('rises with the amount', () => {
    const scores = [-100_000, -200_000, -400_000, -5_000_000].map((minor) => score({ transactionId: 'x', minor, hour: 12 }).score);
    expect(scores).toEqual([...scores].sort((left, right) => left - right));
  });

  it('alerts on fifty times the usual abroad at three at night, with reasons whose shares add up', () => {
    const found = score({ transactionId: 'x', minor: -5_000_000, hour: 3, country: 'AE', merchantId: 'abroad', ownCategory: 'groceries' });
    expect(found.score).toBeGreaterThan(0.7);
    expect(found.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['amount', 'country', 'hour']));
    expect(found.reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    expect(found.normal).toMatchObject({ currency: 'INR' });
    expect(found.normal?.low).toBeGreaterThan(50_000);
    expect(found.normal?.high).toBeLessThan(250_000);
  });

  it('does not alert on a small amount, however unusual for its kind', () => {
    const habits = shopper();
    for (let day = 0; day < 30; day += 1)
      learnOne(habits, toPayment(entryOf({ transactionId: `t${day}`, minor: -1_000, category: 'dining', merchantId: 'tea' })));
    const entry = entryOf({ transactionId: 'x', minor: -8_000, category: 'dining', merchantId: 'tea', hour: 12 });
    expect(scoreOne({ habits, prior: {}, entry, recent: [], tickets: [], moments: null, merchant: null }).score).toBeLessThan(ALERT_SCORE);
  });

  it('finds a charge that was made twice within minutes, and not one of yesterday', () => {
    const earlier = (time: string): RecentPayment => ({
      transactionId: 'y',
      at: Date.parse(time),
      minor: -100_000,
      accountId: 'A',
      merchantId: 'm',
      city: null,
    });
    const entry = { transactionId: 'x', minor: -100_000, time: '2026-01-10T10:05:00Z', hour: 15 };
    expect(score(entry, [earlier('2026-01-10T10:02:00Z')])).toMatchObject({ kind: 'duplicate-charge', key: 'duplicate-charge:m' });
    expect(score(entry, [earlier('2026-01-09T10:02:00Z')]).score).toBeLessThan(ALERT_SCORE);
  });

  it.each([{ minor: -90_000_000 }, { minor: -5_000_000, country: 'AE', hour: 3 }])(
    'speaks of one merchant: what is normal at one is not normal at another (%o)',
    (over) => {
      const [one, another] = ['m1', 'm2'].map((merchantId) => score({ transactionId: 'x', ownCategory: 'shopping', ...over, merchantId }));
      expect(one?.kind).toBe(another?.kind);
      expect(one?.key).not.toBe(another?.key);
    },
  );

  it('knows no habit of somebody new: everybody’s range decides, and none is claimed', () => {
    const found = scoreOne({
      habits: emptyHabits(),
      prior: {},
      entry: entryOf({ transactionId: 'x', minor: -300_000, country: 'AE', hour: 3 }),
      recent: [],
      tickets: [],
      moments: null,
      merchant: null,
    });
    expect(found.score).toBeLessThan(ALERT_SCORE);
    expect(found.normal).toBeNull();
  });

  it('says whose usual it speaks of', () => {
    const words = (habits: Habits) =>
      scoreOne({
        habits,
        prior: {},
        entry: entryOf({ transactionId: 'x', minor: -90_000_000 }),
        recent: [],
        tickets: [],
        moments: null,
        merchant: null,
      }).reasons.find(({ code }) => code === 'amount')?.text;
    expect(words(emptyHabits())).toMatch(/× what is usual at groceries$/);
    expect(words(shopper())).toMatch(/× your usual at groceries; you normally pay ₹/);
  });

  it('makes no surprise of a currency that was never spent', () => {
    expect(score({ transactionId: 'x', minor: -90_000, currency: 'JPY', hour: 12 }).score).toBeLessThan(ALERT_SCORE);
  });
});

describe('habits', () => {
  it('are exactly as before once a payment is unlearned', () => {
    const habits = shopper();
    const payment = toPayment(
      entryOf({ transactionId: 'x', minor: -123_457, category: 'travel', hour: 3, country: 'AE', city: 'dubai', merchantId: 'new' }),
    );
    learnOne(habits, payment);
    expect(habits).not.toEqual(shopper());
    learnOne(habits, payment, -1);
    expect(habits).toEqual(shopper());
  });

  it('of everybody fill in where the own are short', () => {
    const habits = shopper();
    const everybody = fitPrior([habits.categories]);
    const own = usualInCategory(habits, everybody, 'INR groceries');
    const newcomer = usualInCategory(emptyHabits(), everybody, 'INR groceries');
    expect(newcomer.mean).toBeCloseTo(own.mean, 1);
    expect(newcomer.count).toBe(0);
  });
});

describe('on the simulated bank', () => {
  it('alerts less than 0.4 times a customer and month, far more often on what is labelled than by chance', () => {
    const bank = simulatedBank({ customers: 20, from: '2025-10-01', until: '2026-07-01', seed: 11 });
    const ledger = createInMemoryLedger();
    for (const event of bank.customers) ledger.profile(event);
    for (const batch of inBatches(bank.transactions, 500)) ledger.transactions(batch);
    const isLabelled = (id: string) => bank.transactionTruth.get(id)?.anomaly != null;
    const right = ledger.alerts.filter(({ insight }) => insight.transactionIds.some(isLabelled));
    const alerted = new Set(ledger.alerts.flatMap(({ insight }) => insight.transactionIds));
    const dates = new Map(bank.transactions.map(({ data }) => [data.transactionId, data.date]));
    const labels = [...bank.transactionTruth.values()].filter(({ anomaly }) => anomaly !== null);
    const episodes = Map.groupBy(labels, (label) =>
      label.anomaly === 'night-burst' ? `${label.customerId} ${dates.get(label.transactionId)}` : label.transactionId,
    );
    const found = [...episodes.values()].filter((episode) => episode.some(({ transactionId }) => alerted.has(transactionId)));
    expect(episodes.size).toBeGreaterThan(30);
    expect(ledger.alerts.length / (20 * 9)).toBeLessThan(0.4);
    // What is odd and the customer's own doing looks the same: it sets the bounds.
    expect(right.length / ledger.alerts.length).toBeGreaterThan(0.6);
    expect(found.length / episodes.size).toBeGreaterThan(0.65);
  });
});
