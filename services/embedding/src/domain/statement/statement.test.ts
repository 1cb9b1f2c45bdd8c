import type { SpendingInsight } from '@munshi/events/insights';
import { createWriter } from '@munshi/facts/write';
import { expect, test } from 'vitest';
import { statementsOf } from './statement.ts';

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
const insight: SpendingInsight = {
  customerId: 'C1',
  asOf: '2026-11-03',
  months: [month('2026-10', 546_100), month('2026-11', 1)],
  usual: [],
};

test('a complete month becomes a statement, the running one does not', () => {
  const statements = statementsOf(insight, 7, createWriter('en-IN'));
  expect(statements).toMatchObject([{ customerId: 'C1', documentId: 'statement-2026-10-INR', sequence: 7 }]);
  expect(statements[0]?.passages[0]?.metadata).toMatchObject({
    kind: 'statement',
    title: 'Statement of October 2026',
    text: 'In October 2026 you spent ₹5,461.00 and received ₹85,000.00. Where it went: groceries ₹4,310.50 (1,200), dining out ₹1,200.50 (3).',
  });
});
