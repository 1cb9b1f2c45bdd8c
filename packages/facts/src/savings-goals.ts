import { addDays, type CalendarDate, monthPeriod } from '@munshi/events/calendar-date';
import type { Account } from '@munshi/events/customer';
import type { GoalProgress } from '@munshi/events/insights-money';
import type { SavingsGoal } from '@munshi/events/preferences';

/** An account of the customer; what is not known of it is null. */
export interface GoalAccount {
  readonly accountId: string;
  readonly kind: Account['kind'] | null;
  readonly currency: string | null;
}

/** What was posted on an account on a date. Minor units, signed. */
export interface Moved {
  readonly accountId: string;
  readonly currency: string;
  readonly date: CalendarDate;
  readonly minor: number;
}

export interface SavingsSeen {
  readonly accounts: readonly GoalAccount[];
  /** From the earliest date on that `movesFrom` gives. */
  readonly moved: readonly Moved[];
  /** Of accounts that something was posted on, the balance as it is now; null where none was ever reported. */
  readonly balances: ReadonlyMap<string, number | null>;
  /** The months that the ledger has seen whole, the newest last. */
  readonly months: readonly string[];
  readonly today: CalendarDate;
}

/** The pace is that of so many past months, */
const MONTHS_OF_PACE = 6;
/** and of fewer than these nothing is said. */
const LEAST_MONTHS = 3;
const EVER = '9999-12-31';

/** A goal with the accounts it is saved in, and how it stands. */
export interface GoalSeen {
  readonly progress: GoalProgress;
  readonly accounts: readonly string[];
  /** Earlier goals are saved in some of the same accounts. */
  readonly isShared: boolean;
}

/** Accounts that a goal may be saved in: own money, in its currency. */
export function isGoalAccount({ kind, currency }: GoalAccount, goalCurrency: string): boolean {
  return kind !== 'card' && kind !== 'loan' && (currency === null || currency === goalCurrency);
}

/** The accounts that a goal is saved in; none where there is none any more. */
export function accountsOfGoal({ accountId, currency }: SavingsGoal, accounts: readonly GoalAccount[]): string[] {
  return accounts
    .filter((one) => isGoalAccount(one, currency) && (accountId === null ? one.kind === 'savings' : one.accountId === accountId))
    .map((one) => one.accountId);
}

/** The months whose saving is the pace. */
export function monthsOfPace(complete: readonly string[]): readonly string[] {
  return complete.slice(-MONTHS_OF_PACE);
}

/** The first date that moves are needed from. */
export function movesFrom(goals: readonly SavingsGoal[], months: readonly string[], today: CalendarDate): CalendarDate {
  const first = monthsOfPace(months)[0] ?? today.slice(0, 7);
  return [`${first}-01`, ...goals.map(({ setOn }) => setOn)].reduce((least, date) => (date < least ? date : least));
}

/**
 * How each goal stands, in the order in which they were set: a pure function of the ledger. What comes to an account counts for the
 * goal that was set first until it is reached, then for the next.
 */
export function goalsSeen(goals: readonly SavingsGoal[], seen: SavingsSeen): GoalSeen[] {
  const places = [...goals].sort(byDay).map((goal) => {
    const all = accountsOfGoal(goal, seen.accounts);
    return { goal, all, accounts: all.filter((accountId) => seen.balances.has(accountId)) };
  });
  const book = createBook(places, seen.moved);
  const found: GoalSeen[] = [];
  places.forEach((place, at) => {
    const before = book.earlier(at).flatMap((other) => found[other]?.progress ?? []);
    found.push({ progress: progressOf(place, { at, before, book, seen }), accounts: place.accounts, isShared: before.length > 0 });
  });
  return found;
}

interface Place {
  readonly goal: SavingsGoal;
  /** Accounts that it is saved in, and those of them that something was posted on. */
  readonly all: readonly string[];
  readonly accounts: readonly string[];
}

type Book = ReturnType<typeof createBook>;

