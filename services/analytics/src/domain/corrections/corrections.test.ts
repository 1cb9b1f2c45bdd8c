import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { corrected, emptyCorrections, learnMerchant, takeCorrection } from './corrections.ts';

const one = entryOf({ transactionId: 'one', merchantId: 'm' });
const other = entryOf({ transactionId: 'other', merchantId: 'm' });
const income = entryOf({ transactionId: 'income', merchantId: 'm', minor: 100, ownCategory: 'salary' });

describe('what a customer says of categories', () => {
  it('holds for the transaction, and is learned for money that goes the same way to the same merchant', () => {
    const corrections = emptyCorrections();
    expect(takeCorrection(corrections, { key: 'bank/one', category: 'gifts', at: '2026-01-02T00:00:00Z' })).toBe(true);
    learnMerchant(corrections, one);
    expect(corrected(one, corrections)).toMatchObject({ category: 'gifts', ownCategory: 'gifts', confidence: 1 });
    expect(corrected(other, corrections)).toMatchObject({ category: 'gifts', confidence: 0.99 });
    expect(corrected(income, corrections)).toBe(income);
    expect(corrected(entryOf({ transactionId: 'x', merchantId: 'n' }), corrections).category).toBe('groceries');
  });

  it('is none where it is no category, and an older word changes nothing', () => {
    const corrections = emptyCorrections();
    expect(takeCorrection(corrections, { key: 'bank/one', category: 'yachts', at: '2026-01-02T00:00:00Z' })).toBe(false);
    takeCorrection(corrections, { key: 'bank/one', category: 'fuel', at: '2026-01-02T00:00:00Z' });
    expect(takeCorrection(corrections, { key: 'bank/one', category: 'gifts', at: '2026-01-01T00:00:00Z' })).toBe(false);
    expect(corrected(one, corrections).category).toBe('fuel');
  });

  it('ends the same in any order', () => {
    const words = [
      { key: 'bank/one', category: 'fuel', at: '2026-01-01T00:00:00Z' },
      { key: 'bank/other', category: 'gifts', at: '2026-01-03T00:00:00Z' },
      { key: 'bank/one', category: 'health', at: '2026-01-02T00:00:00Z' },
    ];
    const after = (order: readonly number[]) => {
      const corrections = emptyCorrections();
      for (const at of order) {
        takeCorrection(corrections, words[at] as (typeof words)[number]);
        for (const entry of [one, other]) learnMerchant(corrections, entry);
      }
      return [one, other, entryOf({ transactionId: 'third', merchantId: 'm' })].map((entry) => corrected(entry, corrections).category);
    };
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [2, 0, 1],
    ])
      expect(after(order)).toEqual(['health', 'gifts', 'gifts']);
  });
});
