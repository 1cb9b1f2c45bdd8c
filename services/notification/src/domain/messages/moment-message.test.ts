import type { MomentInsight } from '@munshi/events/insights';
import { MOMENT_FACTS } from '@munshi/events/insights-money';
import { createWriter } from '@munshi/facts/write';
import { describe, expect, test } from 'vitest';
import { momentMessage } from './moment-message.ts';
import { notificationOf } from './notification-of.ts';

const VALUES: Readonly<Record<string, MomentInsight['facts'][number]['value']>> = {
  date: { date: '2026-11-28' },
  category: { name: 'dining out' },
  name: { name: 'Netflix' },
};
const moment = (kind: string, names: readonly string[]): MomentInsight => ({
  momentId: 'm',
  customerId: 'C1',
  kind,
  facts: names.map((name) => ({ name, value: VALUES[name] ?? { minor: 123_456, currency: 'INR' } })),
  evidence: [{ kind: 'transaction', id: 'T1' }],
  key: `${kind}:e:p`,
  bucket: 'b',
  staleAfter: '2026-11-26T00:00:00Z',
});
const told = (insight: MomentInsight) => {
  const message = momentMessage(insight, '2026-11-25T10:00:00.000Z');
  if (message === null) throw new Error('a known kind has a message');
  return notificationOf(message, createWriter('en-IN'), '2026-11-25T10:00:01.000Z');
};

describe('a moment', () => {
  test.each(Object.entries(MOMENT_FACTS))('%s is told with nothing but the facts that it always has', (kind, facts) => {
    const { title, body, claims, key, transactionIds } = told(moment(kind, facts));
    expect(`${title} ${body}`).not.toMatch(/[{}[\]]|undefined/);
    expect(claims.map(({ evidence }) => evidence)).toEqual(claims.map(() => [{ kind: 'transaction', id: 'T1' }]));
    expect(claims.length).toBeGreaterThan(0);
    expect([key, transactionIds]).toEqual([`${kind}:e:p`, ['T1']]);
  });

  test('names who is paid where that is known', () => {
    expect(told(moment('price-rise', ['name', ...MOMENT_FACTS['price-rise']]))).toMatchObject({
      title: 'Netflix: a higher price',
      body: 'The price of Netflix rose from ₹1,234.56 to ₹1,234.56, ₹1,234.56 more each time.',
    });
  });

  test.each([
    [['saved', 'pace'], 'You have saved ₹1,234.56 of ₹1,234.56 for Netflix. To be', 'In the past months it was ₹1,234.56 a month.'],
    [
      ['lost', 'falling'],
      'There is ₹1,234.56 less than when you set ₹1,234.56 for Netflix',
      'In the past months ₹1,234.56 a month went out.',
    ],
  ])('of a goal that is off track says what was saved or lost, and how the past months went: %j', (more, begin, end) => {
    const { body, severity } = told(moment('savings-goal-off-track', [...MOMENT_FACTS['savings-goal-off-track'], ...more]));
    expect(body.startsWith(begin) && body.endsWith(end)).toBe(true);
    expect(severity).toBe('advice');
  });

  test('is of no use after it is stale, or after two days where it only happened once', () => {
    expect(told(moment('refund', MOMENT_FACTS.refund)).expiresAt).toBe('2026-11-26T00:00:00.000Z');
    const lasting = { ...moment('refund', MOMENT_FACTS.refund), staleAfter: '2027-01-01T00:00:00Z' };
    expect(told(lasting).expiresAt).toBe('2026-11-27T10:00:00.000Z');
  });

  test('of a kind that is not known is not told', () => {
    expect(momentMessage(moment('eclipse', []), '2026-11-25T10:00:00.000Z')).toBeNull();
  });
});
