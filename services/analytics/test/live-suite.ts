import { bankCustomers, type Customer } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
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
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Place, type RunningAnalytics, runAnalytics } from './service.ts';
import { customerEvent, simulatedBank, transactionEvent } from './simulated-bank.ts';

const bank = simulatedBank({ customers: 3, from: '2026-03-01', until: '2026-07-01', seed: 3 });
const [someone = '', other = ''] = bank.customers.map(({ key }) => key);

/** Live transactions, versions, feedback and erasure, told to the service and heard from it on the bus. */
export function liveSuite(where: string, place: Place = {}): void {
  describe(where, () => {
    let running: RunningAnalytics;
    beforeAll(async () => {
      running = await runAnalytics({ now: '2026-07-01T06:00:00Z', place });
      await running.publish(bankCustomers, bank.customers);
      await running.publish(bankTransactions, bank.transactions);
      await running.settled();
    });
    afterAll(() => running.close());

    function payment(over: Partial<Transaction> & Pick<Transaction, 'transactionId'>): Transaction {
      return {
        customerId: someone,
        amount: { minor: -45_000, currency: 'INR' },
        date: '2026-07-01',
        time: '2026-07-01T05:30:00Z',
        status: 'posted',
        source: 'bank',
        merchant: { id: 'M1', name: 'Corner Shop', mcc: '5411', city: 'Mumbai', country: 'IN' },
        ...over,
      };
    }

    const live = (data: Transaction, sequence = 1) => transactionEvent(data, { intake: 'live', sequence });
    const farOut = (transactionId: string, over: Partial<Transaction> = {}): Transaction =>
      payment({
        transactionId,
        time: '2026-06-30T21:40:00Z',
        amount: { minor: -40_000_000, currency: 'INR' },
        merchant: { id: 'X9', name: 'Luxe Watches', mcc: '5944', city: 'Dubai', country: 'AE' },
        ...over,
      });
    const alertsOf = (transactionId: string) =>
      running.heard(insightsAnomalies).filter(({ data }) => data.transactionIds[0] === transactionId);
    const sumsOf = (customerId: string, month: string) =>
      running.newest(insightsSpending, customerId)?.months.find((one) => one.month === month);
    const saidOf = (transactionId: string) => {
      const said = running.heard(insightsTransactions).filter(({ data }) => data.transactionId === transactionId);
      return said.toSorted((left, right) => left.sequence - right.sequence).at(-1)?.data;
    };

    function feedbackEvent(data: Feedback): MunshiEvent<Feedback> {
      const id = contentHash(data);
      return {
        topic: 'customer.feedback',
        id,
        key: data.customerId,
        subject: id,
        sequence: 1,
        time: data.at,
        intake: 'live',
        source: '/munshi/chat-gateway',
        data,
      };
    }

    describe('a payment far outside the habits', () => {
      it('is an alert with its reasons in words, marked live', async () => {
        await running.publish(bankTransactions, [live(farOut('far-1'))]);
        const [alert] = await eventually('an alert', () => (alertsOf('far-1').length > 0 ? alertsOf('far-1') : null));
        expect(alert?.intake).toBe('live');
        expect(alert?.data).toMatchObject({
          customerId: someone,
          amount: { minor: -40_000_000, currency: 'INR' },
          merchantName: 'Luxe Watches',
        });
        expect(alert?.data.score).toBeGreaterThan(0.7);
        const codes = alert?.data.reasons.map(({ code }) => code);
        expect(codes).toEqual(expect.arrayContaining(['amount', 'country']));
        expect(alert?.data.reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
        expect(alert?.data.reasons.find(({ code }) => code === 'amount')?.text).toMatch(/× your usual at shopping; you normally pay ₹/);
      });

      it('does not alert again when it is delivered again or corrected', async () => {
        await running.publish(bankTransactions, [
          live(farOut('far-1')),
          live(farOut('far-1', { amount: { minor: -41_000_000, currency: 'INR' } }), 2),
        ]);
        await running.settled();
        expect(alertsOf('far-1')).toHaveLength(1);
      });

      it('is silent for good once its key was called normal, and for that customer alone', async () => {
        const key = alertsOf('far-1')[0]?.data.key ?? '';
        const said = {
          target: { topic: 'insights.anomalies', id: 'n1' },
          value: 'normal',
          key,
          detail: null,
          at: '2026-07-01T06:00:00Z',
        } as const;
        await running.publish(customerFeedback, [feedbackEvent({ customerId: someone, ...said })]);
        await running.settled();
        const later = { date: '2026-07-05', time: '2026-07-05T21:40:00Z' };
        await running.publish(bankTransactions, [live(farOut('far-2', later)), live(farOut('far-3', { ...later, customerId: other }))]);
        await running.settled();
        expect(alertsOf('far-2')).toEqual([]);
        expect(alertsOf('far-3')).toHaveLength(1);
        expect(await running.metrics.getSingleMetricAsString('munshi_analytics_alert_answers_total')).toMatch(/said="normal"\} [1-9]/);
      });

      it('is still an alert at another merchant, of the same kind, in the same category and country', async () => {
        const merchant = { id: 'X10', name: 'Gold Souk', mcc: '5944', city: 'Dubai', country: 'AE' };
        const later = { date: '2026-07-08', time: '2026-07-08T21:40:00Z' };
        await running.publish(bankTransactions, [live(farOut('far-4', { ...later, merchant }))]);
        await running.settled();
        const [silenced] = alertsOf('far-1');
        expect(alertsOf('far-4').map(({ data }) => data.kind)).toEqual([silenced?.data.kind]);
      });
    });

    describe('a merchant whose payments customers disown', () => {
      const merchant = { id: 'T66', name: 'Terminal Shop', mcc: '5411', city: 'Mumbai', country: 'IN' };
      const at = (transactionId: string, customerId: string, date: string, time = '06:10') =>
        live(payment({ transactionId, customerId, date, time: `${date}T${time}:00Z`, merchant }));
      const customers = bank.customers.map(({ key }) => key);
      const disowned = (customerId: string, transactionId: string): MunshiEvent<Feedback> =>
        feedbackEvent({
          customerId,
          target: { topic: 'notifications', id: `of-${transactionId}` },
          value: 'notMe',
          key: 'unusual-amount:T66',
          detail: null,
          transactionIds: [transactionId],
          at: '2026-07-11T06:00:00Z',
        });

      it('makes their next payments there an alert that says so, whoever disowned them, from the next day on', async () => {
        await running.publish(
          bankTransactions,
          customers.map((id, number) => at(`disowned-${number}`, id, '2026-07-10')),
        );
        await running.settled();
        await running.publish(
          customerFeedback,
          customers.map((id, number) => disowned(id, `disowned-${number}`)),
        );
        await running.settled();
        for (const one of [at('two-days-on', someone, '2026-07-12'), at('of-the-day', someone, '2026-07-10', '09:40')]) {
          await running.publish(bankTransactions, [one]);
          await running.settled();
        }
        expect(alertsOf('of-the-day')).toEqual([]);
        const [alert] = alertsOf('two-days-on');
        expect(alert?.data).toMatchObject({ kind: 'compromised-merchant', key: 'compromised-merchant:T66', scoredBy: 'habits' });
        expect(alert?.data.reasons).toContainEqual(
          expect.objectContaining({ code: 'merchant', text: 'customers disowned 3 of 3 payments at this merchant within a month' }),
        );
      });

      it('is the same once a label comes before its payment, and counts nothing twice', async () => {
        await running.publish(customerFeedback, [disowned(other, 'later'), disowned(other, 'disowned-1')]);
        await running.publish(bankTransactions, [at('later', other, '2026-07-11'), at('later', other, '2026-07-11')]);
        await running.settled();
        const { rows } = await sql<{ date: string; payments: number; frauds: number }>`
          select date, sum(payments)::int as payments, sum(frauds)::int as frauds from analytics.merchant_days
          where merchant_id = 'T66' group by date order by date`.execute(running.database.sql);
        expect(rows).toEqual([
          { date: '2026-07-10', payments: 4, frauds: 3 },
          { date: '2026-07-11', payments: 1, frauds: 1 },
          { date: '2026-07-12', payments: 1, frauds: 0 },
        ]);
      });
    });

    describe('versions', () => {
      it('posted replaces pending, never the reverse, and an older one changes nothing', async () => {
        const before = sumsOf(other, '2026-07')?.spent ?? 0;
        const version = (status: Transaction['status'], minor: number) =>
          payment({ transactionId: 'v1', customerId: other, status, amount: { minor, currency: 'INR' } });
        await running.publish(bankTransactions, [live(version('pending', -10_000), 1)]);
        await running.settled();
        expect(sumsOf(other, '2026-07')?.spent ?? 0).toBe(before);
        await running.publish(bankTransactions, [
          live(version('posted', -12_000), 2),
          live(version('pending', -99_000), 3),
          live(version('posted', -77_000), 1),
        ]);
        await running.settled();
        expect(sumsOf(other, '2026-07')?.spent).toBe(before + 12_000);
        await running.publish(bankTransactions, [live(version('cancelled', -12_000), 4)]);
        await running.settled();
        expect(sumsOf(other, '2026-07')?.spent ?? 0).toBe(before);
      });

      it('a refund is matched whichever of the two comes first', async () => {
        const before = sumsOf(other, '2026-08')?.spent ?? 0;
        const purchase = payment({
          transactionId: 'p1',
          customerId: other,
          date: '2026-08-01',
          accountId: 'A',
          amount: { minor: -50_000, currency: 'INR' },
        });
        const refund = payment({
          ...purchase,
          transactionId: 'r1',
          date: '2026-08-20',
          amount: { minor: 20_000, currency: 'INR' },
          merchant: null,
          refersTo: 'p1',
        });
        await running.publish(bankTransactions, [live(refund)]);
        await running.settled();
        expect(saidOf('r1')).toMatchObject({ refundMatch: 'p1', category: 'uncategorised', confidence: 0 });
        await running.publish(bankTransactions, [live(purchase)]);
        await running.settled();
        expect(saidOf('r1')).toMatchObject({ refundMatch: 'p1', category: 'groceries' });
        expect((sumsOf(other, '2026-08')?.spent ?? 0) - before).toBe(30_000);
      });

      it('a transfer to an own account that only a later profile names leaves spending, the other leg unseen', async () => {
        const transfer = payment({
          transactionId: 't1',
          customerId: 'late',
          accountId: 'A1',
          merchant: null,
          description: 'NEFT/SELF SAVINGS',
          counterparty: { name: 'Late', account: 'A2' },
          amount: { minor: -500_000, currency: 'INR' },
        });
        await running.publish(bankTransactions, [
          live(transfer),
          live(payment({ transactionId: 't2', customerId: 'late', accountId: 'A1' })),
        ]);
        await running.settled();
        expect(sumsOf('late', '2026-07')?.spent).toBe(545_000);
        const accounts = ['A1', 'A2'].map((accountId) => ({ accountId, kind: 'savings' as const, currency: 'INR' }));
        await running.publish(bankCustomers, [customerEvent({ customerId: 'late', status: 'active', accounts })]);
        await running.settled();
        expect(sumsOf('late', '2026-07')?.spent).toBe(45_000);
        expect(saidOf('t1')).toMatchObject({ category: 'transfer', transferMatch: 'account:A2' });
      });

      it("the same transaction id of another customer touches nobody else's", async () => {
        const before = sumsOf(someone, '2026-07')?.spent;
        await running.publish(bankTransactions, [live(payment({ transactionId: 'far-1', customerId: 'stranger' }), 99)]);
        await running.settled();
        expect(sumsOf(someone, '2026-07')?.spent).toBe(before);
        expect(sumsOf('stranger', '2026-07')?.spent).toBe(45_000);
      });
    });

    describe('what is not known', () => {
      it('is said: few customers, little history, no offer', async () => {
        await eventually('three customers were looked at', () => running.newest(insightsSegments, other));
        expect(running.newest(insightsSegments, other)?.segments[0]?.reason).toMatch(/not enough customers to compare/);
        expect(running.newest(insightsChurn, 'stranger')).toMatchObject({ level: 'unknown' });
        const advice = await eventually('advice was looked for', () => running.newest(insightsRecommendations, 'stranger'));
        expect(advice?.noOffer).toMatch(/fewer than 3 complete months/);
      });
    });

    describe('erasure', () => {
      it('deletes every row and puts a tombstone after every state', async () => {
        const erased: Customer = { customerId: someone, status: 'erased' };
        await running.publish(bankCustomers, [{ ...customerEvent(erased, 9), intake: 'live' }]);
        await running.settled();
        const states = [insightsSpending, insightsRecurring, insightsCashflow, insightsSegments, insightsChurn, insightsRecommendations];
        for (const topic of states) {
          expect(running.newest<unknown>(topic as never, someone)).toBeNull();
        }
        const { rows } = await sql<{ left: number }>`
      select (select count(*) from analytics.transactions where customer_id = ${someone})::int
        + (select count(*) from analytics.money where customer_id = ${someone})::int
        + (select count(*) from analytics.customers where customer_id = ${someone})::int
        + (select count(*) from analytics.scored_payments where customer_id = ${someone})::int as left`.execute(running.database.sql);
        expect(rows[0]?.left).toBe(0);
        await running.publish(bankTransactions, [live(payment({ transactionId: 'after' }))]);
        await running.settled();
        expect(saidOf('after')).toBeUndefined();
      });
    });
  });
}
