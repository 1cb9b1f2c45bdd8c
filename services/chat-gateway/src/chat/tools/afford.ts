import { dateIn } from '@munshi/events/calendar-date';
import { lowestBeforeIncome, safeToSpend, whatIf } from '@munshi/facts/balance-ahead';
import { z } from 'zod';
import { accountsOf, ownMoney } from '../../domain/accounts.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { monthsOfSpending } from './usual-month.ts';

const args = z.object({ amount: z.int().min(0).nullish().describe('what it costs, in minor units') });

/** What there is to spend from, and what a month usually takes: the figures to decide by, not the decision. */
export const affordTool: Tool<z.infer<typeof args>> = {
  name: 'afford',
  description: 'What the customer has, what would be left after a purchase, and what an average month costs.',
  step: 'Looking at what you have',
  args,
  async run({ amount }, { context, pen }) {
    const rows = await context.rows();
    const accounts = accountsOf({ profile: context.states['bank.customers'], rows, timeZone: context.timeZone });
    const own = ownMoney(accounts).find(({ money }) => money.currency === context.currency);
    if (!own) return { sentences: ['I can’t tell: the bank has reported no balance of yours.'], nothing: true };
    const evidence = own.accounts.flatMap(({ balance }) => [
      ...(balance?.fromRecord ? [{ kind: 'customer' as const, id: context.customerId }] : []),
      ...evidenceOf(balance?.rows ?? []),
    ]);
    const asOf =
      own.accounts
        .map(({ balance }) => balance?.asOf ?? '')
        .sort()
        .at(-1) ?? dateIn(context.timeZone, new Date());
    const add = (fact: string, minor: number, label: string) =>
      pen.add({ fact, value: { minor, currency: context.currency }, period: null, asOf, evidence, label });
    const balance = add('balance.total', own.money.minor, 'Balance of current and savings accounts');
    return {
      sentences: [
        'Whether to spend it is yours to decide; these are the figures to decide by.',
        `Your balance is ${balance.value}, as of ${balance.asOf}.`,
        ...(amount ? afterwards(own.money.minor - amount, add) : []),
        ...forecastSentences(amount ?? 0, { context, pen }),
        ...(await aheadSentences({ context, pen })),
      ],
      suggestions: ['What regular payments do I have?', 'How much did I spend last month?'],
    };
  },
};

function afterwards(left: number, add: (fact: string, minor: number, label: string) => ReturnType<Pen['add']>): string[] {
  if (left < 0) return [`That is ${add('balance.short-less', -left, 'Missing to the price asked about').value} less than it costs.`];
  return [`After paying for it ${add('balance.after', left, 'Left after the price asked about').value} would be left.`];
}

/** What the forecast leaves up to the next income, with the purchase taken off. */
function forecastSentences(amount: number, { context, pen }: Pick<ToolRun, 'context' | 'pen'>): string[] {
  const insight = context.states['insights.cashflow'];
  if (!insight || insight.currency !== context.currency || insight.days.length === 0) return [];
  const said = { days: insight.days, nextIncome: insight.nextIncome ?? null };
  const ahead = whatIf(said, { minor: amount, date: insight.days[0]?.date ?? insight.asOf });
  const lowest = lowestBeforeIncome(ahead);
  if (lowest === null) return [];
  const common = { period: null, asOf: insight.asOf, evidence: [{ kind: 'insight' as const, id: context.customerId }] };
  const money = (minor: number) => ({ minor, currency: insight.currency });
  const date = pen.add({ fact: 'forecast.date', value: { date: lowest.date }, label: 'Lowest day before money comes in', ...common });
  const level = pen.add({ fact: 'forecast.lowest', value: money(lowest.expected), label: 'Expected on the lowest day', ...common });
  const safe = pen.add({ fact: 'forecast.safe', value: money(safeToSpend(said)), label: 'Safe to spend now', ...common });
  return [
    `With your usual payments ${amount > 0 ? 'and this purchase ' : ''}about ${level.value} would be there on ${date.value}, the lowest day before money comes in.`,
    `As far as I can tell, up to ${safe.value} can be spent now without running short before then.`,
  ];
}

async function aheadSentences({ context, pen }: Pick<ToolRun, 'context' | 'pen'>): Promise<string[]> {
  const usual = await monthsOfSpending(context, pen);
  return usual === null ? [] : [`An average month takes ${usual.average.value} of spending (${usual.total.value} ${usual.total.when}).`];
}
