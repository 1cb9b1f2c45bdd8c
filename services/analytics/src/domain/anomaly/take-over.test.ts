import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import { addedUp, type MerchantDay, momentsKnownOn, secondOf } from '../features/merchant-days.ts';
import { emptyHabits } from './habits.ts';
import { ALERT_SCORE, scoreOne } from './score.ts';
import { weigh } from './scorecard.ts';
import { SCORED_FEATURES } from './scored-features.ts';
import { fitTakeOver, type ScoredPayment } from './take-over.ts';

const RISK = SCORED_FEATURES.indexOf('merchant risk of a week');
const HOUR = SCORED_FEATURES.indexOf('hour');

/** Ninety days: a payment in fifty is disowned, at a merchant that was disowned before; the habits see nothing of it, or all. */
function payments(habitsSee: boolean): ScoredPayment[] {
  return Array.from({ length: 9_000 }, (_, number) => {
    const isFraud = number % 50 === 7;
    const features = SCORED_FEATURES.map((): number | null => 0);
    features[HOUR] = number % 24;
    features[RISK] = isFraud && number % 3 > 0 ? 0.6 : (number % 11) / 200;
    const habits = habitsSee ? (isFraud ? 0.9 : 0.1) : (number % 97) / 100;
    const date = new Date(Date.UTC(2026, 0, 1 + Math.floor(number / 100))).toISOString().slice(0, 10);
    return { date, habits, features, weight: isFraud ? 1 : 8, isFraud };
  });
}

describe('a scorecard', () => {
  it('takes over where it ranks the customers’ later payments better, and alerts as often as the habits did', () => {
    const all = payments(false);
    const { speaking, compared } = fitTakeOver(all);
    expect(compared?.scorecard).toBeGreaterThan(2 * (compared?.habits ?? 1));
    if (speaking === null) throw new Error('the habits go on speaking');
    const worth = (some: readonly ScoredPayment[]) => some.reduce((sum, { weight }) => sum + weight, 0);
    const byHabits = worth(all.filter(({ habits }) => habits >= ALERT_SCORE));
    const byCard = worth(all.filter(({ features }) => weigh(speaking.card, features).logOdds >= speaking.threshold));
    // payments of one score alert together: the last of them may be one too many
    expect(byCard).toBeGreaterThanOrEqual(byHabits);
    expect(worth(all.filter(({ features }) => weigh(speaking.card, features).logOdds > speaking.threshold))).toBeLessThan(byHabits);
    expect(fitTakeOver(shuffled(all, 3)).speaking).toEqual(speaking);
  });

  it('does not where the habits do better, or where too little was disowned', () => {
    expect(fitTakeOver(payments(true))).toMatchObject({ speaking: null, compared: { habits: 1 } });
    expect(fitTakeOver(payments(false).slice(0, 2_000))).toEqual({ speaking: null, compared: null });
    expect(fitTakeOver([])).toEqual({ speaking: null, compared: null });
  });

  it('does not where it finds no more with as many alerts, however it ranks the rest', () => {
    // the habits alert on exactly the disowned, but rank the strangest of what is usual above them
    const found = payments(true).map((one) => ({
      ...one,
      habits: one.isFraud ? 0.55 : one.weight === 8 && one.features[RISK] === 0 ? 0.6 : 0.1,
    }));
    const { speaking, compared } = fitTakeOver(found);
    expect(compared?.scorecard).toBeGreaterThan(1.1 * (compared?.habits ?? 1));
    expect(speaking).toBeNull();
  });

  it('says that it spoke, and why in words with shares that add up', () => {
    const { speaking } = fitTakeOver(payments(false));
    const disowned = [0, 1, 2].map((day): MerchantDay => {
      const date = `2026-01-0${day + 6}`;
      return { merchantId: 'm', date, knownOn: date, payments: 3, frauds: 2 };
    });
    const merchant = { moments: momentsKnownOn(disowned, '2026-01-10'), at: secondOf('2026-01-10'), delayDays: 1 };
    const entry = entryOf({ transactionId: 'x', hour: 12 });
    const scene = { habits: emptyHabits(), prior: {}, entry, recent: [], tickets: [], moments: null, merchant };
    const scored = scoreOne(scene, speaking);
    expect(scored).toMatchObject({ scoredBy: 'scorecard', kind: 'compromised-merchant' });
    expect(scored.score).toBeGreaterThan(scoreOne({ ...scene, merchant: null }, speaking).score);
    expect(scored.reasons[0]).toMatchObject({
      code: 'merchant',
      text: 'customers disowned 6 of 9 payments at this merchant within a month',
    });
    expect(scored.reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    expect(scoreOne(scene)).toMatchObject({ scoredBy: 'habits', kind: 'compromised-merchant' });
  });
});

describe("a merchant's days", () => {
  const days: MerchantDay[] = Array.from({ length: 40 }, (_, number) => {
    const date = `2026-01-${String(1 + (number % 20)).padStart(2, '0')}`;
    return number % 4 === 0
      ? { merchantId: `m${number % 3}`, date, knownOn: '2026-01-25', payments: 0, frauds: 1 }
      : { merchantId: `m${number % 3}`, date, knownOn: date, payments: 2, frauds: 0 };
  });

  it.each([1, 2, 3])('add up to the same in any order, and to nothing once taken back (%i)', (seed) => {
    expect(addedUp([], shuffled(days, seed))).toEqual(addedUp([], days));
    expect(addedUp(shuffled(days, seed), days)).toEqual([]);
  });

  it('tell nothing before it was known', () => {
    const own = days.filter(({ merchantId }) => merchantId === 'm0');
    expect(momentsKnownOn(own, '2026-01-24').frauds.every((count) => count === 0)).toBe(true);
    expect(momentsKnownOn(own, '2026-01-25').frauds.some((count) => count > 0)).toBe(true);
    expect(momentsKnownOn(own, '2026-01-05').at.at(-1)).toBeLessThanOrEqual(secondOf('2026-01-05'));
  });
});
