import { addDays } from '@munshi/events/calendar-date';
import { bankCustomers } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import { insightsCashflow, insightsMoments, insightsRecurring, insightsSpending, insightsTransactions } from '@munshi/events/insights';
import { customerPreferences, type Preferences } from '@munshi/events/preferences';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Place, type RunningAnalytics, runAnalytics } from './service.ts';
import { customerEvent, transactionEvent } from './simulated-bank.ts';

const FIRST = '2026-01-01';
const LAST = '2026-06-29';
const customerId = 'C1';

let count = 0;
function transaction(over: Partial<Transaction> & Pick<Transaction, 'amount' | 'date'>): Transaction {
  count += 1;
  return {
    transactionId: `t${count}`,
    customerId,
    accountId: 'A',
    time: `${over.date}T05:30:00Z`,
    status: 'posted',
    source: 'bank',
    ...over,
  };
}
const inr = (minor: number) => ({ minor, currency: 'INR' });
const shop = (id: string, name: string, mcc?: string) => ({ id, name, mcc: mcc ?? null, city: 'Mumbai', country: 'IN' });

/** Half a year: a salary on the 1st, rent on the 5th, a subscription on the 12th, groceries every other day, a shop nobody knows. */
function halfYear(): Transaction[] {
  let balance = 0;
  const made: Transaction[] = [];
  const book = (over: Parameters<typeof transaction>[0]) => {
    balance += over.amount.minor;
    made.push(transaction({ ...over, balanceAfter: inr(balance) }));
  };
  for (let date = FIRST, at = 0; date <= LAST; date = addDays(date, 1), at += 1) {
    const day = date.slice(8);
    if (day === '01') book({ date, amount: inr(60_000_00), description: 'SALARY CREDIT ACME', counterparty: { name: 'Acme' } });
    if (day === '05') book({ date, amount: inr(-20_000_00), description: 'RENT', merchant: shop('L', 'Sunita Estates', '6513') });
    if (day === '12') book({ date, amount: inr(-649_00), merchant: shop('N', 'Netflix', '4899') });
    if (at % 2 === 0) book({ date, amount: inr(-(2_000_00 + (at % 5) * 100_00)), merchant: shop('G', 'Big Mart', '5411') });
    if (day === '20') book({ date, amount: inr(-1_500_00), merchant: shop('X', 'Zyx Qwv') });
  }
  return made;
}

