import { describe, expect, it } from 'vitest';
import { createInMemoryLedger, inBatches, shuffled } from '../../../test/in-memory-ledger.ts';
import { type SimulatedBank, simulatedBank } from '../../../test/simulated-bank.ts';
import { emptyHabits, learnOne, lessonOf } from '../anomaly/habits.ts';
import { spendingMonths } from '../spending/month-sums.ts';

const bank = simulatedBank({ customers: 12, from: '2026-01-01', until: '2026-07-01' });

function applied(events: SimulatedBank['transactions'], { profilesFirst = true, size = 200 } = {}) {
  const ledger = createInMemoryLedger();
  if (profilesFirst) for (const event of bank.customers) ledger.profile(event);
  for (const batch of inBatches(events, size)) ledger.transactions(batch);
  if (!profilesFirst) for (const event of bank.customers) ledger.profile(event);
  return ledger;
}

function sumsOf(ledger: ReturnType<typeof applied>): Record<string, unknown> {
  return Object.fromEntries(
    [...ledger.states].sort().flatMap(([customerId, state]) =>
      spendingMonths(state.months).map(({ month, spent, received, categories }) => [
        `${customerId} ${month}`,
        {
          spent,
          received,
          categories: Object.fromEntries(categories.filter(({ spent: sum }) => sum !== 0).map((one) => [one.category, one.spent])),
        },
      ]),
    ),
  );
}

function truthSums(): Record<string, unknown> {
  return Object.fromEntries(
    bank.months.map(({ customerId, month, spent, received, categories }) => [
      `${customerId} ${month}`,
      { spent, received, categories: Object.fromEntries(Object.entries(categories).filter(([, sum]) => sum !== 0)) },
    ]),
  );
}

describe('a simulated bank', () => {
  const ledger = applied(bank.transactions);

  it('agrees with the truth on each category and match', () => {
    const wrong = ledger.entries().flatMap((entry): unknown[] => {
      const truth = bank.transactionTruth.get(entry.transactionId);
      if (truth === undefined) return [{ entry, truth: null }];
      const same =
        entry.category === truth.category && entry.transferMatch === truth.transferMatch && entry.refundMatch === truth.refundMatch;
      return same
        ? []
        : [{ got: [entry.ownCategory, entry.category, entry.transferMatch, entry.refundMatch, entry.status, entry.minor], truth }];
    });
    expect(wrong).toEqual([]);
    expect(ledger.entries().length).toBe(bank.transactionTruth.size);
  });

  it('agrees with the truth on every month to the paisa', () => {
    expect(sumsOf(ledger)).toEqual(truthSums());
  });

  it.each([1, 2, 3])('ends in the same sums and matches in any order, late profiles included (%i)', (seed) => {
    const other = applied(shuffled(bank.transactions, seed), { profilesFirst: seed !== 2, size: 17 * seed });
    expect(sumsOf(other)).toEqual(truthSums());
    const said = (one: typeof ledger) =>
      one
        .entries()
        .map(({ transactionId, category, transferMatch, refundMatch, status, sequence }) => ({
          transactionId,
          category,
          transferMatch,
          refundMatch,
          status,
          sequence,
        }))
        .sort((left, right) => (left.transactionId < right.transactionId ? -1 : 1));
    expect(said(other)).toEqual(said(ledger));
    for (const [customerId, state] of other.states) {
      const { days, span } = ledger.states.get(customerId) ?? {};
      expect({ days: sortedKeys(state.days), span: state.span }).toEqual({ days: sortedKeys(days), span });
    }
  });

  it('leaves habits that are exactly those of the payments that teach, whatever was corrected on the way', () => {
    const other = applied(shuffled(bank.transactions, 4), { size: 40 });
    for (const [customerId, state] of other.states) {
      const learned = emptyHabits();
      for (const entry of other.entries().filter((one) => one.customerId === customerId)) {
        const lesson = lessonOf(entry);
        if (lesson !== null) learnOne(learned, lesson);
      }
      expect(state.habits).toEqual(learned);
    }
  });

  it('changes nothing when it all comes again', () => {
    const again = createInMemoryLedger();
    for (const round of [1, 2]) {
      for (const batch of inBatches(bank.transactions, 100)) again.transactions(batch);
      if (round === 1) expect(again.alerts.length).toBeGreaterThan(0);
    }
    const once = createInMemoryLedger();
    for (const batch of inBatches(bank.transactions, 100)) once.transactions(batch);
    expect(again.alerts).toEqual(once.alerts);
    expect(again.entries()).toEqual(once.entries());
    expect(sumsOf(again)).toEqual(sumsOf(once));
  });
});

function sortedKeys(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
