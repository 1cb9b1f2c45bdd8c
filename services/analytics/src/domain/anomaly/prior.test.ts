import { describe, expect, it } from 'vitest';
import { emptyHabits, type LogSums } from './habits.ts';
import { fitPrior, fitSegmentPriors, priorFor } from './prior.ts';
import { usualInCategory } from './usual-amount.ts';

const GROCERIES = 'INR groceries';

/** So many payments of about so many rupees. */
function paid(rupees: number, count = 200): Record<string, LogSums> {
  const log = Math.round(1000 * Math.log(rupees * 100));
  const logs = Array.from({ length: count }, (_, at) => log + (at % 2 === 0 ? 300 : -300));
  return { [GROCERIES]: [count, logs.reduce((sum, one) => sum + one, 0), logs.reduce((sum, one) => sum + one * one, 0)] };
}

const customers = [
  { segment: '1-3 lakh', categories: paid(300) },
  { segment: '50+ lakh', categories: paid(3_000) },
  { segment: '25-50 lakh', categories: paid(2_000, 2) },
  { segment: null, categories: paid(900) },
];
const prior = fitPrior(customers.map(({ categories }) => categories));
const priors = { prior, segmentPriors: fitSegmentPriors(customers, prior) };
const usualOf = (segment: string | null) => {
  const { mean } = usualInCategory(emptyHabits(), priorFor(segment, priors), GROCERIES);
  return Math.exp(mean) / 100;
};

describe('what fills in for a new customer', () => {
  it('is what their segment pays, else what everybody pays', () => {
    expect(usualOf('1-3 lakh')).toBeLessThan(400);
    expect(usualOf('50+ lakh')).toBeGreaterThan(2_200);
    for (const segment of [null, 'unheard of', 'constructor']) expect(priorFor(segment, priors)).toBe(prior);
    expect(priorFor('1-3 lakh', { prior })).toBe(prior);
  });

  it('is hardly more than everybody’s while the segment has paid little', () => {
    const everybody = usualOf(null);
    expect(usualOf('25-50 lakh') / everybody).toBeGreaterThan(1);
    expect(usualOf('25-50 lakh') / everybody).toBeLessThan(1.1);
  });

  it('gives way to the own payments', () => {
    const habits = { ...emptyHabits(), categories: paid(3_000, 100) };
    const { mean } = usualInCategory(habits, priorFor('1-3 lakh', priors), GROCERIES);
    expect(Math.exp(mean) / 100).toBeGreaterThan(2_600);
  });

  it('does not depend on the order of the customers', () => {
    expect(fitSegmentPriors(customers.toReversed(), prior)).toEqual(priors.segmentPriors);
  });
});
