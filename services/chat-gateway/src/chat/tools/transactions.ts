import { compareRows, type Entry } from '@munshi/facts/definitions';
import { z } from 'zod';
import { addRow, evidenceOf, newestDate, rowWords } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import { coverageOf, outsideCoverage, periodOf, selectEntries, selection, selectionLabel } from './period-args.ts';

const DEFAULT_COUNT = 5;
const args = selection.extend({
  count: z.int().min(1).max(20).nullish(),
  min: z.int().nullish().describe('least absolute amount in minor units'),
  max: z.int().nullish().describe('largest absolute amount in minor units'),
  received: z.boolean().nullish().describe('only money that came in'),
  refunds: z.boolean().nullish().describe('only refunds and reversals that came in'),
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
    const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
    const count = pen.add({
      fact: 'transaction.count',
      value: rows.length,
      label: `Transactions found${selectionLabel(wanted)}`,
      ...common,
    });
    const suggestions = ['What was my biggest expense this year?', 'Where did my money go this month?'];
    if (rows.length === 0) return { sentences: [`I found no such transactions ${count.when}.`], suggestions };
    const shown = entries.slice(0, wanted.count ?? DEFAULT_COUNT);
    return {
      sentences: [intro(wanted, { shown: shown.length, found: rows.length, count }), ...shown.map((entry) => line(entry, pen))],
      suggestions,
    };
  },
};

function isWanted({ row, role, minor }: Entry, { min, max, received, refunds }: Args): boolean {
  if (row.status === 'cancelled' || minor < (min ?? 0) || minor > (max ?? Number.MAX_SAFE_INTEGER)) return false;
  if (refunds) return row.amount.minor > 0 && (role === 'refund' || role === 'reversed');
  return !received || row.amount.minor > 0;
}

function intro(wanted: Args, { shown, found, count }: { shown: number; found: number; count: Ref }): string {
  const isNarrowed = Object.entries(wanted).some(([name, value]) => name !== 'count' && value);
  if (!isNarrowed) return shown === 1 ? 'Your newest transaction is:' : 'Your newest transactions are:';
  if (shown < found) return `I found ${count.value} transactions ${count.when}. The newest ${shown === 1 ? 'is' : 'are'}:`;
  return `I found ${count.value} ${found === 1 ? 'transaction' : 'transactions'} ${count.when}:`;
}

const REMARKS: Partial<Record<Entry['role'], string>> = {
  transfer: 'between your own accounts',
  pending: 'pending',
  refund: 'a refund',
  received: 'money in',
};

function line({ row, role, merchantName }: Entry, pen: Pen): string {
  const isIn = row.amount.minor > 0;
  const label = isIn ? 'Transaction, money in' : 'Transaction, money out';
  const refs = addRow(pen, row, { fact: 'transaction.amount', label, name: merchantName });
  const remark = role === 'reversed' ? (isIn ? 'a reversal' : 'reversed') : REMARKS[role];
  return `\n• ${rowWords(role === 'transfer' ? { ...refs, name: null } : refs, isIn)}${remark ? ` (${remark})` : ''}.`;
}
