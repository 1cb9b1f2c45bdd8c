import { type Period, parsePeriod } from '@munshi/events/calendar-date';
import { isCategory } from '@munshi/events/spending';
import type { Entry } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords, listWords } from '../../domain/category-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import { periodArg, thisMonth } from './period-args.ts';

export const categoryArg = z.string().max(40).refine(isCategory, 'is not a category').describe('id of a spending category');

/** Any of these categories and any of these merchants. */
export const subject = z.object({
  categories: z.array(categoryArg).max(30).nullish(),
  merchants: z.array(z.string().max(200)).max(30).nullish().describe('names of merchants as the ledger writes them'),
});

/** What a question about the ledger is limited to. */
export const selection = subject.extend({
  period: periodArg.nullish(),
  except: z.array(categoryArg).max(30).nullish().describe('categories that are left out'),
  account: z.enum(['current', 'savings', 'card', 'loan']).nullish(),
  channel: z.string().max(20).nullish().describe('UPI, NEFT, IMPS or RTGS'),
  weekdays: z.array(z.int().min(0).max(6)).max(7).nullish().describe('days of the week, 0 is Sunday'),
});
export type Selection = z.infer<typeof selection>;
export type Choice = Omit<Selection, 'period'>;

/** Whether a selection names categories or merchants. */
export function isNamed({ categories, merchants }: Choice): boolean {
  return (categories?.length ?? 0) + (merchants?.length ?? 0) > 0;
}

/** The entries that a selection leaves, the period aside: refunds with their purchase's category and merchant. */
export async function selectEntries(context: CustomerContext, chosen: Choice): Promise<readonly Entry[]> {
  const { categories, merchants, except, account, channel, weekdays } = chosen;
  const accounts = account
    ? new Set((context.states['bank.customers']?.accounts ?? []).filter(({ kind }) => kind === account).map(({ accountId }) => accountId))
    : null;
  const isDay = (date: string): boolean => weekdays?.includes(new Date(`${date}T00:00:00Z`).getUTCDay()) ?? true;
  const isIn = (list: readonly string[] | null | undefined, value: string | null): boolean =>
    !list?.length || (value !== null && list.includes(value));
  const isExcepted = (category: string): boolean => (except as readonly string[] | null | undefined)?.includes(category) ?? false;
  return (await context.entries()).filter(
    ({ row, category, merchantName }) =>
      isIn(categories, category) &&
      isIn(merchants, merchantName) &&
      !isExcepted(category) &&
      (accounts === null || (row.accountId !== null && accounts.has(row.accountId))) &&
      (!channel || row.channel?.toUpperCase() === channel) &&
      (!weekdays?.length || isDay(row.date)),
  );
}

/** Where no period is asked for: this month, or this year where what is named has nothing in it this month. The answer says which. */
export function widened(entries: readonly Entry[], chosen: Choice, context: CustomerContext): Period {
  const month = thisMonth(context);
  const isIn = ({ row, role }: Entry): boolean => row.date >= month.from && row.date <= month.to && role !== 'none';
  if (!isNamed(chosen) || entries.some(isIn)) return month;
  return parsePeriod(context.today.slice(0, 4)) ?? month;
}

const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

export interface WordsOptions {
  readonly pen: Pen;
  readonly period: Period;
  readonly context: CustomerContext;
}

/** ` on groceries and dining`, ` at Croma`, ` with your card without rent`: a selection in words, its names as references. */
export async function selectionWords(chosen: Choice, { pen, period, context }: WordsOptions): Promise<string> {
  const { categories, merchants, except, account, channel, weekdays } = chosen;
  const entries = merchants?.length ? await context.entries() : [];
  const names = (merchants ?? []).map((name) => {
    const evidence = evidenceOf(entries.filter(({ merchantName }) => merchantName === name).map(({ row }) => row));
    return pen.add({ fact: 'spending.merchant-name', value: { name }, period, asOf: context.today, evidence, label: 'The merchant’s name' })
      .value;
  });
  const parts = [
    names.length > 0 ? `at ${listWords(names)}` : '',
    categories?.length ? `on ${listWords(categories.map(categoryWords))}` : '',
    channel ? `by ${channel}` : '',
    account ? (account === 'card' ? 'with your card' : `from your ${account} account`) : '',
    weekdays?.length ? `on ${daysWords(weekdays)}` : '',
  ].filter((part) => part !== '');
  const left = except?.length ? ` without ${listWords(except.map(categoryWords))}` : '';
  return `${parts.map((part) => ` ${part}`).join('')}${left}`;
}

function daysWords(weekdays: readonly number[]): string {
  const key = [...weekdays].sort().join('');
  if (key === '06') return 'weekends';
  return key === '12345' ? 'working days' : listWords(weekdays.map((day) => DAYS[day] ?? ''));
}

/** For labels: never a merchant's own words, which a model would be free to repeat. */
export function selectionLabel({ categories, merchants, except, account, channel }: Choice): string {
  return [
    categories?.length ? ` on ${listWords(categories.map(categoryWords))}` : '',
    merchants?.length ? (merchants.length === 1 ? ' at one merchant' : ' at some merchants') : '',
    account ? ` from the ${account}` : '',
    channel ? ` by ${channel}` : '',
    except?.length ? `, ${listWords(except.map(categoryWords))} left out` : '',
  ].join('');
}
