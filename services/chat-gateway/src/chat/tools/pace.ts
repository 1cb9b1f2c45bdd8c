import type { Pace } from '@munshi/events/insights-money';
import type { LedgerRow } from '@munshi/facts/definitions';
import { categoryWords, listWords } from '../../domain/category-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';

export interface PaceWriting {
  readonly context: CustomerContext;
  readonly pen: Pen;
  /** What was spent this month. */
  readonly rows: readonly LedgerRow[];
}

/** What the same days of past months usually took, and what made the difference. */
export function paceSentences(pace: Pace, { context, pen, rows }: PaceWriting): string[] {
  const { currency, month, day, spent, usual, causes } = pace;
  const to = `${month}-${String(day).padStart(2, '0')}`;
  const evidence = [
    { kind: 'insight' as const, id: `insights.spending/${context.customerId}` },
    ...evidenceOf(rows.filter(({ date }) => date <= to)),
  ];
  const add = (fact: string, value: Parameters<Pen['add']>[0]['value'], label: string) =>
    pen.add({ fact, value, label, period: { from: `${month}-01`, to }, asOf: to, evidence });
  const money = (fact: string, minor: number, label: string) => add(fact, { minor: Math.abs(minor), currency }, label).value;
  const change = spent - usual;
  const date = add('spending.usual-date', { date: to }, 'Day that it is compared up to').value;
  const by = `By ${date} you have usually spent about ${money('spending.usual', usual, 'Usual up to this day of the month')}`;
  if (change === 0) return [`${by}, as now.`];
  const isMore = change > 0;
  const gap = money(`spending.usual-${isMore ? 'more' : 'less'}`, change, 'Difference to the usual up to this day');
  const largest = causes.map(({ category, change: part }) => {
    const ref = money(`spending.usual-${part > 0 ? 'more' : 'less'}`, part, `Difference to the usual on ${categoryWords(category)}`);
    return `${categoryWords(category)} (${ref} ${part > 0 ? 'more' : 'less'})`;
  });
  return [
    `${by}, so you are ${gap} ${isMore ? 'above' : 'below'} your usual.`,
    ...(largest.length > 0 ? [`The most of the difference comes from ${listWords(largest)}.`] : []),
  ];
}
