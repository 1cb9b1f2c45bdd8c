import { type CalendarDate, dateIn } from '@munshi/events/calendar-date';
import type { Evidence } from '@munshi/events/claim';
import { z } from 'zod';
import { type AccountBalance, accountsOf, ownMoney } from '../../domain/accounts.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import { periodArg, periodOf } from './period-args.ts';

const args = z.object({
  period: periodArg.nullish().describe('for the balance at its last day; the newest without it'),
  account: z.enum(['current', 'savings', 'card', 'loan', 'owed']).nullish().describe('`owed`: cards and loans'),
});

const KIND_WORDS = {
  current: 'current account',
  savings: 'savings account',
  card: 'card',
  loan: 'loan',
  other: 'other account',
  owed: 'card or loan',
} as const;

/** Money in current and savings accounts, one sum a currency; cards and loans as owed. */
export const balanceTool: Tool<z.infer<typeof args>> = {
  name: 'balance',
  description: "The balance of the customer's accounts; optionally of one kind of account. Cards and loans are owed.",
  step: 'Looking at your accounts',
  args,
  async run({ account, period }, { context, pen }) {
    const at = await periodOf(context, period, { from: context.today, to: context.today });
    const day = at.to < context.today ? at.to : null;
    const accounts = await accountsAt(day, context);
    const isChosen = ({ kind }: AccountBalance): boolean =>
      account === 'owed' ? kind === 'card' || kind === 'loan' : !account || kind === account;
    const chosen = accounts.filter(isChosen);
    if (chosen.length === 0) {
      return {
        sentences: [
          account
            ? `I can’t tell: the bank shows me no ${KIND_WORDS[account]} of yours.`
            : 'I can’t tell your balance: the bank has shown me no account of yours yet.',
        ],
        nothing: true,
      };
    }
    const known = chosen.filter(({ balance }) => balance !== null);
    const unknown = chosen.filter(({ balance, isOwnMoney }) => balance === null && (isOwnMoney || account));
    const sentences = [
      ...(account ? [] : totalSentences(accounts, day, { context, pen })),
      ...known
        .map((one) => accountSentence(one, context, { pen, day, isSaid: known.length === 1 && !account, isAlone: known.length === 1 }))
        .filter((sentence) => sentence !== ''),
      ...(unknown.length > 0
        ? [
            `The bank has not reported a balance for ${names(unknown)}${day ? ' up to then' : ''}, so I can’t tell ${unknown.length > 1 ? 'those' : 'that one'}.`,
          ]
        : []),
      ...(day ? [] : pendingSentences(chosen, context, pen)),
    ];
    return { sentences, suggestions: ['How much did I spend last month?', 'Show my recent transactions'] };
  },
};

/** The accounts as they stood at the end of a day: by what the bank had reported until then and what was posted since. Null: now. */
async function accountsAt(day: CalendarDate | null, { states, timeZone, rows }: CustomerContext): Promise<AccountBalance[]> {
  const profile = states['bank.customers'];
  const all = await rows();
  if (day === null) return accountsOf({ profile, rows: all, timeZone });
  const isUntil = (instant: string | null | undefined): boolean => !!instant && dateIn(timeZone, new Date(instant)) <= day;
  const accounts = profile?.accounts?.map((account) => (isUntil(account.balanceAsOf) ? account : { ...account, balance: null }));
  return accountsOf({
    profile: profile ? { ...profile, accounts: accounts ?? null } : null,
    rows: all.filter(({ date }) => date <= day),
    timeZone,
  });
}

