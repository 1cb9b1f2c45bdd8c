import { calendarDate } from '@munshi/events/calendar-date';
import type { RecurringStream } from '@munshi/events/insights-money';
import { compareRows, type Entry } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords } from '../../domain/category-words.ts';
import type { States } from '../../store/state-repository.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Findings, Tool, ToolRun } from '../tool.ts';
import { ASPECTS } from './recurring-aspects.ts';
import { isNamed, subject } from './selection.ts';
import { addStream, isMature, isOut, monthlyOf, streamEvidence } from './stream-facts.ts';

const args = subject.extend({
  aspect: z
    .enum(['due', 'missed', 'rises', 'ended', 'trials'])
    .nullish()
    .describe('what is due, missed, dearer, ended or a trial; all without it'),
  until: calendarDate.nullish().describe('the last day of what is due'),
});
type Args = z.infer<typeof args>;
type Streams = NonNullable<States['insights.recurring']>;

const SHOWN = 12;
const SUGGESTIONS = ['Which bills are due?', 'Did anything go up in price?', 'How can I save money?'];
/** Categories whose payments are agreed on beforehand, where a shop's are chosen each time. */
const AGREED = new Set(['subscriptions', 'rent', 'utilities', 'telecom', 'insurance', 'loan', 'education', 'investment']);
const LEAST_MONTHS = 3;
const MOST_DAYS_OLD = 100;

export const recurringTool: Tool<Args> = {
  name: 'recurring',
  description:
    "The customer's recurring payments and subscriptions as far as they are known, all or of some categories or merchants; which are due, missed, dearer than before, ended or trials.",
  step: 'Looking at your regular payments',
  args,
  async run(wanted, { context, pen }) {
    const insight = context.states['insights.recurring'];
    const isPaid = insight?.streams.some((stream) => isOut(stream) && isMature(stream));
    if (insight && isPaid) return fromInsight(insight, wanted, { context, pen });
    return wanted.aspect && wanted.aspect !== 'due' ? NOT_YET : fromLedger(wanted, { context, pen });
  },
};

async function fromInsight(insight: Streams, wanted: Args, { context, pen }: Pick<ToolRun, 'context' | 'pen'>): Promise<Findings> {
  const entries = await context.entries();
  const categoryOf = new Map(entries.map(({ row, category }) => [row.transactionId, category]));
  const streams = insight.streams.filter(
    (stream) =>
      isOut(stream) &&
      (!wanted.merchants?.length || wanted.merchants.includes(stream.merchantName)) &&
      (!wanted.categories?.length || isOf(wanted, stream.kind) || stream.transactionIds.some((id) => isOf(wanted, categoryOf.get(id)))),
  );
  const { asOf } = insight;
  if (streams.length === 0) return NONE_OF_THE_KIND;
  if (wanted.aspect) return ASPECTS[wanted.aspect]({ streams, asOf, today: context.today, until: wanted.until ?? null, entries, pen });
  const known = streams.filter(isMature);
  if (known.length === 0) return NONE_OF_THE_KIND;
  const lines = known.slice(0, SHOWN).map((stream) => {
    const { name, amount, next } = addStream(pen, stream, asOf);
    const cadence = /^[a-z -]{1,20}$/.test(stream.cadence) ? `, ${stream.cadence}` : '';
    return `\n• ${name.value}: ${amount.value}${cadence}${next ? `, next expected on ${next.value}` : ''}.`;
  });
  return {
    sentences: ['These are the regular payments I know of:', ...lines, ...monthSentences(known, asOf, pen)],
    suggestions: SUGGESTIONS,
  };
}

/** What they come to in an average month, one sum a currency. */
function monthSentences(streams: readonly RecurringStream[], asOf: string, pen: Pen): string[] {
  return [...Map.groupBy(streams, ({ amount }) => amount.currency)].flatMap(([currency, own]) => {
    const minor = own.length < 2 ? null : monthlyOf(own);
    if (minor === null) return [];
    const evidence = own.flatMap(streamEvidence);
    const ref = pen.add({
      fact: 'recurring.monthly',
      value: { minor, currency },
      period: null,
      asOf,
      evidence,
      label: 'In an average month',
    });
    return [`Together that is about ${ref.value} in an average month.`];
  });
}

function isOf({ categories }: Args, category: string | undefined): boolean {
  return (categories as readonly (string | undefined)[] | null | undefined)?.includes(category) ?? false;
}

const NOT_YET: Findings = {
  sentences: ['I can’t tell yet: I have not seen enough of your regular payments to say.'],
  nothing: true,
  suggestions: ['What regular payments do I have?', 'Show my recent transactions'],
};

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
