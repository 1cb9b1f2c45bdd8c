import { addDays } from '@munshi/events/calendar-date';
import type { Fact } from '@munshi/facts/fact';
import type { Alert } from '../apply/score-payment.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { OutlookStream } from '../outlook/outlook.ts';
import { factOf, type Moment, sizeBucket, transactionEvidence } from './moment.ts';

/** What happened once is worth knowing for two days. */
const DAYS_FRESH = 2;
const PRICE_STEP = 1.005;

type What = Pick<Moment, 'kind' | 'entity' | 'period' | 'facts'> & { readonly bucket?: string };

/** What a new or changed posted entry itself says. */
export function momentsOfEntry(entry: LedgerEntry, before: LedgerEntry | undefined, stream: OutlookStream | null): Moment[] {
  if (entry.status !== 'posted' || entry.transferMatch !== null) return [];
  const isNews = before?.status !== 'posted';
  const wasRefund = before?.status === 'posted' && before.refundMatch !== null;
  const { transactionId, date } = entry;
  if (entry.minor > 0 && entry.refundMatch !== null && !wasRefund)
    return [happened(entry, { kind: 'refund', entity: transactionId, period: date, facts: amountFacts(entry, 'income.refund') })];
  if (!isNews) return [];
  if (entry.minor > 0 && entry.category === 'salary')
    return [
      happened(entry, {
        kind: 'salary',
        entity: entry.merchantId ?? entry.accountId ?? 'salary',
        period: date,
        facts: amountFacts(entry, 'income.salary'),
      }),
    ];
  if (entry.minor < 0 && entry.category === 'fees' && entry.mcc === null)
    return [happened(entry, { kind: 'fee', entity: transactionId, period: date, facts: amountFacts(entry, 'spending.fee') })];
  return stream !== null && entry.minor < 0 ? risen(entry, stream) : [];
}

/** A fixed price that is higher than ever before. */
function risen(entry: LedgerEntry, { streamId, state, range, amount, newest }: OutlookStream): Moment[] {
  const price = -entry.minor;
  const isFixed = range.high <= range.low * PRICE_STEP && Math.abs(amount.minor) === range.high;
  if (state !== 'mature' || !isFixed || price <= range.high * PRICE_STEP) return [];
  const facts = priceFacts({
    asOf: entry.date,
    name: entry.merchantName,
    from: range.high,
    to: price,
    currency: entry.currency,
    ids: [...newest, entry.transactionId],
  });
  return [happened(entry, { kind: 'price-rise', entity: streamId, period: entry.date, facts, bucket: sizeBucket(price) })];
}

export function priceFacts(rise: {
  readonly asOf: string;
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
  readonly currency: string;
  readonly ids: readonly string[];
}): Fact[] {
  const { asOf, name, currency } = rise;
  const evidence = transactionEvidence(rise.ids);
  const money = (minor: number) => ({ minor, currency });
  return [
    ...nameFact(asOf, name, rise.ids),
    factOf(asOf, 'before', { fact: 'recurring.price', value: money(rise.from), evidence, label: 'Price before' }),
    factOf(asOf, 'after', { fact: 'recurring.price', value: money(rise.to), evidence, label: 'Price now' }),
    factOf(asOf, 'more', {
      fact: 'recurring.price-more',
      value: money(rise.to - rise.from),
      evidence,
      label: 'More than before, each time',
    }),
  ];
}

/** A charge made twice, as the anomaly that was said of it. */
export function momentOfAlert({ insight }: Alert): Moment[] {
  if (insight.kind !== 'duplicate-charge') return [];
  const { date, merchantName, amount, transactionIds, anomalyId } = insight;
  const evidence = transactionEvidence(transactionIds);
  const paid = { minor: Math.abs(amount.minor), currency: amount.currency };
  const facts = [
    ...nameFact(date, merchantName, transactionIds),
    factOf(date, 'amount', { fact: 'transaction.amount', value: paid, evidence, label: 'What was charged again' }),
    factOf(date, 'date', { fact: 'transaction.date', value: { date }, evidence, label: 'When it was charged again' }),
  ];
  return [
    {
      kind: 'duplicate-charge',
      entity: insight.key.slice(insight.key.indexOf(':') + 1),
      period: date,
      bucket: anomalyId,
      facts,
      evidence: [...evidence, { kind: 'insight', id: anomalyId }],
      staleFrom: addDays(date, DAYS_FRESH),
      isPresent: false,
    },
  ];
}

function happened(entry: LedgerEntry, { bucket, ...what }: What): Moment {
  const evidence = transactionEvidence([entry.transactionId, ...(entry.refundMatch === null ? [] : [entry.refundMatch])]);
  return { ...what, bucket: bucket ?? entry.transactionId, evidence, staleFrom: addDays(entry.date, DAYS_FRESH), isPresent: false };
}

function amountFacts({ date, merchantName, minor, currency, transactionId }: LedgerEntry, fact: string): Fact[] {
  const evidence = transactionEvidence([transactionId]);
  return [
    ...nameFact(date, merchantName, [transactionId]),
    factOf(date, 'amount', { fact, value: { minor: Math.abs(minor), currency }, evidence, label: 'The amount' }),
    factOf(date, 'date', { fact: 'transaction.date', value: { date }, evidence, label: 'The date' }),
  ];
}

export function nameFact(asOf: string, name: string | null, ids: readonly string[]): Fact[] {
  if (name === null) return [];
  return [
    factOf(asOf, 'name', {
      fact: 'transaction.merchant',
      value: { name },
      evidence: transactionEvidence(ids),
      label: 'Who pays or is paid',
    }),
  ];
}
