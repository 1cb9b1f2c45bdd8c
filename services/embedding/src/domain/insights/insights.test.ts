import type { SpendingInsight } from '@munshi/events/insights';
import { createWriter } from '@munshi/facts/write';
import { describe, expect, test } from 'vitest';
import { recommendationsOf } from './recommendations.ts';
import { recurringPaymentsOf } from './recurring-payments.ts';
import { segmentsOf } from './segments.ts';
import { statementsOf } from './statements.ts';

const writer = createWriter('en-IN');
const of = { customerId: 'C1', asOf: '2026-11-03' };

test('a complete month becomes a statement, the running one does not', () => {
  const month = (name: string, spent: number): SpendingInsight['months'][number] => ({
    month: name,
    currency: 'INR',
    spent,
    received: 8_500_000,
    categories: [
      { category: 'dining', spent: 120_050, count: 3 },
      { category: 'groceries', spent: 431_050, count: 1_200 },
      { category: 'shopping', spent: -5_000, count: 1 },
    ],
  });
  const insight: SpendingInsight = { ...of, months: [month('2026-10', 546_100), month('2026-11', 1)], usual: [] };
  expect(statementsOf(insight, writer)).toEqual([
    {
      kind: 'statement',
      documentId: 'statement-2026-10-INR',
      title: 'Statement of October 2026',
      section: '',
      text: 'In October 2026 you spent ₹5,461.00 and received ₹85,000.00. Where it went: groceries ₹4,310.50 (1,200), dining out ₹1,200.50 (3).',
      month: '2026-10',
      currency: 'INR',
    },
  ]);
});

test('a regular payment says to whom, how much, how often and when next; income says so', () => {
  const stream = { streamId: 's', merchantName: 'Netflix', kind: 'subscription', cadence: 'monthly', transactionIds: [] };
  const paid = { ...stream, amount: { minor: -64_900, currency: 'INR' }, nextDate: '2026-12-05' };
  const got = { ...stream, merchantName: 'Acme', kind: 'salary', amount: { minor: 8_500_000, currency: 'INR' }, nextDate: null };
  expect(recurringPaymentsOf({ ...of, streams: [paid, got] }, writer).map(({ text }) => text)).toEqual([
    'You pay Netflix ₹649.00 regularly (subscription, monthly). The next one is expected on 5 December 2026.',
    'Acme pays you ₹85,000.00 regularly (salary, monthly).',
  ]);
});

test('a group is named with its reason', () => {
  const segments = [{ kind: 'saver', name: 'Steady saver', reason: 'You kept a fifth of your income in each of 6 months.' }];
  expect(segmentsOf({ ...of, segments, modelVersion: '1' })[0]).toMatchObject({
    kind: 'segment',
    text: 'You belong to the group “Steady saver”. You kept a fifth of your income in each of 6 months.',
  });
});

describe('recommendations', () => {
  const offer = { product: 'fd', title: 'Fixed deposit', reason: '₹50,000.00 lay idle for 90 days.', evidence: [], documentId: null };
  test('an offer is named with its reason', () => {
    expect(recommendationsOf({ ...of, offers: [offer], noOffer: null })[0]).toMatchObject({
      title: 'Recommended for you: Fixed deposit',
      text: 'Fixed deposit. ₹50,000.00 lay idle for 90 days.',
      product: 'fd',
    });
  });
  test('no offer is said as such, and nothing known is no passage', () => {
    expect(recommendationsOf({ ...of, offers: [], noOffer: 'Too little is known.' })[0]?.text).toBe(
      'There is no offer for you now. Too little is known.',
    );
    expect(recommendationsOf({ ...of, offers: [], noOffer: null })).toEqual([]);
  });
});
