import { spendingIn } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { addRow, evidenceOf, newestDate, rowWords } from '../drafts.ts';
import type { Tool } from '../tool.ts';
import { outsideCoverage, periodOf, selectEntries, selection, thisMonth } from './period-args.ts';

const args = selection.pick({ period: true, account: true });

export const incomeTool: Tool<z.infer<typeof args>> = {
  name: 'income',
  description: 'How much money the customer received in a period, transfers between own accounts and refunds aside.',
  step: 'Adding up what came in',
  args,
  async run(wanted, { context, pen }) {
    const period = await periodOf(context, wanted.period, thisMonth(context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const totals = spendingIn(await selectEntries(context, wanted), { period }).filter(({ receivedEntries }) => receivedEntries.length > 0);
    const found = totals.length > 0 ? totals : [{ currency: context.currency, received: 0, receivedEntries: [] }];
    const sentences = found.flatMap(({ currency, received, receivedEntries }) => {
      const rows = receivedEntries.map(({ row }) => row);
      const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
      const total = pen.add({ fact: 'income.total', value: { minor: received, currency }, label: 'Received', ...common });
      if (rows.length === 0) return [`I see no money coming in ${total.when}: ${total.value}.`];
      const [largest] = [...rows].sort((left, right) => right.amount.minor - left.amount.minor);
      const refs = largest && rows.length > 1 ? addRow(pen, largest, { fact: 'income.largest', label: 'Largest amount received' }) : null;
      return [`You received ${total.value} ${total.when}.`, ...(refs ? [`The largest part was ${rowWords(refs, true)}.`] : [])];
    });
    return {
      sentences: [...sentences, 'Transfers between your own accounts and refunds do not count as income.'],
      suggestions: ['How much did I spend last month?', 'What is my balance?'],
    };
  },
};
