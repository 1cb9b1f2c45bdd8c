import { monthPeriod } from '@munshi/events/calendar-date';
import { z } from 'zod';
import type { BudgetUse } from '../../domain/budget-use.ts';
import { categoryWords, listWords } from '../../domain/category-words.ts';
import { budgetsOf } from '../advice.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import type { Findings, Tool } from '../tool.ts';
import { categoryArg } from './selection.ts';

const args = z.object({
  categories: z.array(categoryArg).max(30).nullish(),
  change: z.boolean().nullish().describe('a budget is to be set or changed: where that is done'),
});
type Args = z.infer<typeof args>;

const WHERE = 'You set and change budgets on Munshi’s page, under Budgets.';
const SHOWN = 12;

export const budgetsTool: Tool<Args> = {
  name: 'budgets',
  description: "The customer's budgets of this month, own and proposed from past months: limit, spent, left, expected at the month's end.",
  step: 'Looking at your budgets',
  args,
  async run({ categories, change }, { context, pen }) {
    const all = await budgetsOf(context);
    const wanted = categories?.length ? all.filter(({ category }) => (categories as readonly string[]).includes(category)) : all;
    const entries = await context.entries();
    const writing = wanted.map((budget) => factsOf(budget, { context, pen, entries }));
    const [only] = writing;
    const sentences = only === undefined ? noneOf(categories ?? [], all.length > 0) : writing.length === 1 ? one(only) : list(writing);
    return { sentences: change ? [...sentences, `\n${WHERE}`] : sentences, suggestions: suggestionsOf(wanted) } satisfies Findings;
  },
};

interface BudgetFacts {
  readonly budget: BudgetUse;
  readonly limit: Ref;
  readonly spent: Ref;
  /** Left of the limit, or spent above it. */
  readonly gap: Ref;
  readonly expected: Ref | null;
}

function factsOf(
  budget: BudgetUse,
  { context, pen, entries }: { context: CustomerContext; pen: Pen; entries: Awaited<ReturnType<CustomerContext['entries']>> },
): BudgetFacts {
  const { category, currency, limit, spent, left, expected, setBy } = budget;
  const period = monthPeriod(budget.month);
  const words = categoryWords(category);
  const rows = budget.entries.map(({ row }) => row);
  const before = entries.filter((entry) => entry.category === category && entry.role === 'spent' && entry.row.date < period.from);
  const history = evidenceOf(before.map(({ row }) => row));
  const asOf = newestDate(rows, period, context.today);
  const money = (minor: number) => ({ minor, currency });
  const used = { period, asOf, evidence: evidenceOf(rows) };
  return {
    budget,
    limit: pen.add({
      fact: setBy === 'customer' ? 'budget.limit' : 'budget.proposed',
      value: money(limit),
      label: `Budget for ${words}`,
      period,
      asOf,
      evidence: setBy === 'customer' ? [{ kind: 'customer', id: context.customerId }] : history,
    }),
    spent: pen.add({ fact: 'spending.category', value: money(spent), label: `Spent on ${words}`, ...used }),
    gap: pen.add({
      fact: left < 0 ? 'budget.over-more' : 'budget.left',
      value: money(Math.abs(left)),
      label: `Budget for ${words}: gap`,
      ...used,
    }),
    expected:
      expected === null || expected === spent
        ? null
        : pen.add({
            fact: 'budget.expected',
            value: money(expected),
            label: `Expected on ${words} by the end of the month`,
            ...used,
            evidence: [...used.evidence, ...history],
          }),
  };
}

function one({ budget, limit, spent, gap, expected }: BudgetFacts): string[] {
  const whose = budget.setBy === 'customer' ? 'as you set it' : 'proposed from your past months';
  const used =
    budget.left < 0
      ? `You have spent ${spent.value}: ${gap.value} more than that.`
      : `You have spent ${spent.value} of it: ${gap.value} is left.`;
  return [
    `Your budget for ${categoryWords(budget.category)} ${limit.when} is ${limit.value}, ${whose}.`,
    used,
    ...(expected === null ? [] : [`If the rest of the month goes as usual, it will be about ${expected.value}.`]),
  ];
}

function list(all: readonly BudgetFacts[]): string[] {
  const [first] = all;
  if (first === undefined) return [];
  const order = { over: 0, 'at-risk': 1, within: 2 };
  const sorted = [...all].sort((left, right) => order[left.budget.state] - order[right.budget.state]);
  const lines = sorted.slice(0, SHOWN).map(({ budget, limit, spent, gap, expected }) => {
    const words = categoryWords(budget.category);
    const stands = {
      over: `${gap.value} over`,
      'at-risk': `${gap.value} left${expected === null ? '' : `, about ${expected.value} expected by the end of the month`}`,
      within: `${gap.value} left`,
    };
    return `\n• ${words[0]?.toUpperCase()}${words.slice(1)}: ${spent.value} of ${limit.value}, ${stands[budget.state]}${budget.setBy === 'proposed' ? ' (proposed)' : ''}.`;
  });
  return [
    `These are your budgets ${first.limit.when}:`,
    ...lines,
    ...(all.some(({ budget }) => budget.setBy === 'proposed') ? ['Proposed ones come from your past months, until you set your own.'] : []),
  ];
}

function noneOf(categories: readonly string[], hasOthers: boolean): string[] {
  if (hasOthers) return [`You have no budget for ${listWords(categories.map(categoryWords))}.`, WHERE];
  return ['You have no budget yet: I propose budgets from your past months, as soon as there are enough of them.', WHERE];
}

function suggestionsOf(wanted: readonly BudgetUse[]): string[] {
  const worst = wanted.find(({ state }) => state !== 'within') ?? wanted[0];
  return [
    ...(worst ? [`Show my spending on ${categoryWords(worst.category)} this month`] : ['What are my budgets?']),
    'How can I save money?',
    'How much can I safely spend?',
  ];
}
