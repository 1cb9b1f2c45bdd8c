import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { transactionEvent } from '../../../test/simulated-bank.ts';
import { learnOne, toPayment } from '../anomaly/habits.ts';
import { type CustomerState, emptyState } from '../customer/customer-state.ts';
import { scorePayment } from './score-payment.ts';

const DAY_MS = 86_400_000;
const NOW = '2026-01-10T10:00:00Z';

/** Pays about a thousand rupees for groceries; has alerted on so many things, the last of them `daysAgo`. */
function shopper(alerts: number, daysAgo: number): CustomerState {
  const state = emptyState('c');
  for (let number = 0; number < 40; number += 1)
    learnOne(
      state.habits,
      toPayment(entryOf({ transactionId: `g${number}`, minor: -90_000 - (number % 5) * 5_000, hour: 9 + (number % 10) })),
    );
  for (let number = 0; number < alerts; number += 1)
    state.alerted[`unusual-amount:${number}`] = { at: Date.parse(NOW) - daysAgo * DAY_MS, times: 1 };
  return state;
}

function alertOn(minor: number, state: CustomerState) {
  const entry = entryOf({ transactionId: 'x', minor, hour: 12, time: NOW });
  const data = {
    transactionId: 'x',
    customerId: 'c',
    amount: { minor, currency: 'INR' },
    date: entry.date,
    time: NOW,
    status: 'posted',
    source: 'bank',
  } as const;
  const everybody = { prior: {}, scorecard: null, merchants: new Map() };
  return scorePayment(state, { entry, event: transactionEvent(data), everybody });
}

describe('the alert budget', () => {
  const strange = -420_000;
  const farOut = -50_000_000;

  it('lets three things a month alert, and beyond that only what is far out', () => {
    expect(alertOn(strange, shopper(2, 5))?.alert).not.toBeNull();
    expect(alertOn(strange, shopper(3, 5))?.alert).toBeNull();
    expect(alertOn(farOut, shopper(3, 5))?.alert).not.toBeNull();
    expect(alertOn(strange, shopper(3, 31))?.alert).not.toBeNull();
  });

  it('spares the customer, not the habits: what was strange still does not teach', () => {
    const { marks } = alertOn(strange, shopper(3, 5)) ?? {};
    expect(marks).toMatchObject({ anomalyId: null, teaches: false });
    expect(marks?.score).toBeGreaterThanOrEqual(0.5);
  });
});
