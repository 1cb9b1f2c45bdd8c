import { dateIn } from '@munshi/events/calendar-date';
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

async function aheadSentences({ context, pen }: Pick<ToolRun, 'context' | 'pen'>): Promise<string[]> {
  const usual = await monthsOfSpending(context, pen);
  return usual === null ? [] : [`An average month takes ${usual.average.value} of spending (${usual.total.value} ${usual.total.when}).`];
}
