import { isPayment, learnOne, lessonOf, type Payment, trimHabits } from '../anomaly/habits.ts';
import { forgetPayment, rememberPayment } from '../anomaly/recent-payments.ts';
import { moveDay } from '../customer/active-days.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import { moveTicket } from '../customer/tickets.ts';
import {
  type CustomerMoments,
  emptyCustomerMoments,
  learnPayment,
  type PaymentMoment,
  unlearnPayment,
} from '../features/customer-windows.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/** Takes a version of an entry into what is usual, in place of the one that stood: habits, windows, days, the last payments. Changes `state`. */
export function learnEntry(state: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): void {
  moveRecent(state, before, after);
  moveLesson(state, before, after);
  moveMoment(state, before, after);
  moveTicket(state.tickets, before, after);
  if (before !== undefined && isPayment(before)) moveDay(state.days, before.date, -1);
  if (isPayment(after)) moveDay(state.days, after.date, 1);
}

/** The newest versions of the last payments, scored or not. */
function moveRecent({ recent }: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): void {
  if (before !== undefined && PLACED.every((field) => before[field] === after[field])) return;
  if (before !== undefined) forgetPayment(recent, before);
  rememberPayment(recent, after);
}

function moveLesson({ habits }: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): void {
  const old = before === undefined ? null : lessonOf(before);
  const now = lessonOf(after);
  if (samePayment(old, now)) return;
  if (old !== null) learnOne(habits, old, -1);
  if (now === null) return;
  const isNewMerchant = now.merchant !== null && habits.merchants[now.merchant] === undefined;
  learnOne(habits, now);
  if (isNewMerchant) trimHabits(habits);
}

/** Every payment with a time of day is in the windows, whether or not it teaches what is usual. */
function moveMoment(state: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): void {
  const old = before !== undefined && isPayment(before) ? before : null;
  const now = isPayment(after) ? after : null;
  if (old?.time === now?.time && old?.minor === now?.minor && old?.currency === now?.currency) return;
  if (old?.time) {
    unlearnPayment(momentsOf(state, old.currency), toMoment(old.time, old.minor));
    if (momentsOf(state, old.currency).at.length === 0) delete state.moments[old.currency];
  }
  if (now?.time) learnPayment(momentsOf(state, now.currency), toMoment(now.time, now.minor));
}

function momentsOf(state: CustomerState, currency: string): CustomerMoments {
  state.moments[currency] ??= emptyCustomerMoments();
  return state.moments[currency];
}

function toMoment(time: string, minor: number): PaymentMoment {
  return { at: Math.floor(Date.parse(time) / 1000), minor: -minor };
}

function samePayment(left: Payment | null, right: Payment | null): boolean {
  if (left === null || right === null) return left === right;
  return (Object.keys(left) as (keyof Payment)[]).every((field) => left[field] === right[field]);
}

/** What places a payment among its neighbours. */
const PLACED = ['time', 'minor', 'accountId', 'merchantId', 'status', 'transferMatch'] as const;
