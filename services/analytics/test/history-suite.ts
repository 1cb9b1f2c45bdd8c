import { bankCustomers } from '@munshi/events/customer';
import {
  insightsAnomalies,
  insightsCashflow,
  insightsChurn,
  insightsRecommendations,
  insightsRecurring,
  insightsSegments,
  insightsSpending,
  insightsTransactions,
} from '@munshi/events/insights';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shuffled } from './in-memory-ledger.ts';
import { type Place, type RunningAnalytics, runAnalytics } from './service.ts';
import { simulatedBank } from './simulated-bank.ts';

const bank = simulatedBank({ customers: 12, from: '2026-01-01', until: '2026-07-01' });
const customerIds = bank.customers.map(({ key }) => key);

function newestBalance(accountId: string): number {
  return bank.transactions.findLast(({ data }) => data.accountId === accountId && data.balanceAfter)?.data.balanceAfter?.minor ?? 0;
}

function largestCredit(customerId: string): number {
  return Math.max(...bank.transactions.filter(({ key }) => key === customerId).map(({ data }) => data.amount.minor));
}

const ORDERS: Record<string, typeof bank.transactions> = {
  'in order': bank.transactions,
  'shuffled, profiles last': shuffled(bank.transactions, 5),
};

export interface HistoryOptions {
  readonly place?: Place;
  readonly orders?: readonly string[];
}

/** A simulated bank's history through the service, in order and shuffled: what it says equals the truth. */
export function historySuite(where: string, { place = {}, orders = Object.keys(ORDERS) }: HistoryOptions = {}): void {
  describe.each(orders)(`a simulated bank on ${where}, %s`, (order) => {
    const transactions = ORDERS[order] ?? [];
    let running: RunningAnalytics;
    beforeAll(async () => {
      running = await runAnalytics({ now: '2026-07-01T06:00:00Z', place });
      if (order === 'in order') await running.publish(bankCustomers, bank.customers);
      await running.publish(bankTransactions, transactions);
      await running.settled();
      if (order !== 'in order') await running.publish(bankCustomers, bank.customers);
      await running.settled();
    });
    afterAll(() => running.close());

    it('says each transaction with the true category and match', () => {
      const newest = new Map(
        running
          .heard(insightsTransactions)
          .toSorted((left, right) => left.sequence - right.sequence)
          .map(({ data }) => [data.transactionId, data]),
      );
      expect(newest.size).toBe(bank.transactionTruth.size);
      const wrong = [...bank.transactionTruth.values()].filter((truth) => {
        const said = newest.get(truth.transactionId);
        return said?.category !== truth.category || said.transferMatch !== truth.transferMatch || said.refundMatch !== truth.refundMatch;
      });
      expect(wrong).toEqual([]);
    });

    it('says the true sums of every month, to the paisa', () => {
      for (const truth of bank.months) {
        const said = running.newest(insightsSpending, truth.customerId)?.months.find(({ month }) => month === truth.month);
        const categories = Object.fromEntries(
          (said?.categories ?? []).filter(({ spent }) => spent !== 0).map(({ category, spent }) => [category, spent]),
        );
        const nonZero = Object.fromEntries(Object.entries(truth.categories).filter(([, spent]) => spent !== 0));
        expect({ month: truth.month, spent: said?.spent, received: said?.received, categories }).toEqual({
          month: truth.month,
          spent: truth.spent,
          received: truth.received,
          categories: nonZero,
        });
      }
    });

    it('says groups, outlook and advice of every customer', async () => {
      await eventually('customers were compared', () =>
        customerIds.every((id) => running.newest(insightsSegments, id)?.modelVersion.startsWith('kmeans@1:')),
      );
      await eventually('advice was looked for', () => customerIds.every((id) => running.newest(insightsRecommendations, id) !== undefined));
      for (const id of customerIds) {
        expect(running.newest(insightsSegments, id)?.segments[0]?.reason).toMatch(/% of your spending/);
        expect(running.newest(insightsChurn, id)?.level).not.toBe('unknown');
        const advice = running.newest(insightsRecommendations, id);
        expect(advice?.offers.length === 0).toBe(advice?.noOffer !== null);
      }
    });

    it('says what is paid again and again, each stream with payments of one true one', async () => {
      await eventually('recurring payments were said', () =>
        customerIds.every((id) => running.newest(insightsRecurring, id) !== undefined),
      );
      const streams = customerIds.flatMap((id) => running.newest(insightsRecurring, id)?.streams ?? []);
      expect(streams.length).toBeGreaterThan(3 * customerIds.length);
      const mixed = streams.filter(({ transactionIds }) => {
        const truths = new Set(transactionIds.map((id) => bank.transactionTruth.get(id)?.streamId ?? null));
        return truths.size !== 1 || truths.has(null);
      });
      expect(mixed.length / streams.length).toBeLessThan(0.05);
      expect(streams.every(({ amount, direction }) => amount.minor < 0 === (direction === 'out'))).toBe(true);
      expect(streams.every(({ state, nextDate }) => (nextDate === null) === (state === 'ended'))).toBe(true);
      expect(streams.some(({ direction, kind }) => direction === 'in' && kind === 'salary')).toBe(true);
    });

    it('names the stream of each payment that is one of it, on the transaction as well', async () => {
      const newest = new Map(running.heard(insightsTransactions).map(({ subject, data }) => [subject, data]));
      const streams = customerIds.flatMap((id) => running.newest(insightsRecurring, id)?.streams ?? []);
      for (const { streamId, transactionIds } of streams.filter(({ state }) => state !== 'early'))
        for (const id of transactionIds) expect(newest.get(`bank/${id}`)?.streamId).toBe(streamId);
    });

    // customers are looked at once a day of the ledger: which accounts are cash must be known by then
    it.runIf(order === 'in order')('says the balance ahead, from the balance that the bank reported last', async () => {
      await eventually('balances ahead were said', () => customerIds.every((id) => running.newest(insightsCashflow, id) !== undefined));
      for (const { key, data } of bank.customers) {
        const cash = (data.accounts ?? []).filter(({ kind }) => kind === 'current' || kind === 'savings').map(({ accountId }) => accountId);
        const reported = cash.map((accountId) => newestBalance(accountId));
        const said = running.newest(insightsCashflow, key);
        expect(said?.days).toHaveLength(90);
        const [first] = said?.days ?? [];
        const balance = reported.reduce((sum, minor) => sum + minor, 0);
        // the first day ahead is the first of a month: many salaries come on it
        expect(Math.abs((first?.expected ?? 0) - balance)).toBeLessThan(Math.abs(balance) * 0.5 + largestCredit(key) + 20_000_00);
        expect(said?.days.every(({ low, expected, high }) => low <= expected && expected <= high)).toBe(true);
      }
    });

    it('marks what it derives from history as history, and repeats no sequence', () => {
      for (const topic of [insightsTransactions, insightsSpending, insightsSegments, insightsAnomalies] as readonly TopicDefinition[]) {
        const events = running.heard(topic);
        expect(events.filter(({ intake }) => intake !== 'history')).toEqual([]);
        expect(new Set(events.map(({ subject, sequence }) => `${subject} ${sequence}`)).size).toBe(events.length);
      }
    });

    it('says little more than once what has not changed', () => {
      const perCustomer = running.heard(insightsRecommendations).length / customerIds.length;
      expect(perCustomer).toBeLessThan(8);
    });
  });
}
