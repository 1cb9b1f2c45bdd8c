import { addDays, daysBetween } from '@munshi/events/calendar-date';
import type { Fact } from '@munshi/facts/fact';
import { type CashNow, type CashSince, cashNow } from '../outlook/cash-since.ts';
import type { Outlook, OutlookStream } from '../outlook/outlook.ts';
import { factOf, type Moment, sizeBucket, transactionEvidence } from './moment.ts';
import { nameFact, priceFacts } from './of-entries.ts';

export interface AheadInput {
  readonly customerId: string;
  readonly outlook: Outlook;
  readonly since: CashSince;
  /** Newest date of the customer's ledger. */
  readonly asOf: string;
}

/** A bill is told of so many days before. */
const BILL_DAYS = 5;
/** A salary is late so many days after its own: weekends and holidays move it. */
const SALARY_DAYS_LATE = 4;
const SALARY_DAYS_MISSED = 15;
/** News of a contract's price or end are news for a month. */
const NEWS_DAYS = 31;
/** Forecasts further ahead are no ground for a warning. */
const LOW_DAYS = 30;
const INCOME = new Set(['salary', 'income']);

/** What the coming weeks and the contracts say as of a date. */
export function momentsAhead(input: AheadInput): Moment[] {
  const { outlook, since, asOf } = input;
  const cash = outlook.cash === null ? null : cashNow(outlook.cash, { since, from: outlook.asOf, asOf });
  const ofCash = cash === null ? [] : [...lowBalance(cash, input), ...outlook.streams.flatMap((stream) => uncovered(stream, cash, input))];
  return [...ofCash, ...outlook.streams.flatMap((stream) => [...late(stream, input), ...news(stream, asOf)])];
}

/** The first day before the next income on which less than nothing is expected to be there. */
function lowBalance({ days, balance, currency, nextIncome }: CashNow, { customerId, asOf }: AheadInput): Moment[] {
  const until = addDays(asOf, LOW_DAYS);
  const before = days.filter(({ date }) => date <= until && (nextIncome === null || date < nextIncome));
  const first = before.find(({ expected }) => expected < 0);
  if (first === undefined) return [];
  const lowest = before.reduce((least, day) => (day.expected < least.expected ? day : least));
  const evidence = [{ kind: 'insight', id: customerId }] as const;
  const money = (minor: number) => ({ minor, currency });
  const facts = [
    factOf(asOf, 'balance', { fact: 'balance.total', value: money(balance), evidence, label: 'In current and savings accounts' }),
    factOf(asOf, 'date', { fact: 'forecast.date', value: { date: first.date }, evidence, label: 'First day on which money is short' }),
    factOf(asOf, 'short', { fact: 'forecast.short', value: money(-lowest.expected), evidence, label: 'Missing on the lowest day' }),
  ];
  return [
    present({
      kind: 'low-balance',
      entity: currency,
      period: first.date.slice(0, 7),
      bucket: sizeBucket(lowest.expected),
      facts,
      evidence,
      staleFrom: first.date,
    }),
  ];
}

/** A bill of the next days that would find too little. */
function uncovered(stream: OutlookStream, cash: CashNow, { since, asOf, customerId }: AheadInput): Moment[] {
  const { streamId, nextDate, amount, direction, state, newest } = stream;
  if (direction !== 'out' || state !== 'mature' || nextDate === null || streamId in since.met || amount.currency !== cash.currency)
    return [];
  if (nextDate <= asOf || nextDate > addDays(asOf, BILL_DAYS)) return [];
  const day = cash.days.find(({ date }) => date === nextDate);
  if (day === undefined || day.expected >= 0) return [];
  const evidence = transactionEvidence(newest);
  const money = (minor: number) => ({ minor, currency: cash.currency });
  const facts = [
    ...nameFact(asOf, stream.merchantName, newest),
    factOf(asOf, 'amount', { fact: 'recurring.amount', value: money(Math.abs(amount.minor)), evidence, label: 'What is due' }),
    factOf(asOf, 'date', { fact: 'recurring.next', value: { date: nextDate }, evidence, label: 'When it is due' }),
    factOf(asOf, 'balance', {
      fact: 'balance.total',
      value: money(cash.balance),
      evidence: [{ kind: 'insight', id: customerId }],
      label: 'In current and savings accounts',
    }),
  ];
  return [
    present({
      kind: 'bill-due',
      entity: streamId,
      period: nextDate,
      bucket: sizeBucket(amount.minor),
      facts,
      evidence,
      staleFrom: addDays(nextDate, 1),
    }),
  ];
}

