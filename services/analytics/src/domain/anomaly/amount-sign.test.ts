import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { emptyCustomerMoments, learnPayment } from '../features/customer-windows.ts';
import { emptyHabits, type Habits, learnOne, toPayment } from './habits.ts';
import type { Scene } from './scene.ts';
import { ALERT_SCORE, scoreOne } from './score.ts';

const TIME = '2026-01-10T10:00:00Z';
const AT = Date.parse(TIME) / 1000;

/** A hundred purchases of 500 rupees at two shops; `spread` is how far the logarithm of an amount goes from that. */
function shopper(spread: number): Habits {
  const habits = emptyHabits();
  for (let number = 0; number < 100; number += 1) {
    const minor = -Math.round(50_000 * Math.exp(spread * Math.sin(number)));
    learnOne(habits, toPayment(entryOf({ transactionId: `g${number}`, minor, hour: 8 + (number % 12), merchantId: `m${number % 2}` })));
  }
  return habits;
}

/** Thirty payments that add up to a month's spending, rupees. */
function month(rupees: number) {
  const moments = emptyCustomerMoments();
  for (let day = 1; day <= 30; day += 1) learnPayment(moments, { at: AT - day * 80_000, minor: Math.round((rupees * 100) / 30) });
  return moments;
}

function scoreOf(over: Partial<Parameters<typeof entryOf>[0]>, around: Partial<Scene> = {}): number {
  const entry = entryOf({ transactionId: 'x', time: TIME, hour: 15, merchantId: 'm1', ...over });
  return scoreOne({ habits: shopper(1.5), prior: {}, entry, recent: [], tickets: [], moments: month(40_000), merchant: null, ...around })
    .score;
}

const paid = (times: number, around: Partial<Scene> = {}, over: Partial<Parameters<typeof entryOf>[0]> = {}) =>
  scoreOf({ minor: -50_000 * times, ...over }, around);

describe('an everyday purchase', () => {
  it('alerts by how many times the usual it is', () => {
    expect(paid(8)).toBeLessThan(ALERT_SCORE / 2);
    expect(paid(25)).toBeLessThan(ALERT_SCORE);
    expect(paid(60)).toBeGreaterThan(ALERT_SCORE);
  });

  it('surprises sooner whose payments are alike', () => {
    const alike = { habits: shopper(0.1) };
    expect(paid(25, alike)).toBeGreaterThan(ALERT_SCORE);
    expect(paid(1.5, alike)).toBeLessThan(ALERT_SCORE);
  });

  it('says less at a shop never paid before', () => {
    expect(paid(45, {}, { merchantId: 'new' })).toBeLessThan(paid(45));
  });
});

describe('money to somebody never paid before', () => {
  const toStranger = (share: number, ofMonth: number, over: Partial<Parameters<typeof entryOf>[0]> = {}) => {
    const minor = -4_000_000 * ofMonth;
    const balanceAfter = Math.round(-minor * (1 / share - 1));
    return scoreOf({ minor, mcc: null, category: 'transfer', merchantId: 'name:stranger', balanceAfter, ...over });
  };

  it('alerts where it is much of the balance and of a month alike', () => {
    expect(toStranger(0.4, 1)).toBeGreaterThan(ALERT_SCORE);
    expect(toStranger(0.1, 1)).toBeLessThan(ALERT_SCORE);
    expect(toStranger(0.4, 0.05)).toBeLessThan(ALERT_SCORE);
  });

  it('that empties an account alerts, unless it is next to nothing in a month', () => {
    expect(toStranger(0.95, 1)).toBeGreaterThan(ALERT_SCORE);
    expect(toStranger(0.95, 0.1)).toBeLessThan(ALERT_SCORE);
  });
});
