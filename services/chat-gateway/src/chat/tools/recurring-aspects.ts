import { addDays, type CalendarDate } from '@munshi/events/calendar-date';
import type { RecurringStream } from '@munshi/events/insights-money';
import type { Entry } from '@munshi/facts/definitions';
import type { RecurringAspect } from '../../domain/recurring-words.ts';
import type { Pen } from '../fact-book.ts';
import type { Findings } from '../tool.ts';
import { addStream, isMature, streamEvidence } from './stream-facts.ts';

/** Within so many days a bill is due, where a question names no day. */
const DUE_DAYS = 14;

export interface AspectRun {
  /** Money out of every state, the wanted ones. */
  readonly streams: readonly RecurringStream[];
  readonly asOf: CalendarDate;
  readonly today: CalendarDate;
  readonly until: CalendarDate | null;
  readonly entries: readonly Entry[];
  readonly pen: Pen;
}

/** What is asked of recurring payments besides which there are. */
export const ASPECTS: Readonly<Record<RecurringAspect, (run: AspectRun) => Findings>> = { due, missed, rises, ended, trials };

function due({ streams, today, until, asOf, pen }: AspectRun): Findings {
  const coming = sortedByNext(streams.filter((stream) => isMature(stream) && (stream.nextDate ?? '') >= today));
  const last = until ?? addDays(today, DUE_DAYS);
  const found = coming.filter(({ nextDate }) => (nextDate ?? '') <= last);
  const lastDay = pen.add({
    fact: 'recurring.until',
    value: { date: last },
    period: null,
    asOf,
    evidence: coming.flatMap(streamEvidence),
    label: 'Last day that was looked at',
  });
  const late = sayLate(streams, asOf, pen);
  const suggestions = ['How much can I safely spend?', 'What regular payments do I have?'];
  if (found.length === 0) {
    const [next] = coming;
    const refs = next && addStream(pen, next, asOf);
    const then = refs?.next ? [`The next is ${refs.name.value}: about ${refs.amount.value} on ${refs.next.value}.`] : [];
    return { sentences: [`I expect no regular payment up to ${lastDay.value}.`, ...then, ...late], suggestions };
  }
  const lines = found.map((stream) => {
    const { name, amount, next } = addStream(pen, stream, asOf);
    return `\n• ${next?.value}: ${name.value}, ${isFixed(stream) ? '' : 'about '}${amount.value}.`;
  });
  return { sentences: [`Up to ${lastDay.value} I expect these payments:`, ...lines, ...sums(found, { asOf, pen }), ...late], suggestions };
}

const isFixed = ({ range }: RecurringStream): boolean => range != null && range.low === range.high;

/** What some payments come to, one sum a currency; nothing where there is one alone. */
function sums(streams: readonly RecurringStream[], { asOf, pen }: { asOf: CalendarDate; pen: Pen }): string[] {
  return [...Map.groupBy(streams, ({ amount }) => amount.currency)].flatMap(([currency, own]) => {
    if (own.length < 2) return [];
    const minor = own.reduce((sum, { amount }) => sum + Math.abs(amount.minor), 0);
    const evidence = own.flatMap(streamEvidence);
    const ref = pen.add({
      fact: 'recurring.sum',
      value: { minor, currency },
      period: null,
      asOf,
      evidence,
      label: 'Due payments together',
    });
    return [`Together that is about ${ref.value}.`];
  });
}

function sortedByNext(streams: readonly RecurringStream[]): RecurringStream[] {
  return [...streams].sort((left, right) => ((left.nextDate ?? '') < (right.nextDate ?? '') ? -1 : 1));
}

function sayLate(streams: readonly RecurringStream[], asOf: CalendarDate, pen: Pen): string[] {
  return streams
    .filter((stream) => isMature(stream) && stream.isMissed)
    .map((stream) => {
      const { name, amount, next } = addStream(pen, stream, asOf);
      return `\n• ${name.value}: about ${amount.value} was expected${next ? ` on ${next.value}` : ''} and I have not seen it.`;
    });
}

