import { addDays, daysBetween, monthOf, monthPeriod } from '@munshi/events/calendar-date';
import { isCategory } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBank } from '../src/simulate.ts';
import type { TransactionTruth, TruthRecord } from '../src/truth-record.ts';
import { bankOf, customersOf, DEMO, transactionsOf, truthsOf, UNTIL } from './sample-bank.ts';

let transactions: Transaction[];
let truth: TruthRecord[];
let labels: Map<string, TransactionTruth>;
let openings: Map<string, number>;

beforeAll(() => {
  const bank = createBank(DEMO);
  const records = [...bank.history()];
  transactions = transactionsOf(records);
  truth = [...bank.truth()];
  labels = new Map(truthsOf(truth, 'transaction').map((label) => [label.transactionId, label]));
  openings = new Map(
    customersOf(records).flatMap(({ accounts }) => (accounts ?? []).map(({ accountId, balance }) => [accountId, balance?.minor ?? 0])),
  );
});

interface Sums {
  spent: number;
  received: number;
  categories: Record<string, number>;
}

/** The definitions of spending and receipts, worked out from what the bank reports and the category of each purchase alone. */
function monthsFrom(reported: readonly Transaction[]): Map<string, Sums> {
  const newest = new Map(reported.map((transaction) => [transaction.transactionId, transaction]));
  const posted = [...newest.values()].filter(({ status }) => status === 'posted');
  const own = Map.groupBy(reported, ({ customerId }) => customerId);
  const isOwn = ({ customerId, counterparty }: Transaction) =>
    counterparty?.account != null && (own.get(customerId) ?? []).some(({ accountId }) => accountId === counterparty.account);
  const moves = new Set(posted.filter(isOwn));
  const undone = new Map(
    posted.flatMap((credit) => {
      const purchase = newest.get(credit.refersTo ?? '');
      return purchase && credit.amount.minor > 0 ? [[credit, purchase] as const] : [];
    }),
  );
  const reversals = [...undone].filter(
    ([credit, purchase]) =>
      credit.accountId === purchase.accountId &&
      credit.amount.minor === -purchase.amount.minor &&
      daysBetween(purchase.date, credit.date) <= 3,
  );
  const left = new Set([...moves, ...reversals.flat()]);
  const months = new Map<string, Sums>();
  for (const transaction of posted.filter((candidate) => !left.has(candidate))) {
    const key = `${transaction.customerId} ${monthOf(transaction.date)}`;
    const sums = months.get(key) ?? { spent: 0, received: 0, categories: {} };
    months.set(key, sums);
    const purchase = undone.get(transaction) ?? (transaction.amount.minor < 0 ? transaction : null);
    if (purchase === null) sums.received += transaction.amount.minor;
    else {
      const category = labels.get(purchase.transactionId)?.category ?? 'uncategorised';
      sums.spent -= transaction.amount.minor;
      sums.categories[category] = (sums.categories[category] ?? 0) - transaction.amount.minor;
    }
  }
  return months;
}

describe('months', () => {
  test('equal sums worked out from the reported transactions', () => {
    const expected = monthsFrom(transactions);
    const told = truthsOf(truth, 'month');
    for (const { customerId, month, currency, spent, received, categories } of told) {
      const sums = expected.get(`${customerId} ${month}`) ?? { spent: 0, received: 0, categories: {} };
      expect(currency).toBe('INR');
      expect({ spent, received }).toEqual({ spent: sums.spent, received: sums.received });
      const nonZero = (map: object) => Object.fromEntries(Object.entries(map).filter(([, minor]) => minor !== 0));
      expect(nonZero(categories)).toEqual(nonZero(sums.categories));
      expected.delete(`${customerId} ${month}`);
    }
    expect(expected.size).toBe(0);
    expect(told.length).toBeGreaterThan(60 * 11);
  });

  test('categories add up to what was spent', () => {
    for (const { spent, categories } of truthsOf(truth, 'month')) {
      expect(Object.values(categories).reduce((sum, minor) => sum + minor, 0)).toBe(spent);
    }
  });
});

describe('balances', () => {
  test('are the last that was reported, at the end of each month and of the history', () => {
    const told = Map.groupBy(truthsOf(truth, 'balance'), ({ date }) => date);
    for (const [date, balances] of told) {
      const known = new Map(openings);
      for (const transaction of transactions) {
        if (transaction.date <= date && transaction.balanceAfter) known.set(transaction.accountId ?? '', transaction.balanceAfter.minor);
      }
      expect(new Map(balances.map(({ accountId, minor }) => [accountId, minor]))).toEqual(known);
    }
    const ends = [...told.keys()];
    expect(ends).toHaveLength(13);
    for (const date of ends.slice(0, -1)) expect(monthPeriod(monthOf(date)).to).toBe(date);
    expect(ends.at(-1)).toBe(transactions.at(-1)?.date);
  });
});