/** What each goal has of what moved. Dates are exclusive ends. */
function createBook(places: readonly Place[], moved: readonly Moved[]) {
  const own = places.map(({ goal, accounts }) => {
    const members = new Set(accounts);
    return moved.filter(({ accountId, currency }) => currency === goal.currency && members.has(accountId));
  });
  const earlier = places.map(({ goal, accounts }, at) =>
    places.slice(0, at).flatMap((other, place) => {
      const shares = other.goal.currency === goal.currency && other.accounts.some((accountId) => accounts.includes(accountId));
      return shares ? [place] : [];
    }),
  );
  const known = new Map<string, number>();
  const movedIn = (at: number, from: CalendarDate, until: CalendarDate): number =>
    (own[at] ?? []).reduce((sum, { date, minor }) => (date >= from && date < until ? sum + minor : sum), 0);
  const saved = (at: number, until: CalendarDate): number => {
    const { goal } = places[at] as Place;
    if (until <= goal.setOn) return 0;
    const key = `${at} ${until}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const taken = (earlier[at] ?? []).reduce((sum, other) => sum + held(other, until) - held(other, goal.setOn), 0);
    const minor = movedIn(at, goal.setOn, until) - taken;
    known.set(key, minor);
    return minor;
  };
  /** What a goal keeps from later ones: never more than its target. */
  const held = (at: number, until: CalendarDate): number => Math.min(Math.max(0, saved(at, until)), places[at]?.goal.target ?? 0);
  return { movedIn, saved, earlier: (at: number): readonly number[] => earlier[at] ?? [] };
}

interface Scene {
  readonly at: number;
  readonly before: readonly GoalProgress[];
  readonly book: Book;
  readonly seen: SavingsSeen;
}

function progressOf({ goal, all, accounts }: Place, { at, before, book, seen }: Scene): GoalProgress {
  const reason = all.length === 0 ? 'no-account' : accounts.length === 0 ? 'no-transactions' : null;
  const unknown = { start: null, saved: null, needed: null, earlier: 0, pace: null, months: 0, state: 'unknown' } as const;
  if (reason !== null) return { ...goal, ...unknown, reason };
  const saved = book.saved(at, EVER);
  const atBegin = book.saved(at, `${seen.today.slice(0, 7)}-01`);
  const needed = neededOf(goal, { saved, atBegin, today: seen.today });
  const months = monthsOfPace(seen.months);
  const pace = months.length < LEAST_MONTHS ? null : paceOf(at, { months, book });
  const open = before.filter(({ state }) => state !== 'reached' && state !== 'passed');
  const earlier = open.reduce((sum, one) => sum + (one.needed ?? 0), 0);
  const state = stateOf(goal, { saved, needed, earlier, pace, today: seen.today });
  const balances = accounts.map((accountId) => seen.balances.get(accountId) ?? null);
  const balance = balances.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  return {
    ...goal,
    start: balance === null ? null : balance - book.movedIn(at, goal.setOn, EVER),
    saved,
    needed,
    earlier,
    pace,
    months: months.length,
    state,
    reason: state === 'unknown' ? 'few-months' : null,
  };
}

/**
 * What is missing over the months that end by the date, as though this month's saving was still to come, or as though it was all
 * done: whichever asks for less. So the day of the month on which somebody saves makes nothing look late.
 */
function neededOf(
  { target, by }: SavingsGoal,
  { saved, atBegin, today }: { readonly saved: number; readonly atBegin: number; readonly today: CalendarDate },
): number {
  const months = Math.max(0, monthNumber(by) - monthNumber(today) + (monthPeriod(by.slice(0, 7)).to === by ? 1 : 0));
  const share = (missing: number, of: number): number => Math.ceil(Math.max(0, missing) / Math.max(1, of));
  return Math.min(share(target - Math.min(saved, atBegin), months), share(target - saved, months - 1));
}

/** Halves away from zero, so that saving and using up are treated alike. */
function paceOf(at: number, { months, book }: { readonly months: readonly string[]; readonly book: Book }): number {
  const last = monthPeriod(months.at(-1) ?? '').to;
  const moved = book.movedIn(at, `${months[0]}-01`, addDays(last, 1));
  return Math.sign(moved) * Math.round(Math.abs(moved) / months.length) + 0;
}

function stateOf(
  { target, by }: SavingsGoal,
  now: { readonly saved: number; readonly needed: number; readonly earlier: number; readonly pace: number | null; readonly today: string },
): GoalProgress['state'] {
  if (now.saved >= target) return 'reached';
  if (now.today > by) return 'passed';
  if (now.pace === null) return 'unknown';
  return now.pace - now.earlier >= now.needed ? 'on-track' : 'off-track';
}

function monthNumber(date: CalendarDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

/** Goals of one day stay in the order in which they stand. */
function byDay(left: SavingsGoal, right: SavingsGoal): number {
  if (left.setOn === right.setOn) return 0;
  return left.setOn < right.setOn ? -1 : 1;
}
