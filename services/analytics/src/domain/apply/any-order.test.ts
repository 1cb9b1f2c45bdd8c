import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { describe, expect, it } from 'vitest';
import { createInMemoryLedger, inBatches, shuffled } from '../../../test/in-memory-ledger.ts';
import { simulatedBank, transactionEvent } from '../../../test/simulated-bank.ts';
import { cashOf } from '../cashflow/cash-of.ts';
import { forecastBalance } from '../cashflow/forecast-balance.ts';
import { customerWindows } from '../features/customer-windows.ts';
import { replaces } from '../ledger/ledger-entry.ts';
import { findStreams } from '../recurring/find-streams.ts';

const bank = simulatedBank({ customers: 3, from: '2026-01-01', until: '2026-06-01', seed: 5 });
const ASOF = '2026-05-31';

/** Each seventh transaction is corrected later: another amount, an hour later, or called off. */
const history: readonly MunshiEvent<Transaction>[] = bank.transactions.flatMap((event, at) => {
  if (at % 7 !== 0 || event.data.time == null) return [event];
  const { minor, currency } = event.data.amount;
  const time = new Date(Date.parse(event.data.time) + 3_600_000).toISOString();
  const corrections: Partial<Transaction>[] = [{ amount: { minor: minor - 1_234, currency } }, { time }, { status: 'cancelled' }];
  const corrected = { ...event.data, ...corrections[at % 3] } as Transaction;
  return [event, transactionEvent(corrected, { sequence: event.sequence + 10 })];
});

/**
 * What later answers stand on, of every customer. Scores stand as they were given: they are not compared.
 */
function outcome(events: readonly MunshiEvent<Transaction>[], size: number) {
  const ledger = createInMemoryLedger();
  for (const event of bank.customers) ledger.profile(event);
  for (const batch of inBatches(events, size)) ledger.transactions(batch);
  return [...ledger.states.values()]
    .sort((left, right) => (left.customerId < right.customerId ? -1 : 1))
    .map(({ customerId, months, days, moments, recent, span }) => {
      const entries = ledger.entries().filter((entry) => entry.customerId === customerId);
      const windows = Object.fromEntries(
        Object.entries(moments).map(([currency, own]) => [currency, customerWindows(own, own.at.at(-1) ?? 0)]),
      );
      const forecast = forecastBalance({ ...cashOf(entries), balance: 0, asOf: ASOF, days: 30 });
      return { customerId, months, days, moments, recent, windows, span, streams: findStreams(entries, ASOF), forecast };
    });
}

describe('features, sums, streams and forecasts', () => {
  const ordered = outcome(history, 100);

  it('are there to be compared', () => {
    for (const { streams, forecast, moments } of ordered) {
      expect(streams.length).toBeGreaterThan(3);
      expect(forecast?.days).toHaveLength(30);
      expect(moments.INR?.at.length).toBeGreaterThan(30);
    }
  });

  it.each([1, 2, 3])('are the same in any order, cut and with repetitions, corrections before what they correct included (%i)', (seed) => {
    const repeated = shuffled([...history, ...history.filter((_, at) => at % (seed + 2) === 0)], seed);
    expect(outcome(repeated, 13 * seed)).toEqual(ordered);
  });

  it('are the same when a month comes after all others', () => {
    const isLate = ({ data }: MunshiEvent<Transaction>) => data.date.startsWith('2026-03');
    expect(outcome([...history.filter((event) => !isLate(event)), ...history.filter(isLate)], 50)).toEqual(ordered);
  });

  it('are those of the versions that stand, as if no other had been', () => {
    const standing = new Map<string, MunshiEvent<Transaction>>();
    for (const event of history) {
      const before = standing.get(event.subject);
      const incoming = { status: event.data.status, sequence: event.sequence };
      if (replaces(before && { status: before.data.status, sequence: before.sequence }, incoming)) standing.set(event.subject, event);
    }
    expect(outcome([...standing.values()], 100)).toEqual(ordered);
  });
});
