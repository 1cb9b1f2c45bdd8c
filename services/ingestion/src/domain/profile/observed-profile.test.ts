import { describe, expect, test } from 'vitest';
import type { Observation } from './observation.ts';
import { isConflicting, mergeObservation, type ObservedProfile, renderCustomer } from './observed-profile.ts';

const row = (day: number, said: string | null, city: string | null, gender = 'M'): Observation => ({
  customerId: 'C',
  at: `2016-08-0${day}T00:00:00Z T${day}`,
  time: `2016-08-0${day}T00:00:00Z`,
  agreed: { ...(said ? { birthDate: { said, known: said !== '1800-01-01' } } : {}), gender: { said: gender, known: true } },
  newest: city ? { city } : {},
  account: { accountId: 'C:savings', kind: 'savings', currency: 'INR' },
});
const merge = (rows: readonly Observation[]): ObservedProfile | null => rows.reduce<ObservedProfile | null>(mergeObservation, null);

describe('rows of one customer', () => {
  const rows = [row(1, '1990-01-13', 'PUNE'), row(3, '1990-01-13', null), row(2, '1800-01-01', 'DELHI')];

  test('give the same profile in any order, and again', () => {
    const expected = renderCustomer('C', null, merge(rows));
    expect(renderCustomer('C', null, merge([...rows].reverse()))).toEqual(expected);
    expect(renderCustomer('C', null, merge([...rows, ...rows]))).toEqual(expected);
    expect(expected).toMatchObject({ birthDate: null, gender: 'M', city: 'DELHI', accounts: [{ accountId: 'C:savings' }] });
  });

  test('that say nothing new leave the very same profile', () => {
    const profile = merge(rows);
    expect(mergeObservation(profile, row(1, '1990-01-13', 'PUNE'))).toBe(profile);
    expect(mergeObservation(profile, row(1, null, null))).toBe(profile);
  });

  test('disagree where one has a placeholder and one a date, not where one says nothing', () => {
    expect(isConflicting(merge(rows))).toBe(true);
    expect(isConflicting(merge([row(1, '1990-01-13', 'PUNE'), row(2, null, 'PUNE')]))).toBe(false);
    expect(isConflicting(merge([row(1, null, null, 'M'), row(2, null, null, 'F')]))).toBe(true);
  });

  test("stand behind the bank's own record", () => {
    const record = { customerId: 'C', status: 'active', birthDate: '1985-05-20', city: null } as const;
    expect(renderCustomer('C', record, merge(rows))).toMatchObject({ birthDate: '1985-05-20', city: 'DELHI' });
  });
});