/** An income that should be there. */
function late(stream: OutlookStream, { since, asOf }: AheadInput): Moment[] {
  const { streamId, direction, category, state, nextDate, amount, newest } = stream;
  if (direction !== 'in' || !INCOME.has(category) || state !== 'mature' || nextDate === null || streamId in since.met) return [];
  const days = daysBetween(nextDate, asOf);
  if (days < SALARY_DAYS_LATE || days > SALARY_DAYS_MISSED) return [];
  const evidence = transactionEvidence(newest);
  const facts = [
    ...nameFact(asOf, stream.merchantName, newest),
    factOf(asOf, 'amount', {
      fact: 'income.usual',
      value: { ...amount, minor: Math.abs(amount.minor) },
      evidence,
      label: 'What usually comes',
    }),
    factOf(asOf, 'date', { fact: 'income.expected', value: { date: nextDate }, evidence, label: 'When it was expected' }),
  ];
  return [
    present({
      kind: 'salary-late',
      entity: streamId,
      period: nextDate,
      bucket: 'late',
      facts,
      evidence,
      staleFrom: addDays(nextDate, SALARY_DAYS_MISSED),
    }),
  ];
}

/** A price that rose, a plan that ended, a charge made twice: what the streams themselves say. */
function news(stream: OutlookStream, asOf: string): Moment[] {
  const { streamId, direction, category, state, priceRise, amount, newest, to } = stream;
  if (direction !== 'out') return [];
  if (state === 'ended') {
    if (category !== 'subscriptions' || to < addDays(asOf, -2 * NEWS_DAYS)) return [];
    const evidence = transactionEvidence(newest);
    const facts = [
      ...nameFact(asOf, stream.merchantName, newest),
      factOf(asOf, 'date', { fact: 'transaction.date', value: { date: to }, evidence, label: 'When it was last paid' }),
    ];
    return [
      present({
        kind: 'subscription-ended',
        entity: streamId,
        period: to,
        bucket: 'ended',
        facts,
        evidence,
        staleFrom: addDays(to, 2 * NEWS_DAYS),
      }),
    ];
  }
  if (stream.trialEnds !== null) return trialEnding(stream, stream.trialEnds, asOf);
  if (priceRise === null || priceRise.date < addDays(asOf, -NEWS_DAYS)) return [];
  const facts: Fact[] = priceFacts({ asOf, name: stream.merchantName, ...priceRise, currency: amount.currency, ids: newest });
  return [
    {
      ...present({
        kind: 'price-rise',
        entity: streamId,
        period: priceRise.date,
        bucket: sizeBucket(priceRise.to),
        facts,
        evidence: transactionEvidence(newest),
        staleFrom: addDays(priceRise.date, NEWS_DAYS),
      }),
    },
  ];
}

/** A trial whose full price is due in the next days. */
function trialEnding({ streamId, merchantName, newest }: OutlookStream, trialEnds: string, asOf: string): Moment[] {
  if (trialEnds > addDays(asOf, BILL_DAYS) || trialEnds < asOf) return [];
  const evidence = transactionEvidence(newest);
  const facts = [
    ...nameFact(asOf, merchantName, newest),
    factOf(asOf, 'date', { fact: 'recurring.trial', value: { date: trialEnds }, evidence, label: 'When the trial seems to end' }),
  ];
  return [
    present({
      kind: 'trial-ending',
      entity: streamId,
      period: trialEnds,
      bucket: 'ending',
      facts,
      evidence,
      staleFrom: addDays(trialEnds, 1),
    }),
  ];
}

function present(moment: Omit<Moment, 'isPresent'>): Moment {
  return { ...moment, isPresent: true };
}
