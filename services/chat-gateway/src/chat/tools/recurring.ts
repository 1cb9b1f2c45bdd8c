import { compareRows, type Entry } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { categoryWords } from '../../domain/category-words.ts';
import type { States } from '../../store/state-repository.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Findings, Tool, ToolRun } from '../tool.ts';
import { isNamed, subject } from './selection.ts';

type Args = z.infer<typeof subject>;
type Streams = NonNullable<States['insights.recurring']>;

const SHOWN = 12;
const SUGGESTIONS = ['How much did I spend on subscriptions this year?', 'Show my recent transactions'];
/** Categories whose payments are agreed on beforehand, where a shop's are chosen each time. */
const AGREED = new Set(['subscriptions', 'rent', 'utilities', 'telecom', 'insurance', 'loan', 'education', 'investment']);
const LEAST_MONTHS = 3;
const MOST_DAYS_OLD = 100;

export const recurringTool: Tool<Args> = {
  name: 'recurring',
  description: "The customer's recurring payments and subscriptions as far as they are known, all or of some categories or merchants.",
  step: 'Looking at your regular payments',
  args: subject,
  async run(wanted, { context, pen }) {
    const insight = context.states['insights.recurring'];
    const isPaid = insight?.streams.some(({ direction = 'out', state = 'mature' }) => direction === 'out' && state === 'mature');
    return insight && isPaid ? fromInsight(insight, wanted, { context, pen }) : fromLedger(wanted, { context, pen });
  },
};

async function fromInsight(insight: Streams, wanted: Args, { context, pen }: Pick<ToolRun, 'context' | 'pen'>): Promise<Findings> {
  const categoryOf = new Map((await context.entries()).map(({ row, category }) => [row.transactionId, category]));
  const streams = insight.streams.filter(
    ({ merchantName, transactionIds, direction = 'out', state = 'mature' }) =>
      direction === 'out' &&
      state === 'mature' &&
      (!wanted.merchants?.length || wanted.merchants.includes(merchantName)) &&
      (!wanted.categories?.length || transactionIds.some((id) => isOf(wanted, categoryOf.get(id)))),
  );
  if (streams.length === 0) return NONE_OF_THE_KIND;
  const lines = streams.slice(0, SHOWN).map((stream) => {
    const common = {
      period: null,
      asOf: insight.asOf,
      evidence: stream.transactionIds.map((id) => ({ kind: 'transaction' as const, id })),
    };
    const name = pen.add({ fact: 'recurring.name', value: { name: stream.merchantName }, label: 'Recurring payment: to whom', ...common });
    const value = { ...stream.amount, minor: Math.abs(stream.amount.minor) };
    const amount = pen.add({ fact: 'recurring.amount', value, label: 'Recurring payment', ...common });
    const next =
      stream.nextDate === null
        ? null
        : pen.add({ fact: 'recurring.next', value: { date: stream.nextDate }, label: 'Recurring payment: expected next', ...common });
    const cadence = /^[a-z -]{1,20}$/.test(stream.cadence) ? `, ${stream.cadence}` : '';
    return `\n• ${name.value}: ${amount.value}${cadence}${next ? `, next expected on ${next.value}` : ''}.`;
  });
  return { sentences: ['These are the regular payments I know of:', ...lines], suggestions: SUGGESTIONS };
}

function isOf({ categories }: Args, category: string | undefined): boolean {
  return (categories as readonly (string | undefined)[] | null | undefined)?.includes(category) ?? false;
}

const NONE_OF_THE_KIND: Findings = {
  sentences: ['I can’t tell: I know of no such regular payment of yours.'],
  nothing: true,
  suggestions: ['What regular payments do I have?', 'Show my recent transactions'],
};

/** Until analytics names streams: what the ledger shows was paid to one payee in at least three months, and still is. */
async function fromLedger(wanted: Args, { context, pen }: Pick<ToolRun, 'context' | 'pen'>): Promise<Findings> {
  const since = new Date(Date.parse(context.today) - MOST_DAYS_OLD * 86_400_000).toISOString().slice(0, 10);
  const agreed = (await context.entries()).filter(
    ({ role, category, merchantName }) => role === 'spent' && AGREED.has(category) && merchantName !== null,
  );
  const payees = [...Map.groupBy(agreed, ({ merchantName }) => merchantName ?? '')]
    .map(([merchant, paid]) => ({ merchant, paid: paid.sort((left, right) => compareRows(right.row, left.row)) }))
    .filter(({ paid }) => new Set(paid.map(({ row }) => row.date.slice(0, 7))).size >= LEAST_MONTHS && (paid[0]?.row.date ?? '') >= since)
    .filter(({ merchant, paid }) => !isNamed(wanted) || wanted.merchants?.includes(merchant) || isOf(wanted, paid[0]?.category))
    .sort((left, right) => (right.paid[0]?.minor ?? 0) - (left.paid[0]?.minor ?? 0));
  if (payees.length === 0) return NONE_OF_THE_KIND;
  const lines = payees.slice(0, SHOWN).map(({ merchant, paid }) => payeeLine(merchant, paid, pen));
  return {
    sentences: ['I see these regular payments in your transactions:', ...lines, 'When the next ones come I can’t tell.'],
    suggestions: SUGGESTIONS,
  };
}

function payeeLine(merchant: string, paid: readonly Entry[], pen: Pen): string {
  const [newest] = paid;
  if (!newest) return '';
  const common = { period: null, asOf: newest.row.date, evidence: evidenceOf(paid.map(({ row }) => row)) };
  const name = pen.add({ fact: 'recurring.name', value: { name: merchant }, label: 'Regular payment: to whom', ...common });
  const value = { minor: newest.minor, currency: newest.row.amount.currency };
  const amount = pen.add({ fact: 'recurring.amount', value, label: 'Regular payment: the newest', ...common });
  const date = pen.add({
    fact: 'recurring.paid',
    value: { date: newest.row.date },
    label: 'Regular payment: date of the newest',
    ...common,
  });
  return `\n• ${name.value} (${categoryWords(newest.category)}): ${amount.value}, last paid on ${date.value}.`;
}
