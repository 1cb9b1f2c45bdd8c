import { beforeAll, describe, expect, test } from 'vitest';
import { type BankRecord, createBank } from '../src/simulate.ts';
import type { TruthRecord } from '../src/truth-record.ts';
import { transactionsOf, truthsOf, UNTIL } from './sample-bank.ts';

/*
 * Nothing in the events tells the truth but behaviour. A trivial model, the rate of the label by a field's value, is taught on half of
 * the customers and ranks what it has not seen: of one rail, kind of merchant and country, so that behaviour is equal. On what is no
 * behaviour (digits of ids, places in the file, fields that are there, the shape of a text) it must not beat chance.
 */

interface Item {
  readonly customerId: string;
  readonly line: number;
  readonly record: Readonly<Record<string, unknown>>;
  readonly isLabelled: boolean;
}
type Trait = (item: Item) => string | number;

/** Chance is 0.5; the samples are so large that it strays by less than 0.02. */
const BEST = 0.57;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const last = (value: unknown, count = 1) => text(value).slice(-count);
const present = (value: unknown): string =>
  value === null || typeof value !== 'object'
    ? String(value === undefined ? '?' : value === null ? '-' : '+')
    : `{${Object.entries(value)
        .map(([key, inner]) => key + present(inner))
        .join()}}`;
const inRecord = (key: string) => (item: Item) => item.record[key];

const ID_TRAITS = (key: string): Readonly<Record<string, Trait>> => ({
  [`the last letter of ${key}`]: (item) => last(inRecord(key)(item)),
  [`the second letter of ${key}`]: (item) => text(inRecord(key)(item)).charAt(1),
  [`the length of ${key}`]: (item) => text(inRecord(key)(item)).length,
});

const OF_TRANSACTIONS: Readonly<Record<string, Trait>> = {
  ...ID_TRAITS('transactionId'),
  ...ID_TRAITS('accountId'),
  'the last digit of the customer': (item) => last(item.customerId),
  'the fields that are there, in their order': ({ record }) => present({ ...record, balanceAfter: null }),
  'the place in the file': ({ line }) => line % 8,
  'milliseconds and round seconds': ({ record }) => `${last(record.time, 4)} ${text(record.time).slice(17, 19) === '00'}`,
  paise: ({ record }) => (Math.abs((record.amount as { minor: number }).minor) % 100 === 0 ? 'whole' : 'broken'),
  'the shape of the description': ({ record }) =>
    `${text(record.description).replace(/[^/@*#-]+/gu, 'a')} ${/ $| {2}/.test(text(record.description))}`,
  source: ({ record }) => text(record.source),
};

const OF_CUSTOMERS: Readonly<Record<string, Trait>> = {
  ...ID_TRAITS('customerId'),
  'the place in the file': ({ line }) => line % 17,
  'the place in the file, of five': ({ line }) => line % 5,
  'the accounts’ last digits': ({ record }) =>
    (record.accounts as { accountId: string }[]).map(({ accountId }) => last(accountId))[0] ?? '',
  'the fields that are there, in their order': ({ record }) => present({ ...record, accounts: null, products: null }),
  'consent to AI': ({ record }) => present(record.consents) + String((record.consents as { ai: boolean }).ai),
  'the length of the name': ({ record }) => text(record.name).length,
};

/** Probability that a labelled item is ranked above another of its stratum, of customers that the model was not taught. */
function auc(items: readonly Item[], trait: Trait, stratumOf: (item: Item) => string): number {
  const isTaught = ({ customerId }: Item) => [...customerId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1009, 7) % 2 === 0;
  let [won, pairs] = [0, 0];
  for (const stratum of Map.groupBy(items, stratumOf).values()) {
    const taught = stratum.filter(isTaught);
    const usual = (taught.filter(({ isLabelled }) => isLabelled).length + 0.1) / (taught.length + 1);
    const rates = new Map(
      [...Map.groupBy(taught, trait)].map(([value, own]) => [
        value,
        (own.filter(({ isLabelled }) => isLabelled).length + 5 * usual) / (own.length + 5),
      ]),
    );
    const scores = stratum.filter((item) => !isTaught(item)).map((item) => ({ ...item, score: rates.get(trait(item)) ?? usual }));
    const others = scores.filter(({ isLabelled }) => !isLabelled).map(({ score }) => score);
    for (const { score } of scores.filter(({ isLabelled }) => isLabelled)) {
      for (const other of others) won += score > other ? 1 : score === other ? 0.5 : 0;
      pairs += others.length;
    }
  }
  return won / pairs;
}