function missed({ streams, asOf, pen }: AspectRun): Findings {
  const lines = sayLate(streams, asOf, pen);
  const suggestions = ['Which bills are due?', 'What regular payments do I have?'];
  if (lines.length > 0) return { sentences: ['I have not seen these payments, which were expected:', ...lines], suggestions };
  const { count, isOne } = regarded(streams, asOf, pen);
  return {
    sentences: [
      `${isOne ? 'The' : 'All'} ${count} regular ${isOne ? 'payment' : 'payments'} I know of came when expected, as far as the bank has told me.`,
    ],
    suggestions,
  };
}

/** How many regular payments an answer looked at. */
function regarded(streams: readonly RecurringStream[], asOf: CalendarDate, pen: Pen): { readonly count: string; readonly isOne: boolean } {
  const known = streams.filter(isMature);
  const evidence = known.flatMap(streamEvidence);
  const count = pen.add({
    fact: 'recurring.count',
    value: known.length,
    period: null,
    asOf,
    evidence,
    label: 'Regular payments looked at',
  });
  return { count: count.value, isOne: known.length === 1 };
}

function rises({ streams, asOf, pen }: AspectRun): Findings {
  const risen = streams.filter((stream) => isMature(stream) && stream.priceRise != null);
  const suggestions = ['How can I save money?', 'What regular payments do I have?'];
  if (risen.length === 0) {
    const { count, isOne } = regarded(streams, asOf, pen);
    const words = isOne ? `The ${count} regular payment I know of has` : `None of the ${count} regular payments I know of has`;
    return {
      sentences: [`${words} ${isOne ? 'kept its price' : 'a higher price than before'}, as far as your transactions show.`],
      suggestions,
    };
  }
  const lines = risen.map((stream) => {
    const rise = stream.priceRise as NonNullable<RecurringStream['priceRise']>;
    const common = { period: null, asOf, evidence: streamEvidence(stream) };
    const money = (fact: string, minor: number, label: string) =>
      pen.add({ fact, value: { minor, currency: stream.amount.currency }, label, ...common }).value;
    const date = pen.add({ fact: 'recurring.rise-date', value: { date: rise.date }, label: 'First payment of the new price', ...common });
    const { name } = addStream(pen, stream, asOf);
    return `\n• ${name.value}: from ${money('recurring.price-before', rise.from, 'Price before')} to ${money('recurring.price-after', rise.to, 'Price now')} on ${date.value}, ${money('recurring.price-more', rise.to - rise.from, 'More each time')} more each time.`;
  });
  return { sentences: ['These went up in price:', ...lines], suggestions };
}

function ended({ streams, asOf, entries, pen }: AspectRun): Findings {
  const over = streams.filter(({ state }) => state === 'ended');
  const suggestions = ['What regular payments do I have?', 'Did anything go up in price?'];
  if (over.length === 0) return { sentences: ['I know of no regular payment of yours that has ended.'], suggestions };
  const dateOf = new Map(entries.map(({ row }) => [row.transactionId, row.date]));
  const lines = over.map((stream) => {
    const dates = stream.transactionIds.map((id) => dateOf.get(id) ?? '').sort();
    const { name, amount } = addStream(pen, stream, asOf);
    const last = dates.at(-1);
    const paid = last
      ? pen.add({ fact: 'recurring.paid', value: { date: last }, label: 'Last paid', period: null, asOf, evidence: streamEvidence(stream) })
      : null;
    return `\n• ${name.value}: ${amount.value}${paid ? `, last paid on ${paid.value}` : ''}.`;
  });
  return { sentences: ['These regular payments came no more when they were expected:', ...lines], suggestions };
}

function trials({ streams, asOf, pen }: AspectRun): Findings {
  const found = streams.filter(({ trialEnds }) => trialEnds != null);
  const suggestions = ['Which subscriptions do I have?', 'Which bills are due?'];
  if (found.length === 0) return { sentences: ['I see no trial among your payments that is about to end.'], suggestions };
  const lines = found.map((stream) => {
    const { name } = addStream(pen, stream, asOf);
    const date = pen.add({
      fact: 'recurring.trial-ends',
      value: { date: stream.trialEnds as string },
      label: 'When the trial seems to end',
      period: null,
      asOf,
      evidence: streamEvidence(stream),
    });
    return `\n• ${name.value}: the trial seems to end on ${date.value}; from then on the full price is due.`;
  });
  return { sentences: ['These look like trials:', ...lines], suggestions };
}
