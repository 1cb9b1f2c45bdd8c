import { describe, expect, test } from 'vitest';
import type { Message } from '../messages/message.ts';
import { type Candidate, decide, type Standing, toldKey } from './policy.ts';

const message: Message = {
  customerId: 'C1',
  insight: { topic: 'insights.anomalies', id: 'A1' },
  kind: 'anomaly.amount',
  severity: 'warning',
  title: 'x',
  body: 'x',
  facts: [],
  key: 'amount:fuel',
  bucket: 'A1',
  occurredAt: '2026-11-25T10:00:00.000Z',
  expiresAt: '2026-11-27T10:00:00.000Z',
  transactionIds: ['T1'],
};
const standing: Standing = {
  timeZone: 'UTC',
  today: '2026-11-25',
  preferences: { quietHours: null, mutedKinds: [] },
  normalKeys: new Set(),
  told: new Set(),
  toldToday: new Map(),
};
const now = new Date('2026-11-25T10:00:01Z');
const ruleOf = (change: Partial<Candidate>) => {
  const { outcome, rule } = decide({ message, intake: 'live', standing, now, ...change });
  return `${outcome}: ${rule}`;
};
const withStanding = (change: Partial<Standing>) => ruleOf({ standing: { ...standing, ...change } });
const night = { quietHours: { from: '09:00', to: '11:00' }, mutedKinds: [] };

describe('policy', () => {
  test('what nothing speaks against is sent', () => expect(ruleOf({})).toBe('sent: told'));
  test('history tells nobody', () => expect(ruleOf({ intake: 'history' })).toBe('withheld: history'));
  test('what is too old is not told', () => expect(ruleOf({ now: new Date(message.expiresAt) })).toBe('withheld: expired'));
  test('what is normal for the customer is not told', () =>
    expect(withStanding({ normalKeys: new Set(['amount:fuel']) })).toBe('withheld: normal'));
  test('another key is not normal', () => expect(withStanding({ normalKeys: new Set(['amount:dining']) })).toBe('sent: told'));
  test.each([['anomaly'], ['anomaly.amount']])('muting %s mutes it', (kind) =>
    expect(withStanding({ preferences: { quietHours: null, mutedKinds: [kind] } })).toBe('withheld: muted'),
  );
  test('muting another kind does not', () =>
    expect(withStanding({ preferences: { quietHours: null, mutedKinds: ['anomaly.am', 'offer'] } })).toBe('sent: told'));
  test('the same is told once', () => expect(withStanding({ told: new Set([toldKey(message)]) })).toBe('withheld: repeat'));
  test('five of a kind a day are enough', () => {
    expect(withStanding({ toldToday: new Map([['anomaly.amount', 4]]) })).toBe('sent: told');
    expect(withStanding({ toldToday: new Map([['anomaly.amount', 5]]) })).toBe('withheld: daily-limit');
  });
  test('quiet hours hold it until they end, unless it is critical', () => {
    expect(decide({ message, intake: 'live', standing: { ...standing, preferences: night }, now })).toMatchObject({
      outcome: 'held',
      rule: 'quiet-hours',
      until: '2026-11-25T11:00:00.000Z',
    });
    expect(ruleOf({ message: { ...message, severity: 'critical' }, standing: { ...standing, preferences: night } })).toBe('sent: told');
  });
});
