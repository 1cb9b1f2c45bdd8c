import { describe, expect, it } from 'vitest';
import { transactionEvent } from '../../../test/simulated-bank.ts';
import type { Prior } from '../anomaly/prior.ts';
import { emptyState, takeProfile } from '../customer/customer-state.ts';
import { applyToCustomer } from './apply-to-customer.ts';

const pays = (rupees: number): Prior => ({ 'INR groceries': { mean: Math.log(rupees * 100), deviation: 0.5 } });
const around = { prior: pays(500), segmentPriors: { '50+ lakh': pays(5_000) }, timeZone: 'Asia/Kolkata' };

/** The score of a first purchase of 6,000 rupees, for a customer of an income band. */
function firstScore(incomeBand: string | null): number {
  const state = emptyState('c');
  takeProfile(state, { customerId: 'c', status: 'active', incomeBand, accounts: [] }, 1);
  const event = transactionEvent({
    transactionId: 't',
    customerId: 'c',
    amount: { minor: -600_000, currency: 'INR' },
    date: '2026-01-10',
    time: '2026-01-10T10:00:00Z',
    status: 'posted',
    source: 'bank',
    merchant: { id: 'm', name: 'Shop', mcc: '5411', city: 'Pune', country: 'IN' },
  });
  return applyToCustomer({ state, standing: [], events: [event] }, around).changed[0]?.score ?? Number.NaN;
}

describe('a customer without a history', () => {
  it('is scored by what their income band pays, and by what everybody pays where it is unknown', () => {
    expect(firstScore('50+ lakh')).toBe(0);
    expect(firstScore(null)).toBeGreaterThan(0.3);
    expect(firstScore('a band without payments')).toBe(firstScore(null));
  });
});