function totalSentences(
  accounts: readonly AccountBalance[],
  day: CalendarDate | null,
  { context, pen }: { readonly context: CustomerContext; readonly pen: Pen },
): string[] {
  return ownMoney(accounts).map(({ money, accounts: members }) => {
    const newest =
      members
        .map(({ balance }) => balance?.asOf ?? '')
        .sort()
        .at(-1) ?? context.today;
    const evidence = uniqueEvidence(members.flatMap((member) => evidenceOfBalance(member, context)));
    const total = pen.add({
      fact: 'balance.total',
      value: money,
      period: day ? { from: day, to: day } : null,
      asOf: newest,
      evidence,
      label: `Balance of current and savings accounts, ${money.currency}`,
    });
    const where =
      members.length > 1
        ? 'across your current and savings accounts'
        : `in your ${members[0]?.kind ? KIND_WORDS[members[0].kind] : 'account'}`;
    return day
      ? `Your balance was ${total.value} ${where} ${total.when}.`
      : `Your balance is ${total.value} ${where}, as of ${total.asOf}.`;
  });
}

function accountSentence(
  account: AccountBalance,
  context: CustomerContext,
  { pen, day, isSaid, isAlone }: { pen: Pen; day: CalendarDate | null; isSaid: boolean; isAlone: boolean },
): string {
  const { balance, kind } = account;
  // The total has said it already.
  if (!balance || (isSaid && account.isOwnMoney)) return '';
  const evidence = evidenceOfBalance(account, context);
  const words = kind ? KIND_WORDS[kind] : 'account';
  const isDebt = (kind === 'card' || kind === 'loan') && balance.money.minor < 0;
  const value = isDebt ? { ...balance.money, minor: -balance.money.minor } : balance.money;
  const ref = pen.add({
    fact: isDebt ? 'balance.owed' : 'balance.account',
    value,
    period: day ? { from: day, to: day } : null,
    asOf: balance.asOf,
    evidence,
    label: isDebt ? `Owed on the ${words}` : `Balance of the ${words}`,
  });
  const isTelling = account.name !== null && account.name.toLowerCase() !== words;
  const name = isTelling
    ? pen.add({
        fact: 'balance.name',
        value: { name: account.name ?? '' },
        period: null,
        asOf: balance.asOf,
        evidence,
        label: `Name of the ${words}`,
      })
    : null;
  const called = name ? ` (${name.value})` : '';
  const bullet = isAlone ? '' : '\n• ';
  const time = day ? ref.when : `as of ${ref.asOf}`;
  if (isDebt) return `${bullet}You ${day ? 'owed' : 'owe'} ${ref.value} on your ${words}${called}${day ? '' : ','} ${time}.`;
  return isAlone
    ? `Your ${words}${called} ${day ? 'held' : 'holds'} ${ref.value}${day ? '' : ','} ${time}.`
    : `${bullet}${words[0]?.toUpperCase()}${words.slice(1)}${called}: ${ref.value}.`;
}

function pendingSentences(accounts: readonly AccountBalance[], context: CustomerContext, pen: Pen): string[] {
  const pending = accounts.flatMap((account) => account.pending).filter((row) => row.amount.minor < 0);
  return [...Map.groupBy(pending, (row) => row.amount.currency)].map(([currency, rows]) => {
    const minor = rows.reduce((sum, row) => sum - row.amount.minor, 0);
    const ref = pen.add({
      fact: 'balance.pending',
      value: { minor, currency },
      period: null,
      asOf: context.today,
      evidence: evidenceOf(rows),
      label: 'Pending payments, not yet taken off the balance',
    });
    return `\nPayments of ${ref.value} are still pending and not taken off yet.`;
  });
}

function evidenceOfBalance({ balance }: AccountBalance, context: CustomerContext): Evidence[] {
  if (!balance) return [];
  return [...(balance.fromRecord ? [{ kind: 'customer' as const, id: context.customerId }] : []), ...evidenceOf(balance.rows)];
}

function uniqueEvidence(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((one) => [`${one.kind} ${one.id}`, one])).values()];
}

function names(accounts: readonly AccountBalance[]): string {
  return accounts.map(({ kind }) => `your ${kind ? KIND_WORDS[kind] : 'account'}`).join(' and ');
}
