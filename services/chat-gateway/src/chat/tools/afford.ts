import { calendarDate, dateIn } from '@munshi/events/calendar-date';
import { daysToLast, lowestBeforeIncome, safeToSpend, whatIf } from '@munshi/facts/balance-ahead';
import { z } from 'zod';
import { accountsOf, ownMoney } from '../../domain/accounts.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { type AheadSeen, aheadOf, wouldBe } from './ahead-facts.ts';
import { monthsOfSpending } from './usual-month.ts';

const args = z.object({
  amount: z.int().min(0).nullish().describe('what it costs, in minor units; without it, how much can be spent'),
  on: calendarDate.nullish().describe('the day to come that it is spent on; today without it'),
});
type Purchase = z.infer<typeof args>;

/** What there is to spend from, and what a month usually takes: the figures to decide by, not the decision. */
export const affordTool: Tool<Purchase> = {
  name: 'afford',
  description: 'How much can be spent safely; what a purchase, today or on a day to come, leaves of the balance and of the forecast.',
  step: 'Looking at what you have',
  args,
  async run(purchase, { context, pen }) {
    const balance = await balanceNow({ context, pen });
    if (balance === null) return { sentences: ['I can’t tell: the bank has reported no balance of yours.'], nothing: true };
    const ahead = aheadOf(context, pen);
    const usual = await monthsOfSpending(context, pen);
    const month =
      usual === null ? [] : [`An average month takes ${usual.average.value} of spending (${usual.total.value} ${usual.total.when}).`];
    return {
      sentences: purchase.amount
        ? [
            'Whether to spend it is yours to decide; these are the figures to decide by.',
            ...purchaseSentences({ ...purchase, amount: purchase.amount }, balance, ahead),
            ...month,
          ]
        : [...safeSentences(ahead), balance.said, ...month],
      suggestions: ['Which bills are due?', 'What are my budgets?', 'How much did I spend last month?'],
    };
  },
};

interface BalanceNow {
  readonly minor: number;
  readonly said: string;
  add(fact: string, minor: number, label: string): string;
}

async function balanceNow({ context, pen }: Pick<ToolRun, 'context'> & { pen: Pen }): Promise<BalanceNow | null> {
  const accounts = accountsOf({ profile: context.states['bank.customers'], rows: await context.rows(), timeZone: context.timeZone });
  const own = ownMoney(accounts).find(({ money }) => money.currency === context.currency);
  if (!own) return null;
  const evidence = own.accounts.flatMap(({ balance }) => [
    ...(balance?.fromRecord ? [{ kind: 'customer' as const, id: context.customerId }] : []),
    ...evidenceOf(balance?.rows ?? []),
  ]);
  const dates = own.accounts.map(({ balance }) => balance?.asOf ?? '').sort();
  const asOf = dates.at(-1) ?? dateIn(context.timeZone, new Date());
  const add = (fact: string, minor: number, label: string) =>
    pen.add({ fact, value: { minor, currency: context.currency }, period: null, asOf, evidence, label });
  const total = add('balance.total', own.money.minor, 'Balance of current and savings accounts');
  return {
    minor: own.money.minor,
    said: `Your balance is ${total.value}, as of ${total.asOf}.`,
    add: (fact, minor, label) => add(fact, minor, label).value,
  };
}

/** How much can go without running short before money comes in. */
function safeSentences(ahead: AheadSeen | null): string[] {
  if (ahead === null) return ['I can’t tell how much is safe to spend: there is no forecast for you yet.'];
  const lowest = lowestBeforeIncome(ahead);
  const safe = safeToSpend(ahead);
  const isIncomeKnown = ahead.nextIncome !== null;
  const until = untilOf(ahead);
  const said =
    safe === 0
      ? [`I see nothing that can be spent safely beyond your usual payments: money may run short${until}.`]
      : [
          `Up to ${ahead.money('forecast.safe', safe, 'Safe to spend now')} can be spent now, on top of your usual payments, without running short${until}.`,
        ];
  if (lowest === null) return said;
  const there = wouldBe(ahead, { date: lowest.date, minor: lowest.expected, label: 'Lowest day ahead', fact: 'forecast.lowest' });
  return [
    ...said,
    ...(isIncomeKnown ? [] : ['I know of no income to come.']),
    `With your usual payments alone, ${there}, the lowest day ${isIncomeKnown ? 'before then' : 'that I can see'}.`,
  ];
}

/** How long what is spent now has to leave enough for. */
function untilOf(ahead: AheadSeen): string {
  if (ahead.nextIncome !== null) return ` before your next income on ${ahead.date('Next income', ahead.nextIncome)}`;
  return ` until ${ahead.date('Day until which money has to last', daysToLast(ahead).at(-1)?.date ?? ahead.asOf)}`;
}

function purchaseSentences({ amount, on }: Purchase & { amount: number }, balance: BalanceNow, ahead: AheadSeen | null): string[] {
  if (on == null)
    return [balance.said, ...afterwards(balance.minor - amount, balance), ...(ahead === null ? [] : laterSentences(amount, null, ahead))];
  if (ahead === null) return [balance.said, 'What there will be on that day I can’t tell: there is no forecast for you yet.'];
  return [balance.said, ...laterSentences(amount, on, ahead)];
}

function afterwards(left: number, { add }: BalanceNow): string[] {
  if (left < 0) return [`That is ${add('balance.short-less', -left, 'Missing to the price asked about')} less than it costs.`];
  return [`After paying for it ${add('balance.after', left, 'Left after the price asked about')} would be left.`];
}

/** What the forecast leaves with the purchase taken off: on its day, and on the lowest day until money comes in after it. */
function laterSentences(amount: number, on: string | null, ahead: AheadSeen): string[] {
  const last = ahead.days.at(-1)?.date ?? ahead.asOf;
  const day = on ?? ahead.days[0]?.date ?? ahead.asOf;
  if (day > last) return [`I can’t tell so far ahead: my forecast ends on ${ahead.date('Last day of the forecast', last)}.`];
  const after = whatIf({ days: ahead.days.filter(({ date }) => date >= day), nextIncome: ahead.nextIncome }, { minor: amount, date: day });
  const isBeforeIncome = ahead.nextIncome !== null && ahead.nextIncome > day;
  const [first] = after.days;
  const lowest = lowestBeforeIncome({ ...after, nextIncome: isBeforeIncome ? after.nextIncome : null });
  if (!first || !lowest) return [];
  const onDay =
    on === null
      ? []
      : [`After it, ${wouldBe(ahead, { date: day, minor: first.expected, label: 'Day of the purchase', fact: 'forecast.after' })}.`];
  const until = isBeforeIncome ? 'before money comes in' : 'that I can see';
  const there = wouldBe(ahead, {
    date: lowest.date,
    minor: lowest.expected,
    label: 'Lowest day after the purchase',
    fact: 'forecast.lowest',
  });
  const risk = lowest.low < 0 && lowest.expected >= 0 ? ['So money may run short, if things go worse than expected.'] : [];
  return [
    ...onDay,
    `With your usual payments and this purchase ${there}, the lowest day ${until}.`,
    ...risk,
    ...(on === null
      ? [
          `As far as I can tell, up to ${ahead.money('forecast.safe', safeToSpend(ahead), 'Safe to spend now')} can be spent now without running short${untilOf(ahead)}.`,
        ]
      : []),
  ];
}