const railOf = ({ record }: Item) => {
  const merchant = record.merchant as { mcc?: string; country?: string } | null;
  const isIn = (record.amount as { minor: number }).minor > 0;
  return [record.channel, isIn, record.refersTo != null, merchant?.mcc, merchant?.country].join();
};

describe('transactions', () => {
  let unlabelled: Omit<Item, 'isLabelled'>[];
  let labels: Map<string, Extract<TruthRecord, { record: 'transaction' }>>;
  beforeAll(() => {
    const bank = createBank({ customers: 500, seed: 9, from: '2026-01-17', until: UNTIL });
    labels = new Map(truthsOf(bank.truth(), 'transaction').map((label) => [label.transactionId, label]));
    unlabelled = transactionsOf(bank.history()).map((record, line) => ({ customerId: record.customerId, line, record }));
  }, 60_000);
  const itemsBy = (label: (truth: Extract<TruthRecord, { record: 'transaction' }>) => boolean): Item[] =>
    unlabelled.map((item) => ({ ...item, isLabelled: label(labels.get(text(item.record.transactionId)) as never) }));
  const isOdd = ({ anomaly }: { anomaly: string | null }) => anomaly !== null;

  test.each(Object.entries(OF_TRANSACTIONS))('%s tells no anomaly', (_, trait) => {
    expect(auc(itemsBy(isOdd), trait, railOf)).toBeLessThan(BEST);
  });

  test.each(Object.entries(OF_TRANSACTIONS))('%s tells no recurring payment', (_, trait) => {
    expect(
      auc(
        itemsBy(({ streamId }) => streamId !== null),
        trait,
        railOf,
      ),
    ).toBeLessThan(BEST);
  });

  test.each<[string, (record: Item['record']) => Item['record']]>([
    ['the last letter of transactionId', (record) => ({ ...record, transactionId: `${text(record.transactionId).slice(0, -1)}!` })],
    ['the length of transactionId', (record) => ({ ...record, transactionId: `${text(record.transactionId)}0` })],
    ['the fields that are there, in their order', ({ source, ...record }) => ({ source, ...record })],
    ['milliseconds and round seconds', (record) => ({ ...record, time: text(record.time).replace(/:\d\d\.\d+Z/, ':00.000Z') })],
    ['the shape of the description', (record) => ({ ...record, description: `${text(record.description)} ` })],
    ['source', (record) => ({ ...record, source: 'fraud' })],
  ])('a leak through %s would be found', (name, leak) => {
    const leaked = itemsBy(isOdd).map((item) => (item.isLabelled ? { ...item, record: leak(item.record) } : item));
    expect(auc(leaked, OF_TRANSACTIONS[name] as Trait, railOf)).toBeGreaterThan(0.75);
  });
});

describe('customers', () => {
  const COUNT = 8000;
  let profiles: Omit<Item, 'isLabelled'>[];
  let truths: Map<string, Extract<TruthRecord, { record: 'customer' }>>;
  beforeAll(() => {
    // Long enough that who leaves is known; nothing of it is lived.
    const bank = createBank({ customers: COUNT, seed: 9, from: '2025-03-17', until: UNTIL, profiles: { late: 0 } });
    const first = <Record extends BankRecord | TruthRecord>(records: Iterator<Record>) =>
      Array.from({ length: COUNT }, () => records.next().value as Extract<Record, { record: 'customer' }>);
    truths = new Map(first(bank.truth()).map((truth) => [truth.customerId, truth]));
    profiles = first(bank.history()).map((record, line) => ({ customerId: record.customerId, line, record }));
  }, 60_000);

  const LABELS = {
    'who leaves': (truth: Truth) => truth.churn !== null,
    'a temperament': (truth: Truth) => truth.temperament === 'impulsive',
  };
  type Truth = Extract<TruthRecord, { record: 'customer' }>;
  const itemsBy = (label: (truth: Truth) => boolean): Item[] =>
    profiles.map((item) => ({ ...item, isLabelled: label(truths.get(item.customerId) as Truth) }));

  test.each(Object.entries(LABELS))('nothing but behaviour tells %s', (_, label) => {
    for (const [name, trait] of Object.entries(OF_CUSTOMERS)) {
      expect({ name, isLeak: auc(itemsBy(label), trait, () => '') >= BEST }).toEqual({ name, isLeak: false });
    }
  });

  test('a leak through the place in the file would be found', () => {
    const items = itemsBy(LABELS['who leaves']).map((item) => (item.isLabelled ? { ...item, line: item.line - (item.line % 17) } : item));
    expect(auc(items, OF_CUSTOMERS['the place in the file'] as Trait, () => '')).toBeGreaterThan(0.75);
  });
});
