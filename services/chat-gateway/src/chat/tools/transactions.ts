import type { Period } from '@munshi/events/calendar-date';
import { compareRows, type Entry, type LedgerRow } from '@munshi/facts/definitions';
import { z } from 'zod';
import type { CustomerContext } from '../context.ts';
import { addRow, evidenceOf, newestDate, rowWords } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import { coverageOf, outsideCoverage, periodOf } from './period-args.ts';
import { selectEntries, selection, selectionLabel, selectionWords } from './selection.ts';

const DEFAULT_COUNT = 5;
/** Limits closer than this mean one amount. */
const WHOLE = 100;
const args = selection.extend({
  count: z.int().min(1).max(20).nullish(),
  skip: z.int().min(0).nullish().describe('so many of the newest were shown before'),
  min: z.int().nullish().describe('least absolute amount in minor units'),
  max: z.int().nullish().describe('largest absolute amount in minor units'),
  flow: z.enum(['in', 'out']).nullish().describe('only money that came in, or only payments'),
  refunds: z.boolean().nullish().describe('only refunds and reversals that came in'),
  pending: z.boolean().nullish().describe('only what is still pending'),
  ids: z.array(z.string().max(200)).max(20).nullish().describe('only the transactions of these ids'),
});
type Args = z.infer<typeof args>;

export const transactionsTool: Tool<Args> = {
  name: 'transactions',
  description: "The customer's newest transactions, by period, category, merchant, account or amount.",
  step: 'Looking through your transactions',
  args,
  async run(wanted, { context, pen }) {
    const coverage = await coverageOf(context);
    const period = await periodOf(context, wanted.period, coverage ?? { from: context.today, to: context.today });
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const entries = (await selectEntries(context, wanted))
      .filter((entry) => entry.row.date >= period.from && entry.row.date <= period.to && isWanted(entry, wanted))
      .sort((left, right) => compareRows(right.row, left.row));
    const rows = entries.map(({ row }) => row);
    const count = pen.add({
      fact: 'transaction.count',
      value: rows.length,
      label: `Transactions found${selectionLabel(wanted)}`,
      period,
      asOf: newestDate(rows, period, context.today),
      evidence: evidenceOf(rows),
    });
    const words = `${kindWords(wanted, rows.length)}${await selectionWords(wanted, { pen, period, context })}${amountWords(wanted, { pen, context, rows })}`;
    const suggestions = ['What was my biggest expense this year?', 'Where did my money go this month?'];
    if (rows.length === 0) return { sentences: [`I found no ${words} ${count.when}.`], suggestions };
    const skip = wanted.skip ?? 0;
    const shown = entries.slice(skip, skip + (wanted.count ?? DEFAULT_COUNT));
    if (shown.length === 0) return { sentences: [`That was all: ${count.value} ${words} ${count.when}.`], suggestions };
    const sum = wanted.refunds ? sumSentences(rows, { context, pen, period }) : [];
    const lines = shown.map((entry) => line(entry, pen));
    return { sentences: [intro(wanted, { shown: shown.length, found: rows.length, count, words }), ...lines, ...sum], suggestions };
  },
};

function isWanted({ row, role, minor }: Entry, { min, max, flow, refunds, pending, ids }: Args): boolean {
  if (ids?.length && !ids.includes(row.transactionId)) return false;
  if (row.status === 'cancelled' || minor < (min ?? 0) || minor > (max ?? Number.MAX_SAFE_INTEGER)) return false;
  if (pending) return row.status === 'pending';
  if (refunds) return row.amount.minor > 0 && (role === 'refund' || role === 'reversed');
  if (flow === 'out') return role === 'spent' || (role === 'pending' && row.amount.minor < 0);
  return flow !== 'in' || row.amount.minor > 0;
}

function kindWords({ flow, refunds, pending }: Args, found: number): string {
  const kind = refunds
    ? 'refund'
    : pending
      ? 'pending payment'
      : flow === 'out'
        ? 'payment'
        : flow === 'in'
          ? 'amount received'
          : 'transaction';
  if (found === 1) return kind;
  return flow === 'in' && !refunds && !pending ? 'amounts received' : `${kind}s`;
}

/** The limits that were understood, as facts: they are the customer's own figures. */
function amountWords(
  { min, max }: Args,
  { pen, context, rows }: { pen: Pen; context: CustomerContext; rows: readonly LedgerRow[] },
): string {
  const limit = (minor: number, label: string): string =>
    pen.add({
      fact: 'question.amount',
      value: { minor, currency: context.currency },
      period: null,
      asOf: context.today,
      evidence: evidenceOf(rows),
      label,
    }).value;
  if (min && max && max - min < WHOLE) return ` of ${limit(min, 'Amount asked for')}`;
  if (min && max) return ` of ${limit(min, 'Least amount asked for')} to ${limit(max, 'Largest amount asked for')}`;
  return `${min ? ` of ${limit(min, 'Least amount asked for')} or more` : ''}${max ? ` of at most ${limit(max, 'Largest amount asked for')}` : ''}`;
}

function intro(wanted: Args, { shown, found, count, words }: { shown: number; found: number; count: Ref; words: string }): string {
  const isNarrowed = Object.entries(wanted).some(
    ([name, value]) => name !== 'count' && name !== 'skip' && value && !(Array.isArray(value) && value.length === 0),
  );
  if (wanted.skip) return `The next of your ${words} ${count.when}:`;
  if (!isNarrowed) return shown === 1 ? 'Your newest transaction is:' : 'Your newest transactions are:';
  if (shown < found) return `I found ${count.value} ${words} ${count.when}. The newest ${shown === 1 ? 'is' : 'are'}:`;
  return `I found ${count.value} ${words} ${count.when}:`;
}

/** What the refunds found come to; one sum a currency. */
function sumSentences(
  rows: readonly LedgerRow[],
  { context, pen, period }: { context: CustomerContext; pen: Pen; period: Period },
): string[] {
  if (rows.length < 2) return [];
  return [...Map.groupBy(rows, ({ amount }) => amount.currency)].map(([currency, own]) => {
    const value = { minor: own.reduce((sum, { amount }) => sum + amount.minor, 0), currency };
    const common = { period, asOf: newestDate(own, period, context.today), evidence: evidenceOf(own) };
    return `All refunds and reversals together: ${pen.add({ fact: 'transaction.refunded', value, label: 'Refunded in all', ...common }).value}.`;
  });
}

const REMARKS: Partial<Record<Entry['role'], string>> = {
  transfer: 'between your own accounts',
  pending: 'pending',
  refund: 'a refund',
  received: 'money in',
};

function line({ row, role, merchantName, category }: Entry, pen: Pen): string {
  const isIn = row.amount.minor > 0;
  const label = isIn ? 'Transaction, money in' : 'Transaction, money out';
  const refs = addRow(pen, row, { fact: 'transaction.amount', label, name: role === 'transfer' ? null : merchantName, category });
  const remark = role === 'reversed' ? (isIn ? 'a reversal' : 'reversed') : REMARKS[role];
  return `\n• ${rowWords(role === 'transfer' ? { ...refs, what: null } : refs, isIn)}${remark ? ` (${remark})` : ''}.`;
}