describe('labels', () => {
  test('every transaction has one, and only one', () => {
    expect(truthsOf(truth, 'transaction')).toHaveLength(labels.size);
    expect(new Set(transactions.map(({ transactionId }) => transactionId))).toEqual(new Set(labels.keys()));
    for (const { category } of labels.values()) expect(isCategory(category) && category !== 'uncategorised').toBe(true);
  });

  test('transfers match both ways with opposite amounts', () => {
    const amounts = new Map(transactions.map(({ transactionId, amount }) => [transactionId, amount.minor]));
    for (const { transactionId, transferMatch } of labels.values()) {
      if (transferMatch === null) continue;
      expect(labels.get(transferMatch)?.transferMatch).toBe(transactionId);
      expect(amounts.get(transferMatch)).toBe(-(amounts.get(transactionId) ?? Number.NaN));
    }
  });

  test('refunds and reversals both occur, each after its purchase and never for more', () => {
    const byId = new Map(transactions.map((transaction) => [transaction.transactionId, transaction]));
    const credits = transactions.filter(({ refersTo }) => refersTo !== null);
    for (const credit of credits) {
      const purchase = byId.get(credit.refersTo ?? '');
      expect(labels.get(credit.transactionId)?.refundMatch).toBe(purchase?.transactionId);
      expect((purchase?.time ?? '~') < (credit.time ?? '')).toBe(true);
      expect(credit.amount.minor).toBeLessThanOrEqual(-(purchase?.amount.minor ?? 0));
    }
    const words = new Set(credits.map(({ description }) => description?.split('/')[0]));
    expect(words).toEqual(new Set(['REFUND', 'REVERSAL']));
  });

  test('every kind of anomaly occurs, and most customers have one', () => {
    const odd = [...labels.values()].filter(({ anomaly }) => anomaly !== null);
    const kinds = new Set(odd.map(({ anomaly }) => anomaly));
    const own = ['unusual-amount', 'foreign-merchant', 'unusual-place', 'unusual-hour', 'duplicate-charge', 'new-payee', 'account-drain'];
    expect(kinds).toEqual(new Set([...own, 'night-burst', 'stolen-card', 'compromised-terminal']));
    expect(new Set(odd.map(({ customerId }) => customerId)).size).toBeGreaterThan(45);
    expect(odd.length / labels.size).toBeLessThan(0.015);
  });

  test('anomalies are what their labels say', () => {
    const of = (kind: string) => transactions.filter(({ transactionId }) => labels.get(transactionId)?.anomaly === kind);
    for (const { merchant, originalAmount } of of('foreign-merchant')) {
      expect(merchant?.country).not.toBe('IN');
      expect(originalAmount?.currency).not.toBe('INR');
    }
    for (const charge of of('duplicate-charge')) {
      const twin = transactions.find(
        ({ transactionId, customerId, merchant, amount, date }) =>
          transactionId !== charge.transactionId &&
          customerId === charge.customerId &&
          merchant?.id === charge.merchant?.id &&
          amount.minor === charge.amount.minor &&
          date === charge.date,
      );
      expect(twin).toBeDefined();
    }
    for (const { amount, balanceAfter } of of('account-drain')) expect(balanceAfter?.minor ?? 0).toBeLessThan(-amount.minor * 0.2);
    const bursts = Map.groupBy(of('night-burst'), ({ customerId, date }) => `${customerId} ${date}`);
    for (const burst of bursts.values()) expect(burst.length).toBeGreaterThanOrEqual(3);
  });

  test('awkward texts are there, labelled', () => {
    const awkward = new Set([...labels.values()].map((label) => label.awkward));
    expect(awkward).toEqual(new Set([null, 'apostrophe', 'non-ascii', 'instruction']));
    const memos = transactions.filter(({ transactionId }) => labels.get(transactionId)?.awkward === 'instruction');
    for (const { description } of memos) expect(description).toContain('ignore all previous instructions');
  });
});