/** What a customer's money says of itself: streams, budgets, corrections and moments, through the service's topics. */
export function moneySuite(where: string, place: Place = {}): void {
  describe(where, () => {
    let running: RunningAnalytics;
    const history = halfYear();
    const live = (data: Transaction) => transactionEvent(data, { intake: 'live' });
    const moments = (kind: string) => running.heard(insightsMoments).filter(({ data }) => data.kind === kind);
    const spending = () => running.newest(insightsSpending, customerId);
    const saidOf = (id: string) =>
      running
        .heard(insightsTransactions)
        .filter(({ data }) => data.transactionId === id)
        .reduce((best, event) => (event.sequence > best.sequence ? event : best)).data;

    beforeAll(async () => {
      running = await runAnalytics({ now: '2026-07-12T06:00:00Z', place });
      const accounts = [{ accountId: 'A', kind: 'savings' as const, currency: 'INR' }];
      await running.publish(bankCustomers, [customerEvent({ customerId, status: 'active', accounts })]);
      await running.publish(
        bankTransactions,
        history.map((data) => transactionEvent(data)),
      );
      await running.settled();
      await eventually('what lies ahead was said', () => running.newest(insightsRecurring, customerId));
      await running.settled();
    });
    afterAll(() => running.close());

    it('says incomes and payments with their states, and their stream on each transaction', () => {
      const streams = running.newest(insightsRecurring, customerId)?.streams ?? [];
      expect(streams.map(({ kind, direction, state }) => `${kind} ${direction} ${state}`).sort()).toEqual(
        ['rent out mature', 'salary in mature', 'subscriptions out mature', 'uncategorised out mature'].sort(),
      );
      const rent = streams.find(({ kind }) => kind === 'rent');
      expect(rent).toMatchObject({ nextDate: '2026-07-05', range: { low: 20_000_00, high: 20_000_00 }, isMissed: false });
      for (const id of rent?.transactionIds ?? []) expect(saidOf(id).streamId).toBe(rent?.streamId);
      expect(saidOf(history.find(({ merchant }) => merchant?.id === 'G')?.transactionId ?? '').streamId).toBeNull();
    });

    it('says pace and proposed budgets of the month', () => {
      const { pace = [], budgets = [], months = [] } = spending() ?? {};
      const june = months.find(({ month }) => month === '2026-06');
      expect(pace).toMatchObject([{ currency: 'INR', month: '2026-06', day: 28, spent: june?.spent }]);
      const [own] = pace;
      const explained = (own?.causes ?? []).reduce((sum, { change }) => sum + change, own?.otherwise ?? 0);
      expect(explained).toBe((own?.spent ?? 0) - (own?.usual ?? 0));
      expect(budgets).toMatchObject([{ category: 'groceries', setBy: 'proposed' }]);
      expect(budgets[0]?.spent).toBe(june?.categories.find(({ category }) => category === 'groceries')?.spent);
    });

    it('marks what history says as history', () => {
      expect(running.heard(insightsMoments).filter(({ intake }) => intake !== 'history')).toEqual([]);
    });

    describe('a live transaction', () => {
      it('that pays a known bill is of its stream at once, and a higher price is told', async () => {
        const paid = transaction({ date: '2026-07-11', amount: inr(-799_00), merchant: shop('N', 'Netflix', '4899') });
        await running.publish(bankTransactions, [
          live(
            transaction({ date: '2026-07-01', amount: inr(60_000_00), description: 'SALARY CREDIT ACME', counterparty: { name: 'Acme' } }),
          ),
          live(paid),
        ]);
        await running.settled();
        const netflix = running.newest(insightsRecurring, customerId)?.streams.find(({ kind }) => kind === 'subscriptions');
        expect(saidOf(paid.transactionId).streamId).toBe(netflix?.streamId);
        const [rise] = moments('price-rise');
        expect(rise).toMatchObject({ intake: 'live', data: { key: `price-rise:${netflix?.streamId}:2026-07-11` } });
        expect(rise?.data.facts.find(({ name }) => name === 'more')?.value).toEqual(inr(150_00));
        expect(rise?.data.evidence).toContainEqual({ kind: 'transaction', id: paid.transactionId });
      });

      it('that takes most of the money warns before the rent, once, whatever drifts by a rupee', async () => {
        // the outlook of half a month ago and that of today differ in more than a step: each would be told of
        await eventually('the outlook is of today', () => running.newest(insightsCashflow, customerId)?.asOf === '2026-07-11');
        const balance = history.at(-1)?.balanceAfter?.minor ?? 0;
        const drained = transaction({
          date: '2026-07-11',
          amount: inr(-(balance + 58_000_00)),
          merchant: shop('T', 'Travel Desk', '4722'),
        });
        await running.publish(bankTransactions, [live(drained)]);
        await running.settled();
        const warned = moments('low-balance');
        expect(warned).toMatchObject([{ intake: 'live' }]);
        expect(warned[0]?.data.facts.map(({ name }) => name)).toEqual(['balance', 'date', 'short']);
        await running.publish(bankTransactions, [
          live(transaction({ date: '2026-07-11', amount: inr(-1_00), merchant: shop('G', 'Big Mart', '5411') })),
        ]);
        await running.settled();
        expect(moments('low-balance')).toHaveLength(1);
      });

      it('says a refund, a fee and a salary, and nothing of them again when they are delivered again', async () => {
        const bought = transaction({ date: '2026-07-10', amount: inr(-3_210_00), merchant: shop('S', 'Shoe Shop', '5661') });
        const refund = transaction({
          date: '2026-07-11',
          amount: inr(1_210_00),
          refersTo: bought.transactionId,
          merchant: shop('S', 'Shoe Shop', '5661'),
        });
        const fee = transaction({ date: '2026-07-11', amount: inr(-118_00), description: 'ANNUAL FEE DEBIT CARD' });
        const events = [bought, refund, fee].map(live);
        for (let times = 0; times < 2; times += 1) {
          await running.publish(bankTransactions, events);
          await running.settled();
        }
        expect(moments('refund').map(({ data }) => data.key)).toEqual([`refund:${refund.transactionId}:2026-07-11`]);
        expect(moments('refund')[0]?.data.evidence).toContainEqual({ kind: 'transaction', id: bought.transactionId });
        expect(moments('fee')).toHaveLength(1);
      });
    });

    describe('a category that the customer says', () => {
      const unknown = () => history.filter(({ merchant }) => merchant?.id === 'X').map(({ transactionId }) => transactionId);
      const correction = (id: string, category: string, at: string): MunshiEvent<Feedback> => ({
        topic: customerFeedback.name,
        id: contentHash([id, category, at]),
        key: customerId,
        subject: `bank.transactions/bank/${id}`,
        sequence: 1,
        time: at,
        intake: 'live',
        source: '/munshi/chat-gateway',
        data: { customerId, target: { topic: 'bank.transactions', id: `bank/${id}` }, value: 'category', key: null, detail: category, at },
      });
      const sumOf = (category: string) =>
        spending()
          ?.months.find(({ month }) => month === '2026-05')
          ?.categories.find((one) => one.category === category)?.spent;

      it('wins and is learned for the merchant, before and after, sums included', async () => {
        const ids = unknown();
        expect(ids.map((id) => saidOf(id).category)).toEqual(ids.map(() => 'uncategorised'));
        await running.publish(customerFeedback, [correction(ids[0] ?? '', 'education', '2026-07-11T06:00:00Z')]);
        await running.settled();
        expect(ids.map((id) => saidOf(id).category)).toEqual(ids.map(() => 'education'));
        expect(saidOf(ids[0] ?? '').confidence).toBe(1);
        expect(sumOf('education')).toBe(1_500_00);
        expect(sumOf('uncategorised')).toBeUndefined();
        const later = transaction({ date: '2026-07-11', amount: inr(-2_00), merchant: shop('X', 'Zyx Qwv') });
        await running.publish(bankTransactions, [live(later)]);
        await running.settled();
        expect(saidOf(later.transactionId).category).toBe('education');
      });

      it('wins over the merchant code, and the later word stands whatever comes first', async () => {
        const groceries = history.filter(({ merchant }) => merchant?.id === 'G').map(({ transactionId }) => transactionId);
        await running.publish(customerFeedback, [
          correction(groceries[3] ?? '', 'gifts', '2026-07-11T08:00:00Z'),
          correction(groceries[3] ?? '', 'fuel', '2026-07-11T07:00:00Z'),
        ]);
        await running.settled();
        expect(new Set(groceries.map((id) => saidOf(id).category))).toEqual(new Set(['gifts']));
      });

      it('said before its transaction comes holds when it does', async () => {
        const early = transaction({ date: '2026-07-11', amount: inr(-77_00), merchant: shop('E', 'Early Bird', '5812') });
        const before = transaction({ date: '2026-07-10', amount: inr(-78_00), merchant: shop('E', 'Early Bird', '5812') });
        await running.publish(bankTransactions, [live(before)]);
        await running.publish(customerFeedback, [correction(early.transactionId, 'health', '2026-07-11T09:00:00Z')]);
        await running.settled();
        expect(saidOf(before.transactionId).category).toBe('dining');
        await running.publish(bankTransactions, [live(early)]);
        await running.settled();
        expect([early, before].map(({ transactionId }) => saidOf(transactionId).category)).toEqual(['health', 'health']);
      });
    });

    describe('budgets that the customer sets', () => {
      it('take the place of the proposed, and are told of when they are at risk', async () => {
        const data: Preferences = {
          customerId,
          channels: ['chat'],
          quietHours: null,
          mutedKinds: [],
          language: null,
          timeZone: null,
          aiConsent: null,
          budgets: [
            { category: 'gifts', currency: 'INR', limit: 500_00 },
            { category: 'dining', currency: 'INR', limit: 0 },
          ],
        };
        const event = {
          topic: customerPreferences.name,
          id: 'p1',
          key: customerId,
          subject: customerId,
          sequence: 1,
          time: '2026-07-11T06:00:00Z',
          intake: 'live' as const,
          source: '/munshi/chat-gateway',
          data,
        };
        await running.publish(customerPreferences, [event]);
        await running.settled();
        expect(spending()?.budgets).toContainEqual(
          expect.objectContaining({ category: 'gifts', limit: 500_00, setBy: 'customer', state: 'within' }),
        );
        await running.publish(bankTransactions, [
          live(transaction({ date: '2026-07-12', amount: inr(-600_00), merchant: shop('G', 'Big Mart', '5411') })),
        ]);
        await running.settled();
        expect(spending()?.budgets?.find(({ category }) => category === 'gifts')).toMatchObject({ state: 'over' });
        const [told] = moments('budget-at-risk');
        expect(told?.data).toMatchObject({ key: 'budget-at-risk:INR-gifts:2026-07', bucket: 'over' });
        expect(told?.data.evidence.filter(({ kind }) => kind === 'transaction').length).toBeGreaterThan(0);
      });
    });
  });
}
