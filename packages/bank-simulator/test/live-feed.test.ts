import { transaction as transactionSchema } from '@munshi/events/transaction';
import { describe, expect, test } from 'vitest';
import type { LiveFeed } from '../src/live-feed.ts';
import type { Entry } from '../src/truth-record.ts';
import { bankOf, customersOf, transactionsOf, truthsOf, UNTIL } from './sample-bank.ts';

const NOON = Date.parse(`${UNTIL}T06:30:00Z`);
const every = (feed: LiveFeed, count: number, stepMs = 20_000): Entry[] =>
  Array.from({ length: count }, (_, step) => feed.next(new Date(NOON + step * stepMs))).flat();

describe('a live feed', () => {
  test('gives valid transactions of its customers, dated now', () => {
    const bank = bankOf();
    const known = new Set(bank.customers.map(({ customerId }) => customerId));
    const feed = bank.live();
    for (let step = 0; step < 300; step += 1) {
      const now = new Date(NOON + step * 60_000);
      for (const { transaction, truth } of feed.next(now)) {
        expect(transactionSchema.strict().parse(transaction)).toEqual(transaction);
        expect(known.has(transaction.customerId)).toBe(true);
        expect(Math.abs(Date.parse(transaction.time ?? '') - now.getTime())).toBeLessThan(10);
        expect(truth.transactionId).toBe(transaction.transactionId);
      }
    }
  });

  test('goes on from the balances of the history, whether that was read or not', () => {
    const bank = bankOf();
    const unread = every(bankOf().live(), 400);
    const balances = new Map(
      customersOf(bank.history()).flatMap(({ accounts }) => (accounts ?? []).map(({ accountId, balance }) => [accountId, balance?.minor])),
    );
    for (const { accountId, balanceAfter } of transactionsOf(bank.history()))
      if (balanceAfter) balances.set(accountId ?? '', balanceAfter.minor);
    const entries = every(bank.live(), 400);
    expect(entries).toEqual(unread);
    expect(entries.length).toBeGreaterThan(350);
    for (const { transaction } of entries) {
      const { accountId, amount, balanceAfter } = transaction;
      expect(balanceAfter?.minor).toBe((balances.get(accountId ?? '') ?? Number.NaN) + amount.minor);
      balances.set(accountId ?? '', balanceAfter?.minor);
    }
  });

  test('is decided by seed, sequence and time, and differs between feeds', () => {
    const bank = bankOf();
    expect(every(bank.live(), 50)).toEqual(every(bank.live(), 50));
    const payers = (entries: Entry[]) => entries.map(({ transaction }) => transaction.description);
    expect(payers(every(bank.live({ feed: 1 }), 50))).not.toEqual(payers(every(bank.live(), 50)));
    const feed = bank.live({ sequence: 50 });
    feed.next(new Date(NOON));
    expect(feed.sequence).toBe(51);
    expect(payers(every(bank.live({ sequence: 50 }), 20))).not.toEqual(payers(every(bank.live(), 20)));
  });

  test('its ids meet neither those of the history, of a later history, of another feed, nor its own', () => {
    const bank = bankOf({ until: '2026-03-20' });
    const history = new Set(transactionsOf(bank.history()).map(({ transactionId }) => transactionId));
    const [one, other] = [bankOf().live(), bankOf().live({ feed: 1 })];
    // All within a few milliseconds: the hardest case for ids made of times.
    const live = [one, other].flatMap((feed) => every(feed, 200, 0)).map(({ transaction }) => transaction.transactionId);
    const again = every(bankOf().live(), 200, 0).map(({ transaction }) => transaction.transactionId);
    expect(new Set(live).size).toBe(live.length);
    expect(live.filter((id) => history.has(id))).toEqual([]);
    expect(again.length).toBeGreaterThan(150);
  });

  test('labels its anomalies, as many as asked for', () => {
    const odd = every(bankOf().live({ anomalies: 0.5 }), 300).filter(({ truth }) => truth.anomaly !== null);
    expect(odd.length).toBeGreaterThan(80);
    expect(new Set(odd.map(({ truth }) => truth.anomaly)).size).toBeGreaterThanOrEqual(4);
    expect(every(bankOf().live({ anomalies: 0 }), 300).filter(({ truth }) => truth.anomaly !== null)).toEqual([]);
  });

  test('makes every kind of anomaly, those of the night at night, and charges a copied card where the card has paid', () => {
    const entries = every(bankOf().live({ anomalies: 0.4 }), 3000, 7 * 60_000);
    const kinds = new Set(truthsOf(bankOf({ customers: 200 }).truth(), 'transaction').map(({ anomaly }) => anomaly));
    expect(kinds.size).toBe(11);
    expect(new Set(entries.map(({ truth }) => truth.anomaly))).toEqual(kinds);
    const paid = new Set<string>();
    for (const { transaction, truth } of entries) {
      const { customerId, merchant, channel, time } = transaction;
      const place = `${customerId} ${merchant?.id} ${channel}`;
      const hour = (new Date(time ?? '').getUTCHours() + 5.5) % 24;
      if (truth.anomaly === 'compromised-terminal') expect(channel === 'POS' && paid.has(place)).toBe(true);
      if (truth.anomaly === 'unusual-hour') expect(hour).toBeLessThan(7);
      paid.add(place);
    }
  });

  test('is quicker in the evening than before dawn', () => {
    const meanAt = (hour: string) => {
      const feed = bankOf().live();
      const now = new Date(`${UNTIL}T${hour}:00:00Z`);
      const pauses = Array.from({ length: 200 }, () => {
        feed.next(now);
        return feed.pauseMs(now, 6);
      });
      return pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
    };
    const [evening, dawn] = [meanAt('14'), meanAt('22')];
    expect(evening).toBeLessThan(10_000);
    expect(dawn).toBeGreaterThan(evening * 5);
  });

  test('does not begin before the history is over, nor under a number it does not have', () => {
    expect(() =>
      bankOf()
        .live()
        .next(new Date(`${UNTIL}T00:00:00Z`)),
    ).not.toThrow();
    expect(() => bankOf().live().next(new Date('2026-03-16T18:29:59Z'))).toThrow(/history/);
    expect(() => bankOf().live({ feed: 16 })).toThrow(/feed/);
  });

  test('does not disturb a history or truth that is read meanwhile', () => {
    const bank = bankOf();
    const truth = truthsOf(bank.truth(), 'month');
    every(bank.live(), 50);
    expect(truthsOf(bank.truth(), 'month')).toEqual(truth);
  });
});
