import { compareRows, type Entry, spendingIn } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords, listWords } from '../../domain/category-words.ts';
import type { CustomerContext } from '../context.ts';
import { addRow, evidenceOf, newestDate, rowWords } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Findings, Tool } from '../tool.ts';
import { outsideCoverage, periodOf } from './period-args.ts';
import { selectEntries, selection, selectionLabel, selectionWords, type WordsOptions, widened } from './selection.ts';
import { addStream, isMature, isOut } from './stream-facts.ts';

const args = selection.pick({ period: true, account: true, categories: true, merchants: true }).extend({
  newest: z.boolean().nullish().describe('the newest amounts that came in, instead of a sum'),
  next: z.boolean().nullish().describe('when regular income is expected next'),
});
type Args = z.infer<typeof args>;

const NEWEST = 3;

export const incomeTool: Tool<Args> = {
  name: 'income',
  description:
    'How much money the customer received in a period, transfers between own accounts and refunds aside; of a category such as salary or interest; or the newest amounts.',
  step: 'Adding up what came in',
  args,
  async run(wanted, { context, pen }) {
    const entries = await selectEntries(context, wanted);
    const period = await periodOf(context, wanted.period, widened(entries, wanted, context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    if (wanted.newest || wanted.next) return newestOf(entries, wanted, { context, pen });
    const totals = spendingIn(entries, { period }).filter(({ receivedEntries }) => receivedEntries.length > 0);
    const found = totals.length > 0 ? totals : [{ currency: context.currency, received: 0, receivedEntries: [] }];
    const kind = `${kindWords(wanted)}${await payerWords(wanted, { period, context, pen })}`;
    const sentences = found.flatMap(({ currency, received, receivedEntries }) => {
      const rows = receivedEntries.map(({ row }) => row);
      const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
      const total = pen.add({
        fact: 'income.total',
        value: { minor: received, currency },
        label: `Received${selectionLabel(wanted)}`,
        ...common,
      });
      if (rows.length === 0)
        return [`I see no ${categoryName(wanted)}${wanted.merchants?.length ? kind : ''} ${total.when}: ${total.value}.`];
      const [largest] = [...rows].sort((left, right) => right.amount.minor - left.amount.minor);
      const refs = largest && rows.length > 1 ? addRow(pen, largest, { fact: 'income.largest', label: 'Largest amount received' }) : null;
      return [`You received ${total.value}${kind} ${total.when}.`, ...(refs ? [`The largest part was ${rowWords(refs, true)}.`] : [])];
    });
    return {
      sentences: kind === '' ? [...sentences, 'Transfers between your own accounts and refunds do not count as income.'] : sentences,
      suggestions: ['How much did I spend last month?', 'What is my balance?'],
    };
  },
};

/** ` from Metro Builders`. */
async function payerWords({ merchants }: Args, options: WordsOptions): Promise<string> {
  return (await selectionWords({ merchants }, options)).replace(/^ at /, ' from ');
}

function kindWords({ categories }: Args): string {
  return categories?.length ? ` in ${listWords(categories.map(categoryWords))}` : '';
}

/** "When was my salary credited": the newest, and how often it came before. */
function newestOf(entries: readonly Entry[], wanted: Args, { context, pen }: { context: CustomerContext; pen: Pen }): Findings {
  const received = entries.filter(({ role }) => role === 'received').sort((left, right) => compareRows(right.row, left.row));
  const kind = categoryName(wanted);
  const [newest, ...before] = received;
  const next = wanted.next ? nextIncome(received, { context, pen }) : [];
  if (!newest) return { sentences: [`I see no ${kind} coming in on your accounts.`], nothing: true };
  const line = (entry: Entry): string =>
    rowWords(addRow(pen, entry.row, { fact: 'income.newest', label: 'Amount received', name: entry.merchantName }), true);
  const earlier = before.slice(0, NEWEST - 1).map((entry) => `\n• ${line(entry)}.`);
  const inMonth = newest.row.date.slice(0, 7) === context.today.slice(0, 7);
  return {
    sentences: [
      ...next,
      `Your newest ${kind} was ${line(newest)}.`,
      ...(inMonth ? [] : [`I see no ${kind} since.`]),
      ...(earlier.length > 0 ? ['Before that:', ...earlier] : []),
    ],
    suggestions: ['How much did I earn last month?', 'What is my balance?'],
  };
}

/** When the regular income among some amounts is expected next; the first to come where there are several. */
function nextIncome(received: readonly Entry[], { context, pen }: { context: CustomerContext; pen: Pen }): string[] {
  const insight = context.states['insights.recurring'];
  const ids = new Set(received.map(({ row }) => row.transactionId));
  const coming = (insight?.streams ?? [])
    .filter((stream) => !isOut(stream) && isMature(stream) && stream.nextDate !== null && stream.transactionIds.some((id) => ids.has(id)))
    .sort((left, right) => ((left.nextDate ?? '') < (right.nextDate ?? '') ? -1 : 1));
  const [stream] = coming;
  if (!insight || !stream) return ['When the next comes I can’t tell: I see no regular income.'];
  const { name, amount, next } = addStream(pen, stream, insight.asOf);
  if (!next) return [];
  const isLate = (stream.nextDate ?? '') < context.today;
  return [
    isLate
      ? `About ${amount.value} from ${name.value} was expected on ${next.value}, and I have not seen it.`
      : `The next is expected on ${next.value}: about ${amount.value} from ${name.value}.`,
  ];
}

function categoryName({ categories }: Args): string {
  return categories?.length ? listWords(categories.map(categoryWords)) : 'income';
}
