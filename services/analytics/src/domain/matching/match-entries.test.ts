import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { amountGroup } from './match-by-amount.ts';
import { matchEntries } from './match-entries.ts';

const OWN = new Set(['A', 'B', 'CARD']);

function matched(entries: readonly LedgerEntry[], ownAccounts: ReadonlySet<string> = OWN) {
  const touched = new Set(entries.map(amountGroup));
  const results = [1, 2, 3, 4].map((seed) => matchEntries({ entries: shuffled(entries, seed), touched, ownAccounts }));
  const said = results.map((result) =>
    Object.fromEntries(
      result
        .map(
          ({ transactionId, category, transferMatch, refundMatch }) => [transactionId, { category, transferMatch, refundMatch }] as const,
        )
        .sort(([left], [right]) => (left < right ? -1 : 1)),
    ),
  );
  for (const other of said) expect(other).toEqual(said[0]);
  return said[0] ?? {};
}

describe('own transfers', () => {
  const out = entryOf({ transactionId: 'out', accountId: 'A', counterpartyAccount: 'B', merchantId: null, ownCategory: 'uncategorised' });
  const into = entryOf({ transactionId: 'in', accountId: 'B', minor: 10_000, merchantId: null, ownCategory: 'uncategorised' });

  it('are matched where a leg names the other account', () => {
    const said = matched([out, { ...into, date: '2026-01-12' }]);
    expect(said.out).toEqual({ category: 'transfer', transferMatch: 'in', refundMatch: null });
    expect(said.in).toEqual({ category: 'transfer', transferMatch: 'out', refundMatch: null });
  });

  it('need transfer-like words where neither names the other, and two days', () => {
    const plain = { ...out, counterpartyAccount: null };
    expect(matched([plain, into]).out?.transferMatch).toBeNull();
    expect(
      matched([
        { ...plain, hint: 'cardBill' },
        { ...into, accountId: 'CARD', date: '2026-01-12' },
      ]).out?.transferMatch,
    ).toBe('in');
    expect(
      matched([
        { ...plain, hint: 'cardBill' },
        { ...into, accountId: 'CARD', date: '2026-01-13' },
      ]).out?.transferMatch,
    ).toBeNull();
  });

  it('say the account where the other leg is not known', () => {
    expect(matched([out]).out).toEqual({ category: 'transfer', transferMatch: 'account:B', refundMatch: null });
    expect(matched([out], new Set(['A'])).out).toEqual({ category: 'uncategorised', transferMatch: null, refundMatch: null });
  });

  it('pair one leg with one: two equal transfers on two days stay apart', () => {
    const said = matched([
      out,
      into,
      { ...out, transactionId: 'out2', date: '2026-01-11' },
      { ...into, transactionId: 'in2', date: '2026-01-11' },
    ]);
    expect([said.out?.transferMatch, said.out2?.transferMatch]).toEqual(['in', 'in2']);
  });

  it('money to somebody else of the same amount is none', () => {
    expect(matched([{ ...out, counterpartyAccount: 'STRANGER', hint: 'transfer' }, into]).out?.transferMatch).toBeNull();
  });
});

describe('refunds', () => {
  const purchase = entryOf({ transactionId: 'p' });

  it('that name their purchase have its category, whatever the amount', () => {
    const refund = entryOf({
      transactionId: 'r',
      minor: 4_000,
      refersTo: 'p',
      merchantId: null,
      ownCategory: 'uncategorised',
      date: '2026-03-01',
    });
    const said = matched([purchase, refund]);
    expect(said.r).toEqual({ category: 'groceries', transferMatch: null, refundMatch: 'p' });
    expect(said.p?.refundMatch).toBeNull();
  });

  it('are found by merchant and amount, after the purchase and not months later', () => {
    const credit = (date: string) => entryOf({ transactionId: 'r', minor: 10_000, date, ownCategory: 'income' });
    expect(matched([purchase, credit('2026-02-01')]).r).toMatchObject({ category: 'groceries', refundMatch: 'p' });
    expect(matched([purchase, credit('2026-01-09')]).r).toMatchObject({ category: 'income', refundMatch: null });
    expect(matched([purchase, credit('2026-05-01')]).r).toMatchObject({ category: 'income', refundMatch: null });
  });

  it('undo the latest of equal purchases, and each only one', () => {
    const later = entryOf({ transactionId: 'p2', date: '2026-01-20' });
    const credit = entryOf({ transactionId: 'r', minor: 10_000, date: '2026-01-22' });
    expect(matched([purchase, later, credit]).r?.refundMatch).toBe('p2');
    expect(matched([purchase, later, credit, { ...credit, transactionId: 'r2' }]).r2?.refundMatch).toBe('p');
  });

  it('of another customer’s or another currency’s purchase are none', () => {
    const refund = entryOf({ transactionId: 'r', minor: 10_000, currency: 'USD', refersTo: 'p', ownCategory: 'income' });
    expect(matched([purchase, refund]).r?.category).toBe('income');
  });

  it('pending money matches nothing', () => {
    expect(matched([{ ...purchase, status: 'pending' }, entryOf({ transactionId: 'r', minor: 10_000 })]).r?.refundMatch).toBeNull();
  });
});
