import { compareRows } from '@munshi/facts/definitions';
import { z } from 'zod';
import { addRow, evidenceOf, newestDate, rowWords } from '../drafts.ts';
import type { Tool } from '../tool.ts';
import { coverageOf, outsideCoverage, periodOf, selectEntries, selection, selectionLabel } from './period-args.ts';

const DEFAULT_COUNT = 5;
const args = selection.extend({
  count: z.int().min(1).max(20).nullish(),
  min: z.int().nullish().describe('least absolute amount in minor units'),
  max: z.int().nullish().describe('largest absolute amount in minor units'),
  received: z.boolean().nullish().describe('only money that came in'),
});

export const transactionsTool: Tool<z.infer<typeof args>> = {
  name: 'transactions',
  description: "The customer's newest transactions, by period, category, merchant, account or amount.",
  step: 'Looking through your transactions',
  args,
  async run(wanted, { context, pen }) {
    const coverage = await coverageOf(context);
    const period = periodOf(wanted.period, coverage ?? { from: context.today, to: context.today });
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const rows = (await selectEntries(context, wanted))
      .filter(
        ({ row, minor }) =>
          row.status !== 'cancelled' &&
          row.date >= period.from &&
          row.date <= period.to &&
          minor >= (wanted.min ?? 0) &&
          minor <= (wanted.max ?? Number.MAX_SAFE_INTEGER) &&
          (!wanted.received || row.amount.minor > 0),
      )
      .map(({ row }) => row)
      .sort((left, right) => compareRows(right, left));
    const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
    const count = pen.add({
      fact: 'transaction.count',
      value: rows.length,
      label: `Transactions found${selectionLabel(wanted)}`,
      ...common,
    });
    if (rows.length === 0)
      return { sentences: [`I found no such transactions in ${count.period}.`], suggestions: ['Show my recent transactions'] };
    const shown = rows.slice(0, wanted.count ?? DEFAULT_COUNT);
    const lines = shown.map((row) => {
      const received = row.amount.minor > 0;
      const refs = addRow(pen, row, { fact: 'transaction.amount', label: received ? 'Transaction, money in' : 'Transaction, money out' });
      return `\n• ${rowWords(refs, received)}${received ? ' (money in)' : ''}${row.status === 'pending' ? ' (pending)' : ''}.`;
    });
    const intro =
      shown.length < rows.length
        ? `I found ${count.value} transactions in ${count.period}. The newest are:`
        : `I found ${count.value} ${rows.length === 1 ? 'transaction' : 'transactions'} in ${count.period}:`;
    return { sentences: [intro, ...lines], suggestions: ['What was my biggest expense this year?', 'Where did my money go this month?'] };
  },
};
