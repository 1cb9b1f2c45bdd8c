import { monthOf, monthPeriod } from '@munshi/events/calendar-date';
import type { SpendingInsight } from '@munshi/events/insights';
import { CATEGORIES, isCategory } from '@munshi/events/spending';
import type { Writer } from '@munshi/facts/write';
import type { PassageMetadata } from '../indexing/indexing.ts';

const CATEGORIES_SHOWN = 12;

/** The statements of a customer's complete months, one a month and currency, in words a question would use. */
export function statementsOf(insight: SpendingInsight, writer: Writer): PassageMetadata[] {
  return insight.months.filter(({ month }) => month < monthOf(insight.asOf)).map((month) => statementOf(month, writer));
}

type Month = SpendingInsight['months'][number];

function statementOf(month: Month, writer: Writer): PassageMetadata {
  const name = writer.period(monthPeriod(month.month));
  return {
    kind: 'statement',
    documentId: `statement-${month.month}-${month.currency}`,
    title: `Statement of ${name}`,
    section: '',
    text: textOf(month, name, writer),
    month: month.month,
    currency: month.currency,
  };
}

function textOf({ currency, spent, received, categories }: Month, name: string, writer: Writer): string {
  const amount = (minor: number) => writer.money({ minor, currency });
  const largest = categories.filter((category) => category.spent > 0).sort((left, right) => right.spent - left.spent);
  const lines = largest
    .slice(0, CATEGORIES_SHOWN)
    .map(({ category, spent: part, count }) => `${wordsOf(category)} ${amount(part)} (${writer.count(count)})`);
  const where = lines.length === 0 ? '' : ` Where it went: ${lines.join(', ')}.`;
  return `In ${name} you spent ${amount(spent)} and received ${amount(received)}.${where}`;
}

function wordsOf(category: string): string {
  return isCategory(category) ? CATEGORIES[category] : category;
}
