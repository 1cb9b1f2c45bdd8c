import { transaction } from '@munshi/events/transaction';
import { describe, expect, it } from 'vitest';
import { replaces, toEntry } from './ledger-entry.ts';

const pending = (sequence: number) => ({ status: 'pending', sequence }) as const;
const posted = (sequence: number) => ({ status: 'posted', sequence }) as const;
const cancelled = (sequence: number) => ({ status: 'cancelled', sequence }) as const;

describe('a later version', () => {
  it('replaces by sequence', () => {
    expect(replaces(undefined, posted(1))).toBe(true);
    expect(replaces(posted(1), posted(2))).toBe(true);
    expect(replaces(posted(2), posted(2))).toBe(false);
    expect(replaces(posted(2), posted(1))).toBe(false);
    expect(replaces(posted(2), cancelled(3))).toBe(true);
  });

  it('posted replaces pending whatever the sequence, never the reverse', () => {
    expect(replaces(pending(5), posted(2))).toBe(true);
    expect(replaces(posted(2), pending(5))).toBe(false);
    expect(replaces(cancelled(2), pending(5))).toBe(false);
  });
});

describe('the city of a payment', () => {
  const cityBy = (channel: string | null) => {
    const data = transaction.parse({
      transactionId: 't',
      customerId: 'c',
      amount: { minor: -100, currency: 'INR' },
      date: '2026-01-05',
      channel,
      merchant: { name: 'Shop', city: 'Kochi' },
    });
    const head = { topic: 'bank.transactions', id: 'e', key: 'c', subject: 'bank/t', sequence: 1, source: '/munshi/ingestion' } as const;
    return toEntry({ ...head, time: '2026-01-05T00:00:00Z', intake: 'live', data }, undefined, 'Asia/Kolkata').city;
  };

  it.each(['POS', 'ATM', 'Debit Card', null])('is where the card was shown (%s)', (channel) => expect(cityBy(channel)).toBe('kochi'));
  it.each(['UPI', 'ECOM', 'SI', 'BILLPAY', 'Net Banking'])('is no place of the customer where none was (%s)', (channel) =>
    expect(cityBy(channel)).toBeNull(),
  );
});
