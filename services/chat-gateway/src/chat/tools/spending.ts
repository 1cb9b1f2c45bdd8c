import type { Period } from '@munshi/events/calendar-date';
import { type Spending, spendingIn } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords, listWords } from '../../domain/category-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import { outsideCoverage, partialCoverage, periodOf } from './period-args.ts';
import { isNamed, selectEntries, selection, selectionLabel, selectionWords, widened } from './selection.ts';

const SHOWN = 6;
const args = selection.extend({
  by: z.enum(['category', 'merchant']).nullish(),
  share: z.boolean().nullish().describe('its part of all spending too'),
  count: z.int().min(1).max(20).nullish().describe('how many groups'),
});
type Args = z.infer<typeof args>;

/** What counts, said with every total. */
const DEFINITION = 'Refunds are taken off; transfers between your own accounts, card-bill payments and reversed payments do not count.';

export const spendingTool: Tool<Args> = {
  name: 'spending',
  description:
    'How much the customer spent in a period, in all or on a category, at a merchant or from an account; by category or by merchant on request.',
  step: 'Adding up your spending',
  args,
  async run(wanted, { context, pen }) {
    const entries = await selectEntries(context, wanted);
    const period = await periodOf(context, wanted.period, widened(entries, wanted, context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const found = spendingIn(entries, { period });
    const totals = found.filter(({ entries: counted, pending }) => counted.length > 0 || pending.entries.length > 0);
    const words = await selectionWords(wanted, { pen, period, context });
    const sentences = (totals.length > 0 ? totals : [nothingIn(context.currency)]).flatMap((total) =>
      totalSentences(total, { wanted, words, period, context, pen }),
    );
    return {
      sentences: [
        ...sentences,
        ...(wanted.share ? await shareSentences(totals, { wanted, words, period, context, pen }) : []),
        ...(await partialCoverage(context, period, pen)),
        ...(isNamed(wanted) ? [] : [DEFINITION]),
      ],
      suggestions: suggestionsFor(wanted),
    };
  },
};

interface Writing {
  readonly wanted: Args;
  readonly words: string;
  readonly period: Period;
  readonly context: CustomerContext;
  readonly pen: Pen;
}

function totalSentences(total: Spending, writing: Writing): string[] {
  const { wanted, words, pen } = writing;
  const ref = totalRef(total, writing);
  const rows = total.entries.map(({ row }) => row);
  const common = { period: writing.period, asOf: newestDate(rows, writing.period, writing.context.today), evidence: evidenceOf(rows) };
  const refunds = total.entries.filter(({ role }) => role === 'refund').length;
  const sentences: string[] = [];
  if (total.spent < 0) sentences.push(`More came back${words} ${ref.when} than you spent: ${ref.value} in all.`);
  else if (total.count === 0) sentences.push(`I see no spending${words} ${ref.when}: ${ref.value}.`);
  else {
    const count = pen.add({ fact: 'spending.count', value: total.count, label: `Payments counted${selectionLabel(wanted)}`, ...common });
    sentences.push(
      `You spent ${ref.value}${words} ${ref.when}, in ${count.value} ${total.count === 1 ? 'payment' : 'payments'}${refunds > 0 ? ', less refunds' : ''}.`,
    );
  }
  if (wanted.by || (wanted.categories?.length ?? 0) > 1 || (wanted.merchants?.length ?? 0) > 1 || !isNamed(wanted))
    sentences.push(...groupSentences(total, writing));
  return [...sentences, ...caveats(total, writing)];
}

function totalRef(total: Spending, { wanted, period, context, pen }: Writing): Ref {
  const rows = total.entries.map(({ row }) => row);
  return pen.add({
    fact: 'spending.total',
    value: { minor: total.spent, currency: total.currency },
    period,
    asOf: newestDate(rows, period, context.today),
    evidence: evidenceOf(rows),
    label: `Spent${selectionLabel(wanted)}`,
  });
}

function groupSentences(total: Spending, { wanted, period, context, pen }: Writing): string[] {
  const byMerchant = wanted.by === 'merchant' || (!wanted.by && (wanted.merchants?.length ?? 0) > 1);
  const groups = byMerchant ? total.merchants : total.categories;
  const shown = groups.filter(({ spent }) => spent > 0).slice(0, wanted.count ?? (wanted.by ? SHOWN : 3));
  const lines = shown.map((group) => {
    const rows = group.entries.map(({ row }) => row);
    const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
    const value = { minor: group.spent, currency: total.currency };
    if ('category' in group) {
      const words = categoryWords(group.category);
      const ref = pen.add({ fact: 'spending.category', value, label: `Spent on ${words}`, ...common });
      return wanted.by ? `\n• ${words[0]?.toUpperCase()}${words.slice(1)}: ${ref.value}.` : `${words} (${ref.value})`;
    }
    const ref = pen.add({ fact: 'spending.merchant', value, label: 'Spent at one merchant', ...common });
    const name = pen.add({ fact: 'spending.merchant-name', value: { name: group.merchantName }, label: 'The merchant’s name', ...common });
    return wanted.by ? `\n• ${name.value}: ${ref.value}.` : `${name.value} (${ref.value})`;
  });
  if (lines.length === 0) return [];
  if (wanted.by) return [`The most went to:`, ...lines];
  return lines.length > 1 ? [`The most went to ${listWords(lines)}.`] : [];
}

function caveats(total: Spending, { period, context, pen }: Writing): string[] {
  const sentences: string[] = [];
  if (total.pending.entries.length > 0) {
    const rows = total.pending.entries.map(({ row }) => row);
    const ref = pen.add({
      fact: 'spending.pending',
      value: { minor: total.pending.spent, currency: total.currency },
      period,
      asOf: newestDate(rows, period, context.today),
      evidence: evidenceOf(rows),
      label: 'Still pending, not counted',
    });
    sentences.push(`A further ${ref.value} is still pending and not counted.`);
  }
  if (total.notEnriched > 0) {
    const rows = total.entries.map(({ row }) => row).filter((row) => !row.enriched);
    const ref = pen.add({
      fact: 'spending.not-enriched',
      value: total.notEnriched,
      period,
      asOf: newestDate(rows, period, context.today),
      evidence: evidenceOf(rows),
      label: 'Transactions without a category yet',
    });
    sentences.push(`${ref.value} of the transactions have no category yet and count as uncategorised.`);
  }
  return sentences;
}

export function nothingIn(currency: string): Spending {
  const none = { spent: 0, entries: [] };
  return {
    currency,
    spent: 0,
    received: 0,
    count: 0,
    categories: [],
    merchants: [],
    entries: [],
    receivedEntries: [],
    pending: none,
    notEnriched: 0,
  };
}

function suggestionsFor({ by, categories }: Args): string[] {
  const [only, ...more] = categories ?? [];
  if (by || only === undefined || more.length > 0)
    return ['What was my biggest expense this year?', 'How does that compare with the month before?'];
  return [`How does my spending on ${categoryWords(only)} compare with last month?`, 'Where did my money go this month?'];
}

/** What part of all spending of the period it is, in whole percent. */
async function shareSentences(totals: readonly Spending[], { wanted, period, context, pen }: Writing): Promise<string[]> {
  const all = spendingIn(await selectEntries(context, { account: wanted.account }), { period });
  return totals.flatMap(({ currency, spent }) => {
    const whole = all.find((one) => one.currency === currency);
    if (!whole || whole.spent <= 0 || spent < 0) return [];
    const rows = whole.entries.map(({ row }) => row);
    const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
    const total = pen.add({ fact: 'spending.total', value: { minor: whole.spent, currency }, label: 'Spent in all', ...common });
    const share = pen.add({
      fact: 'spending.share',
      value: Math.round((spent / whole.spent) * 100),
      unit: 'percent',
      label: `Part of all spending${selectionLabel(wanted)}`,
      ...common,
    });
    return [`That is ${share.value} of the ${total.value} you spent in all ${total.when}.`];
  });
}
