import { describe, expect, it } from 'vitest';
import { forecastActivity } from './activity-forecast.ts';
import { expectedPurchases, probabilityAlive } from './bg-nbd.ts';

/** As published for the CDNOW customers, in weeks (Fader, Hardie, Lee 2005). */
const CDNOW = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

describe('BG/NBD', () => {
  it('expects what the paper expects of a customer with two repeats in 39 weeks', () => {
    expect(expectedPurchases(CDNOW, { x: 2, recency: 30.43, age: 38.86 }, 39)).toBeCloseTo(1.226, 2);
  });

  it('expects more of who bought lately, and the same rate as before of who always buys', () => {
    const lately = probabilityAlive(CDNOW, { x: 5, recency: 38, age: 39 });
    const longAgo = probabilityAlive(CDNOW, { x: 5, recency: 10, age: 39 });
    expect(lately).toBeGreaterThan(0.8);
    expect(longAgo).toBeLessThan(0.2);
    expect(probabilityAlive(CDNOW, { x: 0, recency: 0, age: 39 })).toBe(1);
  });

  it('stays a number with a thousand purchases', () => {
    const expected = expectedPurchases({ ...CDNOW, alpha: CDNOW.alpha * 7 }, { x: 1_000, recency: 1_000, age: 1_000 }, 30);
    expect(expected).toBeGreaterThan(25);
    expect(expected).toBeLessThan(32);
  });
});

describe('the outlook of a customer', () => {
  const active = { firstDate: '2026-01-01', lastDate: '2026-06-30', activeDays: 120, transactions: 300 };

  it('falls with silence', () => {
    const levels = ['2026-06-30', '2026-07-10', '2026-07-31'].map((asOf) => forecastActivity(active, asOf).level);
    expect(levels[0]).toBe('low');
    expect(levels[2]).toBe('high');
    expect(forecastActivity(active, '2026-06-30').expectedTransactions).toBeCloseTo(50, -1);
  });

  it('is unknown with little history, and claims nothing', () => {
    expect(forecastActivity({ ...active, firstDate: '2026-06-20' }, '2026-06-30')).toMatchObject({
      level: 'unknown',
      expectedTransactions: 0,
    });
    expect(forecastActivity({ ...active, activeDays: 3 }, '2026-06-30').level).toBe('unknown');
  });
});
