import { monthPeriod } from '@munshi/events/calendar-date';
import { spendingIn } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { shiftMonth } from '../../domain/period-words.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Tool } from '../tool.ts';
import { coverageOf, selectEntries, selection, selectionLabel, selectionWords } from './period-args.ts';
import { nameRef } from './spending.ts';

const MOST_MONTHS = 6;
const args = selection.omit({ period: true });

/** What a month costs on average: over the newest complete months that the ledger covers whole. */
export const averageTool: Tool<z.infer<typeof args>> = {
  name: 'average',
  description: "The customer's average spending in a month, over the newest complete months (at most six).",
  step: 'Working out your average month',
  args,
  async run(wanted, { context, pen }) {
    const coverage = await coverageOf(context);
    const last = shiftMonth(context.today.slice(0, 7), -1);
    const months = Array.from({ length: MOST_MONTHS }, (_, index) => shiftMonth(last, -index)).filter(
      (month) => coverage !== null && (month > coverage.from.slice(0, 7) || `${month}-01` === coverage.from),
    );
    const first = months.at(-1);
    if (first === undefined) return { sentences: ['I can’t tell: I have no complete month of yours yet.'], nothing: true };
    const period = { from: `${first}-01`, to: monthPeriod(last).to };
    const totals = spendingIn(await selectEntries(context, wanted), { period }).filter(({ entries }) => entries.length > 0);
    const words = selectionWords(wanted, nameRef(wanted, { pen, period, context })?.value ?? null);
    if (totals.length === 0) return { sentences: ['I see no spending of that kind in your complete months.'] };
    const sentences = totals.map(({ currency, spent, entries }) => {
      const rows = entries.map(({ row }) => row);
      const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
      const total = pen.add({
        fact: 'spending.total',
        value: { minor: spent, currency },
        label: `Spent${selectionLabel(wanted)}`,
        ...common,
      });
      const count = pen.add({ fact: 'spending.months', value: months.length, label: 'Complete months', ...common });
      const average = pen.add({
        fact: 'spending.average',
        value: { minor: Math.round(spent / months.length), currency },
        label: `Average in a month${selectionLabel(wanted)}`,
        ...common,
      });
      return `On average you spent ${average.value}${words} in a month: ${total.value} ${total.when}, over ${count.value} complete ${months.length === 1 ? 'month' : 'months'}.`;
    });
    return { sentences, suggestions: ['How does this month compare with last month?', 'Where did my money go this month?'] };
  },
};
