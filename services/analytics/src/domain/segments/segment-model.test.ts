import { contentHash } from '@munshi/events/event-id';
import { describe, expect, it } from 'vitest';
import { assignSegments } from './assign-segment.ts';
import { type CustomerFeatures, SHARE_GROUPS } from './customer-features.ts';
import { fitSegments, nearestCentre } from './segment-model.ts';

function customer(over: Partial<CustomerFeatures>, travel = 0): CustomerFeatures {
  const shares = Object.fromEntries(
    SHARE_GROUPS.map((group) => [group, group === 'travel' ? travel : (1 - travel) / 6]),
  ) as CustomerFeatures['shares'];
  return { currency: 'INR', months: 6, spent: 5_000_000, received: 6_000_000, payments: 40, meanPayment: 125_000, shares, ...over };
}

/** Two kinds of people: many who stay at home, some who travel and spend four times as much. */
const crowd = [
  ...Array.from({ length: 12 }, (_, at) => customer({ spent: 4_000_000 + at * 20_000 }, 0.02)),
  ...Array.from({ length: 8 }, (_, at) => customer({ spent: 16_000_000 + at * 50_000 }, 0.5 + at * 0.01)),
];

describe('groups of customers', () => {
  it('tell apart those who live differently', () => {
    const model = fitSegments(crowd, contentHash);
    if (model === null) throw new Error('no model');
    const groupOf = (features: CustomerFeatures) => nearestCentre(model, features).index;
    const home = new Set(crowd.slice(0, 12).map(groupOf));
    const away = new Set(crowd.slice(12).map(groupOf));
    expect([...home].filter((group) => away.has(group))).toEqual([]);
    const [segment] = assignSegments(model, crowd[19] as CustomerFeatures);
    expect(segment?.name).toMatch(/Traveller/);
    expect(segment?.reason).toBe(
      '57 % of your spending over the last 6 complete months goes to travel, and you spend more than most of 20 customers compared',
    );
  });

  it('are the same each time they are fitted', () => {
    expect(fitSegments(crowd, contentHash)).toEqual(fitSegments(crowd, contentHash));
  });

  it('need a crowd, a month and one currency, and say so', () => {
    expect(fitSegments(crowd.slice(0, 7), contentHash)).toBeNull();
    expect(assignSegments(null, customer({}))[0]?.reason).toMatch(/not enough customers to compare/);
    expect(assignSegments(null, null)[0]?.reason).toMatch(/no complete month/);
    expect(assignSegments(fitSegments(crowd, contentHash), customer({ currency: 'USD' }))[0]?.reason).toMatch(/in USD/);
  });
});