describe('customers and streams', () => {
  test('every customer has a temperament; a few leave, and what they do falls off', () => {
    const customers = truthsOf(truth, 'customer');
    expect(customers).toHaveLength(60);
    expect(new Set(customers.map(({ temperament }) => temperament)).size).toBe(6);
    const leaving = customers.filter(({ churn }) => churn !== null);
    expect(new Set(leaving.map(({ churnKind }) => churnKind))).toEqual(new Set(['gradual', 'silent', 'sudden']));
    for (const { customerId } of leaving) {
      const own = transactions.filter((transaction) => transaction.customerId === customerId);
      const inMonth = (month: string) => own.filter(({ date }) => monthOf(date) === month).length;
      expect(inMonth('2026-02')).toBeLessThan(inMonth('2025-05') / 2);
    }
  });

  test('a long holiday is quiet, what falls due goes on, and it ends', () => {
    const gaps = truthsOf(truth, 'customer').flatMap(({ customerId, churn, gaps: own }) =>
      own.map((gap) => ({ customerId, churn, ...gap })),
    );
    const whole = gaps.filter(({ churn, to }) => churn === null && daysBetween(to, UNTIL) > 15);
    expect(whole.length).toBeGreaterThan(2);
    const between = (customerId: string, from: string, to: string) =>
      transactions.filter(
        (one) =>
          one.customerId === customerId && one.date >= from && one.date <= to && one.merchant && !labels.get(one.transactionId)?.streamId,
      );
    for (const { customerId, from, to } of whole) {
      expect(between(customerId, from, to).length).toBeLessThan(daysBetween(from, to) / 2);
      expect(between(customerId, addDays(to, 1), addDays(to, 14)).length).toBeGreaterThan(5);
    }
  });

  test('oddities of the customer’s own are called normal, anomalies are not', () => {
    const said = truthsOf(truth, 'feedback');
    const isOdd = ({ transactionId }: { transactionId: string }) => labels.get(transactionId)?.anomaly !== null;
    expect(said.filter(({ value }) => value === 'normal').length).toBeGreaterThan(60);
    for (const one of said) expect(isOdd(one)).toBe(one.value === 'notMe');
  });

  test('a compromised terminal has several customers', () => {
    const hit = transactions.filter(({ transactionId }) => labels.get(transactionId)?.anomaly === 'compromised-terminal');
    const customersOfTerminal = [...Map.groupBy(hit, ({ merchant }) => merchant?.id).values()].map(
      (own) => new Set(own.map(({ customerId }) => customerId)).size,
    );
    expect(Math.max(...customersOfTerminal)).toBeGreaterThanOrEqual(3);
  });

  test('a trial is a few rupees before its price; a habit is no stream', () => {
    const trials = truthsOf(truth, 'stream').filter(({ trap }) => trap === 'trial');
    expect(trials.length).toBeGreaterThan(3);
    for (const { streamId } of trials) {
      const paid = transactions
        .filter(({ transactionId }) => labels.get(transactionId)?.streamId === streamId)
        .map(({ amount }) => -amount.minor);
      expect(paid[0]).toBeLessThan(5_000);
      for (const later of paid.slice(1)) expect(later).toBeGreaterThan(10_000);
    }
    const habits = truthsOf(truth, 'habit');
    expect(habits.length).toBeGreaterThan(10);
    for (const { streamId, habitId } of labels.values()) if (habitId !== null) expect(streamId).toBeNull();
  });

  test('a stream runs from its first to its last payment', () => {
    const payments = Map.groupBy(
      transactions.filter(({ transactionId }) => labels.get(transactionId)?.streamId),
      ({ transactionId }) => labels.get(transactionId)?.streamId,
    );
    const streams = truthsOf(truth, 'stream');
    expect(streams).toHaveLength(payments.size);
    for (const { streamId, from, to } of streams) {
      const dates = (payments.get(streamId) ?? []).map(({ date }) => date);
      expect([dates[0], dates.at(-1)]).toEqual([from, to]);
    }
    const traps = ['price rise', 'pauses', 'variable amount', 'trial', 'two contracts', 'skipped', 'early'];
    expect(new Set(streams.map(({ trap }) => trap))).toEqual(new Set([null, ...traps]));
    const cadences = ['weekly', 'fortnightly', 'every 28 days', 'monthly', 'quarterly', 'half-yearly', 'yearly'];
    expect(new Set(streams.map(({ cadence }) => cadence))).toEqual(new Set(cadences));
  });
});

test('history and truth may be read at once, in any order', () => {
  const bank = bankOf();
  const alone = [...bankOf().truth()];
  const [history, told] = [bank.history(), bank.truth()];
  const read: TruthRecord[] = [];
  for (const record of told) {
    history.next();
    read.push(record);
  }
  expect(read).toEqual(alone);
});
