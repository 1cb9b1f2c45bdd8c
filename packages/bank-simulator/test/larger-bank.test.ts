import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { monthOf } from '@munshi/events/calendar-date';
import { expect, test } from 'vitest';
import { createBank } from '../src/simulate.ts';
import { transactionsOf, truthsOf, UNTIL } from './sample-bank.ts';

/** What is rare needs more customers than the demo bank has. */
const bank = createBank({ customers: 150, seed: 4, from: '2025-03-17', until: UNTIL });
const truth = [...bank.truth()];
const transactions = transactionsOf(bank.history());
const labels = new Map(truthsOf(truth, 'transaction').map((label) => [label.transactionId, label]));
const customers = truthsOf(truth, 'customer');
const codes = resolve(import.meta.dirname, '../../../../shared/data/mcc/mcc_codes.csv');

test('life changes, and the streams with it', () => {
  const events = customers.flatMap(({ customerId, lifeEvents }) => lifeEvents.map((event) => ({ customerId, ...event })));
  const kinds = new Set(events.map(({ kind }) => kind));
  for (const kind of ['job change', 'move', 'child', 'loan'] as const) expect(kinds).toContain(kind);
  for (const { customerId, date } of events.filter(({ kind, date: on }) => kind === 'job change' && on < '2025-12-01')) {
    const employers = new Set(
      transactions
        .filter((one) => one.customerId === customerId && labels.get(one.transactionId)?.category === 'salary')
        .map(({ counterparty }) => counterparty?.name),
    );
    if (customers.find((one) => one.customerId === customerId)?.churn === null) expect([date, employers.size]).toEqual([date, 2]);
  }
});

test('products are taken up, and paid from then on', () => {
  const sips = customers.flatMap(({ customerId, churn, uptake }) =>
    uptake
      .filter(({ product, date }) => churn === null && product === 'sip' && date < '2026-01-15')
      .map(({ date }) => ({ customerId, date })),
  );
  expect(sips.length).toBeGreaterThan(2);
  for (const { customerId, date } of sips) {
    const paid = transactions.filter(
      (one) => one.customerId === customerId && labels.get(one.transactionId)?.streamId?.endsWith('new-sip'),
    );
    expect(paid.length).toBeGreaterThan(0);
    expect((paid[0]?.date ?? '') >= date).toBe(true);
  }
});

/** What is bought in a month on average, by temperament. */
function meanOf(name: string, isCounted: (label: { category: string; streamId: string | null }, date: string) => boolean): number {
  const own = new Set(
    customers.filter(({ temperament, churn }) => temperament === name && churn === null).map(({ customerId }) => customerId),
  );
  const counted = transactions.filter((one) => {
    const label = labels.get(one.transactionId);
    return own.has(one.customerId) && one.amount.minor < 0 && label !== undefined && isCounted(label, one.date);
  });
  return counted.length / own.size / 12;
}

test('temperaments live differently', () => {
  const isShopping = ({ category }: { category: string }) => category === 'shopping';
  expect(meanOf('impulsive', isShopping)).toBeGreaterThan(1.8 * meanOf('frugal', isShopping));
  const isGift = ({ category, streamId }: { category: string; streamId: string | null }) => category === 'gifts' && streamId === null;
  expect(meanOf('generous', isGift)).toBeGreaterThan(1.5 * meanOf('frugal', isGift));
  const isTravel = ({ category }: { category: string }) => category === 'travel';
  expect(meanOf('adventurous', isTravel)).toBeGreaterThan(2 * meanOf('routine', isTravel));
  const isInvested = ({ category }: { category: string }) => category === 'investment';
  expect(meanOf('planner', isInvested)).toBeGreaterThan(2 * meanOf('impulsive', isInvested));
});

test('before Diwali more is bought than in the monsoon', () => {
  const inMonth = (month: string) => transactions.filter(({ date, merchant }) => merchant && monthOf(date) === month).length;
  expect(inMonth('2025-10')).toBeGreaterThan(1.1 * inMonth('2025-07'));
});

test.skipIf(!existsSync(codes))('every category code is one of the published list', () => {
  const published = new Set(
    readFileSync(codes, 'utf8')
      .split('\n')
      .map((line) => line.slice(0, 4)),
  );
  const used = new Set(transactions.flatMap(({ merchant }) => merchant?.mcc ?? []));
  expect([...used].filter((code) => !published.has(code))).toEqual([]);
  expect(used.size).toBeGreaterThan(40);
});
