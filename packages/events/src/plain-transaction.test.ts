import { expect, test } from 'vitest';
import { isPlainTransaction } from './plain-transaction.ts';
import { transaction } from './transaction.ts';

const whole = {
  transactionId: 'T1',
  customerId: 'C1',
  accountId: 'A1',
  amount: { minor: -2500, currency: 'INR' },
  date: '2016-08-02',
  time: '2016-08-02T09:02:07Z',
  status: 'posted',
  channel: 'card',
  description: 'चाय',
  merchant: { id: 'M1', name: 'Tea', mcc: '5814', city: null, country: 'IN' },
  counterparty: { name: 'A', account: null },
  balanceAfter: { minor: 0, currency: 'INR' },
  originalAmount: null,
  refersTo: null,
  source: 'bank',
};

const VALUES: readonly unknown[] = [
  ...[
    null,
    undefined,
    '',
    ' ',
    'x',
    'x'.repeat(100),
    'x'.repeat(101),
    'x'.repeat(200),
    'x'.repeat(201),
    'x'.repeat(2000),
    'x'.repeat(2001),
  ],
  ...[0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 53 - 1, true, [], ['x'], {}, { minor: 1 }, 'INR', 'inr', 'INR\n'],
  ...[{ minor: 1, currency: 'INR' }, { minor: 1, currency: 'INR', more: 1 }, { minor: 1.5, currency: 'INR' }, { name: 'x' }, { mcc: '54' }],
  ...['2016-02-29', '2015-02-29', '0000-01-01', '2016-13-01', '2016-01-01\n', '2016-08-02T23:59:59Z', '2016-08-02T24:00:00Z'],
  ...['2016-02-30T00:00:00Z', '2016-08-02T09:02:07.5Z', '2016-08-02T09:02:07+05:30', '2016-08-02T09:02Z', '2016-08-02T09:02:07Z\n'],
  ...[
    'posted',
    'pending',
    'cancelled',
    'done',
    '0742',
    '07425',
    '0742\n',
    { name: 1 },
    { name: 'x', account: 'y' },
    { id: 'x', more: 'y' },
  ],
];

/** The same transactions each time: a whole one with some fields changed, left out or added. */
function* candidates(): Generator<Record<string, unknown>> {
  let state = 3;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const names = [...Object.keys(whole), 'other', '__proto__'];
  yield whole;
  for (let made = 0; made < 20_000; made += 1) {
    const changed = structuredClone(whole) as Record<string, unknown>;
    for (let changes = 1 + below(2); changes > 0; changes -= 1) {
      const name = names[below(names.length)] as string;
      if (below(8) === 0) delete changed[name];
      else
        Object.defineProperty(changed, name, { value: VALUES[below(VALUES.length)], enumerable: true, configurable: true, writable: true });
    }
    yield changed;
  }
}

test('what is plain is what the schema takes and gives back as it is', () => {
  let plain = 0;
  for (const candidate of candidates()) {
    if (!isPlainTransaction(candidate)) continue;
    plain += 1;
    expect(transaction.parse(candidate)).toStrictEqual(candidate);
  }
  expect(plain).toBeGreaterThan(1000);
  expect(plain).toBeLessThan(15_000);
});
