import { spendingIn } from '@munshi/facts/definitions';
import { monthsBetween, shiftMonth } from '../../domain/calendar-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import { coverageOf } from './period-args.ts';

const MONTHS = 3;

/** The average month of the newest three complete ones, in the customer's currency; null where the ledger does not cover them. */
export async function monthsOfSpending(context: CustomerContext, pen: Pen): Promise<{ readonly average: Ref; readonly total: Ref } | null> {
  const last = shiftMonth(context.today.slice(0, 7), -1);
  const period = monthsBetween(shiftMonth(last, 1 - MONTHS), last);
  const coverage = await coverageOf(context);
  if (coverage === null || coverage.from.slice(0, 7) > period.from.slice(0, 7)) return null;
  const { currency } = context;
  const found = spendingIn(await context.entries(), { period }).find((one) => one.currency === currency);
  if (!found || found.spent <= 0) return null;
  const rows = found.entries.map(({ row }) => row);
  const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
  return {
    total: pen.add({ fact: 'spending.total', value: { minor: found.spent, currency }, label: 'Spent', ...common }),
    average: pen.add({
      fact: 'spending.average',
      value: { minor: Math.round(found.spent / MONTHS), currency },
      label: 'Average a month',
      ...common,
    }),
  };
}
