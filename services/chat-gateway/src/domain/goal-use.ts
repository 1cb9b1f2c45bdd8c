import type { CalendarDate, Period } from '@munshi/events/calendar-date';
import { monthPeriod } from '@munshi/events/calendar-date';
import type { SavingsGoal } from '@munshi/events/preferences';
import { completeMonths } from '@munshi/facts/complete-months';
import type { LedgerRow } from '@munshi/facts/definitions';
import { type GoalSeen, goalsSeen, type Moved, monthsOfPace } from '@munshi/facts/savings-goals';
import type { AccountBalance } from './accounts.ts';

/** A goal as the ledger stands now, with the rows that its figures are made of. */
export interface GoalUse extends GoalSeen {
  /** What moved on its accounts since it was set. */
  readonly since: readonly LedgerRow[];
  /** What moved on them in the months of its pace. */
  readonly past: readonly LedgerRow[];
  /** Those months; null where there is none. */
  readonly pacePeriod: Period | null;
  readonly balances: readonly AccountBalance[];
}

export interface GoalLedger {
  readonly accounts: readonly AccountBalance[];
  readonly rows: readonly LedgerRow[];
  readonly today: CalendarDate;
}

/** Every goal as far as the ledger says, whatever analytics last said: a goal that was just set stands at once. */
export function goalsInUse(goals: readonly SavingsGoal[], { accounts, rows, today }: GoalLedger): GoalUse[] {
  if (goals.length === 0) return [];
  const posted = rows.filter(({ status }) => status === 'posted');
  const dates = rows.map(({ date }) => date).sort();
  const months = dates.length === 0 ? [] : completeMonths({ from: dates[0] ?? today, to: dates.at(-1) ?? today });
  const moved = posted.flatMap((row): Moved[] =>
    row.accountId === null ? [] : [{ accountId: row.accountId, currency: row.amount.currency, date: row.date, minor: row.amount.minor }],
  );
  const seen = new Set(moved.map(({ accountId }) => accountId));
  const balances = new Map(
    accounts.flatMap(({ accountId, balance }) => (seen.has(accountId) ? [[accountId, balance?.money.minor ?? null] as const] : [])),
  );
  const ofPace = monthsOfPace(months);
  const pacePeriod = ofPace.length === 0 ? null : { from: `${ofPace[0]}-01`, to: monthPeriod(ofPace.at(-1) ?? '').to };
  return goalsSeen(goals, { accounts, moved, balances, months, today }).map((goal) => {
    const { currency, setOn } = goal.progress;
    const members = new Set(goal.accounts);
    const own = posted.filter((row) => row.amount.currency === currency && row.accountId !== null && members.has(row.accountId));
    return {
      ...goal,
      since: own.filter(({ date }) => date >= setOn),
      past: own.filter(({ date }) => pacePeriod !== null && date >= pacePeriod.from && date <= pacePeriod.to),
      pacePeriod,
      balances: accounts.filter(({ accountId }) => members.has(accountId)),
    };
  });
}

/** Words that any goal may have in its name. */
const PLAIN = new Set('goal goals saving savings save saved money the for and our own new fund track'.split(' '));

/** The goals that a question names by a word of their names; all of them where it names none. */
export function goalsNamed<Goal extends { readonly progress: { readonly name: string } }>(goals: readonly Goal[], about: string): Goal[] {
  const asked = new Set(wordsOf(about));
  const named = goals.filter(({ progress }) => wordsOf(progress.name).some((word) => !PLAIN.has(word) && asked.has(word)));
  return named.length > 0 ? named : [...goals];
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? []).map((word) => word.normalize('NFC'));
}
