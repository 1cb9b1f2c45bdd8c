import type { Customer } from '@munshi/events/customer';
import type { Intake } from '@munshi/events/event';
import { emptyHabits, type Habits } from '../anomaly/habits.ts';
import type { RecentPayment } from '../anomaly/recent-payments.ts';
import type { CustomerMoments } from '../features/customer-windows.ts';
import type { MonthSums } from '../spending/month-sums.ts';
import type { ActiveDays } from './active-days.ts';
import type { Labels } from './labels.ts';
import type { Tickets } from './tickets.ts';

/** Raised when the shape changes. */
export const STATE_VERSION = 4;

export interface KnownAccount {
  /** Null while only the ledger has named it. */
  readonly kind: 'current' | 'savings' | 'card' | 'loan' | 'other' | null;
  readonly currency: string | null;
}

/** What was last said on a topic of states. */
export interface Said {
  readonly sequence: number;
  /** Hash of the content, without dates that move by themselves. */
  readonly hash: string;
  /** The date of the ledger it was said at. */
  readonly asOf: string;
}

export type StateTopic = 'spending' | 'recurring' | 'cashflow' | 'segments' | 'churn' | 'recommendations';

/** All that analytics remembers of a customer besides the ledger. One row, one JSON value, changed in place by handlers. */
export interface CustomerState {
  readonly version: typeof STATE_VERSION;
  readonly customerId: string;
  /** `ce_sequence` of the profile that stands; -1 before any. */
  profileSequence: number;
  /** The mark of the newest event: what a job derives later carries it. */
  intake: Intake;
  /** The band that the bank puts the income in: whose habits fill in while the own are few. Null while it is unknown. */
  segment: string | null;
  readonly accounts: Record<string, KnownAccount>;
  /** First and newest date of every version that was seen; null before any. */
  span: { readonly from: string; readonly to: string } | null;
  readonly months: MonthSums;
  readonly days: ActiveDays;
  readonly habits: Habits;
  /** Payments of the last weeks by currency, for exact windows. */
  readonly moments: Record<string, CustomerMoments>;
  /** When something was paid for travel: whose card is shown elsewhere is on a journey. */
  readonly tickets: Tickets;
  /** What the customer said of transactions: theirs, or not. */
  readonly labels: Labels;
  /** Keys that the customer called normal: they never alert again. */
  readonly normal: string[];
  readonly said: Partial<Record<StateTopic, Said>>;
  /** The last payments by time, for bursts and repeated charges. */
  readonly recent: RecentPayment[];
  /** When a key last alerted (milliseconds since 1970 of the payment's time), and how often it has. */
  readonly alerted: Record<string, { readonly at: number; readonly times: number }>;
}

export function emptyState(customerId: string): CustomerState {
  return {
    version: STATE_VERSION,
    customerId,
    profileSequence: -1,
    intake: 'history',
    segment: null,
    accounts: {},
    span: null,
    months: {},
    days: {},
    habits: emptyHabits(),
    moments: {},
    tickets: [],
    labels: {},
    normal: [],
    said: {},
    recent: [],
    alerted: {},
  };
}

/** Takes a profile in; gives the accounts that were unknown before. An older profile changes nothing. */
export function takeProfile(state: CustomerState, profile: Customer, sequence: number): string[] {
  if (sequence <= state.profileSequence) return [];
  state.profileSequence = sequence;
  state.segment = profile.incomeBand ?? null;
  const news: string[] = [];
  for (const { accountId, kind, currency } of profile.accounts ?? []) {
    if (state.accounts[accountId] === undefined) news.push(accountId);
    state.accounts[accountId] = { kind, currency };
  }
  return news;
}

/** An account that only the ledger has named; true when it is new. */
export function takeAccount(state: CustomerState, accountId: string | null): boolean {
  if (accountId === null || state.accounts[accountId] !== undefined) return false;
  state.accounts[accountId] = { kind: null, currency: null };
  return true;
}

export function ownAccounts(state: CustomerState): ReadonlySet<string> {
  return new Set(Object.keys(state.accounts));
}

/** Takes the date of a version in, whether or not the version stands: the span does not depend on the order. */
export function takeDate(state: CustomerState, date: string): void {
  const { from, to } = state.span ?? { from: date, to: date };
  state.span = { from: date < from ? date : from, to: date > to ? date : to };
}

/** The customer called what the key stands for normal: it never alerts again, unless they disown a later one. */
export function callNormal(state: CustomerState, key: string, isNormal: boolean): void {
  const place = state.normal.indexOf(key);
  if (isNormal && place < 0) state.normal.push(key);
  if (!isNormal && place >= 0) state.normal.splice(place, 1);
}
