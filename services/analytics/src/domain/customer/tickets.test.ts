import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import { isTravelPaid, moveTicket, type Tickets } from './tickets.ts';

const ticket = (date: string, over: Partial<Parameters<typeof entryOf>[0]> = {}) =>
  entryOf({ transactionId: `t${date}`, date, category: 'travel', ...over });

function of(...entries: readonly ReturnType<typeof entryOf>[]): Tickets {
  const tickets: Tickets = [];
  for (const entry of entries) moveTicket(tickets, undefined, entry);
  return tickets;
}

describe('tickets', () => {
  it('tell that a journey was paid for, for twenty days and not before', () => {
    const tickets = of(ticket('2026-01-10'));
    expect(['2026-01-09', '2026-01-10', '2026-01-29', '2026-01-30'].map((date) => isTravelPaid(tickets, date))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('are of posted payments for travel alone', () => {
    expect(of(ticket('2026-01-10', { category: 'dining' }), ticket('2026-01-10', { status: 'pending' }))).toEqual([]);
    expect(of(ticket('2026-01-10', { minor: 500 }), ticket('2026-01-10', { transferMatch: 'x' }))).toEqual([]);
  });

  it('are taken back with what they came from, one of several', () => {
    const tickets = of(ticket('2026-01-10'), ticket('2026-01-10'), ticket('2026-01-12'));
    const cancelled = ticket('2026-01-10', { status: 'cancelled' });
    moveTicket(tickets, ticket('2026-01-10'), cancelled);
    expect(tickets).toEqual(of(ticket('2026-01-10'), ticket('2026-01-12')));
    moveTicket(tickets, ticket('2026-01-12'), ticket('2026-01-13'));
    expect(tickets).toEqual(of(ticket('2026-01-10'), ticket('2026-01-13')));
  });

  it('are the same in whatever order they came, and those long ago are forgotten', () => {
    const entries = ['2025-10-01', '2025-12-01', '2025-12-20', '2026-01-10', '2026-01-10'].map((date) => ticket(date));
    const tickets = of(...entries);
    expect(tickets).toHaveLength(4);
    for (const seed of [1, 2, 3, 4, 5]) expect(of(...shuffled(entries, seed))).toEqual(tickets);
  });
});
