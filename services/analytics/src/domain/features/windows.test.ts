import { describe, expect, it } from 'vitest';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import { customerWindows, emptyCustomerMoments, habitualAmount, learnPayment, unlearnPayment } from './customer-windows.ts';
import { emptyMerchantMoments, merchantWindows, moveMerchant, recentRisk } from './merchant-windows.ts';

const DAY = 86_400;
const START = 1_767_225_600;

/** Sixty days, some seconds with several payments. */
const payments = Array.from({ length: 300 }, (_, number) => ({
  at: START + Math.floor(number / 2) * 35_000 + (number % 3 === 0 ? 1 : 0),
  minor: 100 + ((number * 7919) % 5_000),
}));

function learned(order: readonly (typeof payments)[number][]) {
  const moments = emptyCustomerMoments();
  for (const payment of order) learnPayment(moments, payment);
  return moments;
}

describe('windows of a customer', () => {
  it('hold what is after t − w up to t, to the second', () => {
    const moments = emptyCustomerMoments();
    for (const at of [START, START + 1, START + DAY, START + DAY + 1]) learnPayment(moments, { at, minor: 100 });
    expect(customerWindows(moments, START + DAY)[0]).toEqual({ days: 1, count: 2, sum: 200 });
  });

  it.each([1, 2, 3])('end the same in any order (%i)', (seed) => {
    expect(learned(shuffled(payments, seed))).toEqual(learned(payments));
  });

  it('equal a plain count at any time, for one that comes a week late too', () => {
    const moments = learned(payments);
    for (const { at } of payments.slice(-30)) {
      const expected = [1, 7, 30].map((days) => {
        const inside = payments.filter((other) => other.at <= at && other.at > at - days * DAY);
        return { days, count: inside.length, sum: inside.reduce((sum, { minor }) => sum + minor, 0) };
      });
      expect(customerWindows(moments, at)).toEqual(expected);
    }
  });

  it('leave no trace of what was taken back, and are empty for nobody', () => {
    const moments = learned(payments.slice(0, 100));
    for (const payment of shuffled(payments.slice(0, 100), 5)) unlearnPayment(moments, payment);
    expect(moments).toEqual(emptyCustomerMoments());
    expect(habitualAmount(moments, START)).toBeNull();
    unlearnPayment(moments, { at: 5, minor: 5 });
    expect(moments).toEqual(emptyCustomerMoments());
  });
});

describe('windows of a merchant', () => {
  const changes = payments.flatMap(({ at }, number) => [
    { at, payments: 1, frauds: 0 },
    ...(number % 10 === 0 ? [{ at, payments: 0, frauds: 1 }] : []),
  ]);
  const counted = (order: typeof changes) => {
    const moments = emptyMerchantMoments();
    for (const { at, ...change } of order) moveMerchant(moments, at, change);
    return moments;
  };

  it.each([1, 2, 3])('are sums that any order ends in, labels before their payments included (%i)', (seed) => {
    expect(counted(shuffled(changes, seed))).toEqual(counted(changes));
  });

  it('end the delay before the payment', () => {
    const moments = emptyMerchantMoments();
    moveMerchant(moments, START, { payments: 2, frauds: 1 });
    expect(merchantWindows(moments, START + 7 * DAY, 7)[0]).toMatchObject({ count: 2, frauds: 1, risk: 0.5 });
    expect(merchantWindows(moments, START + 7 * DAY - 1, 7)[2]).toMatchObject({ count: 0, risk: 0 });
    expect(recentRisk(moments, START + 7 * DAY - 1, 7)).toEqual({ ofLastThree: 0, runDays: null });
  });

  it('know how long a merchant has been disowned without a break', () => {
    const moments = emptyMerchantMoments();
    for (const [day, frauds] of [0, 1, 1, 1].entries()) moveMerchant(moments, START + day * DAY, { payments: 1, frauds });
    expect(recentRisk(moments, START + 13 * DAY, 7)).toEqual({ ofLastThree: 3, runDays: 12 });
    moveMerchant(moments, START + 4 * DAY, { payments: 1, frauds: 0 });
    expect(recentRisk(moments, START + 13 * DAY, 7)).toEqual({ ofLastThree: 2, runDays: null });
  });
});
