import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { isPayment, learnOne, lessonOf, type Payment, trimHabits } from '../anomaly/habits.ts';
import type { Prior } from '../anomaly/prior.ts';
import { forgetPayment, rememberPayment } from '../anomaly/recent-payments.ts';
import type { SpeakingScorecard } from '../anomaly/score.ts';
import { type Corrections, corrected, learnMerchant } from '../corrections/corrections.ts';
import { moveDay } from '../customer/active-days.ts';
import { type CustomerState, ownAccounts, takeAccount, takeDate } from '../customer/customer-state.ts';
import { disownedOn } from '../customer/labels.ts';
import {
  type CustomerMoments,
  emptyCustomerMoments,
  learnPayment,
  type PaymentMoment,
  unlearnPayment,
} from '../features/customer-windows.ts';
import { addedUp, type MerchantDay, merchantDaysOf } from '../features/merchant-days.ts';
import { entryKey, type LedgerEntry, replaces, toEntry } from '../ledger/ledger-entry.ts';
import { amountGroup } from '../matching/match-by-amount.ts';
import { matchEntries } from '../matching/match-entries.ts';
import { contributionsOf } from '../spending/contribution.ts';
import { moveSums } from '../spending/month-sums.ts';
import { type Alert, type Judgement, type PaymentSample, scorePayment } from './score-payment.ts';

export interface CustomerBatch {
  /** Changed in place. */
  readonly state: CustomerState;
  /** Versions that stand: those of the events, what they refer to and what refers to that, and their amount groups. */
  readonly standing: readonly LedgerEntry[];
  /** Transactions of this customer, in the order they came. */
  readonly events: readonly MunshiEvent<Transaction>[];
  /** Own accounts that were not known before: what names them becomes a transfer. */
  readonly newAccounts?: ReadonlySet<string>;
  /** What the customer said of categories; learns what it teaches of merchants. */
  readonly corrections?: Corrections;
  /** The recurring payment that an entry goes on with, where one is known. */
  readonly streamOf?: (entry: LedgerEntry) => string | null;
}

export interface Surroundings {
  readonly prior: Prior;
  /** The scorecard that has taken over; none while the habits speak. */
  readonly scorecard?: SpeakingScorecard | null;
  /** Days of the merchants against which something was said; what the batch counts there is added to them. */
  readonly merchants?: Map<string, MerchantDay[]>;
  /** IANA zone of the bank: in which hour of its day a payment was made. */
  readonly timeZone: string;
  /** In a rebuild: how payments were judged when they were first seen, by `entryKey`. They are not judged, or told of, again. */
  readonly judgements?: ReadonlyMap<string, Judgement> | undefined;
}

export interface Consequences {
  /** Entries that are new or differ from what stood, as they are to be stored. */
  readonly changed: readonly LedgerEntry[];
  /** `entryKey`s of those whose insight differs from what was last said. */
  readonly toSay: ReadonlySet<string>;
  /** The event that each new version came with, by `entryKey`. */
  readonly causes: ReadonlyMap<string, MunshiEvent<Transaction>>;
  readonly alerts: readonly Alert[];
  /** What the entries count at their merchants, more or less than before. */
  readonly merchantDays: readonly MerchantDay[];
  readonly samples: readonly PaymentSample[];
}

/**
 * Applies a batch of one customer's transactions: the newest versions, their matches, month sums, habits and scores.
 * Whatever order and cut into batches the same versions come in, the same entries and sums result.
 */
export function applyToCustomer(batch: CustomerBatch, around: Surroundings): Consequences {
  const { state } = batch;
  const standing = new Map(batch.standing.map((entry) => [entryKey(entry), entry]));
  const next = new Map(standing);
  const causes = new Map<string, MunshiEvent<Transaction>>();
  for (const event of batch.events) {
    const key = entryKey(event.data);
    takeDate(state, event.data.date);
    takeAccount(state, event.data.accountId ?? null);
    if (!replaces(next.get(key), { status: event.data.status, sequence: event.sequence })) continue;
    const before = next.get(key);
    const entry = toEntry(event, before, around.timeZone);
    next.set(key, batch.streamOf && before === undefined ? { ...entry, streamId: batch.streamOf(entry) } : entry);
    causes.set(key, event);
  }
  const recategorised = correctAll(next, batch.corrections);
  const touched = touchedGroups(batch, recategorised);
  const matched = matchEntries({ entries: [...next.values()], touched, ownAccounts: ownAccounts(state) });
  moveMonths(state, batch.standing, matched);
  const { entries, ...scored } = learnAndScore(state, { matched, standing, causes }, around);
  const changed = entries.filter((entry) => !sameEntry(standing.get(entryKey(entry)), entry));
  const toSay = new Set(changed.filter((entry) => !saysTheSame(standing.get(entryKey(entry)), entry)).map(entryKey));
  return {
    changed: changed.map((entry) => (toSay.has(entryKey(entry)) ? { ...entry, revision: entry.revision + 1 } : entry)),
    toSay,
    causes,
    ...scored,
  };
}

/** Groups that the caller has given whole: those of the events, of what they replace or refer to, and of what names a new account. */
function touchedGroups({ events, standing, newAccounts }: CustomerBatch, recategorised: ReadonlySet<string>): Set<string> {
  const named = new Set(events.flatMap(({ data }) => [entryKey(data), ...(data.refersTo ? [`${data.source}/${data.refersTo}`] : [])]));
  const groups = standing
    .filter(
      (entry) =>
        recategorised.has(entryKey(entry)) ||
        named.has(entryKey(entry)) ||
        (entry.counterpartyAccount !== null && newAccounts?.has(entry.counterpartyAccount)),
    )
    .map(amountGroup);
  return new Set([...groups, ...events.map(({ data: { amount } }) => amountGroup(amount))]);
}

/** Puts the customer's word on every entry that is there; gives the keys of those that it changes. */
function correctAll(entries: Map<string, LedgerEntry>, corrections: Corrections | undefined): Set<string> {
  const changed = new Set<string>();
  if (corrections === undefined) return changed;
  for (const entry of entries.values()) learnMerchant(corrections, entry);
  for (const [key, entry] of entries) {
    const now = corrected(entry, corrections);
    if (now.ownCategory === entry.ownCategory && now.ownConfidence === entry.ownConfidence) continue;
    entries.set(key, now);
    changed.add(key);
  }
  return changed;
}

function moveMonths(state: CustomerState, before: readonly LedgerEntry[], after: readonly LedgerEntry[]): void {
  const old = contributionsOf(before);
  const now = contributionsOf(after);
  for (const key of new Set([...old.keys(), ...now.keys()])) moveSums(state.months, old.get(key) ?? null, now.get(key) ?? null);
}

interface Versions {
  readonly matched: readonly LedgerEntry[];
  readonly standing: ReadonlyMap<string, LedgerEntry>;
  readonly causes: ReadonlyMap<string, MunshiEvent<Transaction>>;
}

/** Each new version is scored against what was known before it, then learned; in the order in which they came. */
function learnAndScore(state: CustomerState, { matched, standing, causes }: Versions, around: Surroundings) {
  const { prior, scorecard = null, merchants = new Map<string, MerchantDay[]>(), judgements } = around;
  const byKey = new Map(matched.map((entry) => [entryKey(entry), entry]));
  const alerts: Alert[] = [];
  const samples: PaymentSample[] = [];
  const merchantDays: MerchantDay[] = [];
  const order = [...causes.keys(), ...matched.map(entryKey).filter((key) => !causes.has(key))];
  for (const key of order) {
    const entry = byKey.get(key);
    if (entry === undefined) continue;
    const event = causes.get(key);
    const everybody = { prior, scorecard, merchants };
    const scored = event === undefined ? null : scorePayment(state, { entry, event, everybody, judged: judgements?.get(key) });
    const after = scored === null ? entry : { ...entry, ...scored.marks };
    byKey.set(key, after);
    if (scored?.alert) alerts.push(scored.alert);
    if (scored?.sample) samples.push(scored.sample);
    for (const day of movedDays(state, standing.get(key), after)) {
      merchantDays.push(day);
      merchants.get(day.merchantId)?.push(day);
    }
    moveRecent(state, standing.get(key), after);
    learn(state, standing.get(key), after);
  }
  trimHabits(state.habits);
  return { entries: [...byKey.values()], alerts, samples, merchantDays };
}

function movedDays({ labels }: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): MerchantDay[] {
  const disowned = disownedOn(labels, after.transactionId);
  if (before === undefined) return merchantDaysOf(after, disowned);
  return addedUp(merchantDaysOf(before, disowned), merchantDaysOf(after, disowned));
}

/** The newest versions of the last payments, scored or not. */
function moveRecent({ recent }: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): void {
  if (before !== undefined && PLACED.every((field) => before[field] === after[field])) return;
  if (before !== undefined) forgetPayment(recent, before);
  rememberPayment(recent, after);
}

function learn(state: CustomerState, before: LedgerEntry | undefined, after: LedgerEntry): void {
  const old = before === undefined ? null : lessonOf(before);
  const now = lessonOf(after);
  if (!samePayment(old, now)) {
    if (old !== null) learnOne(state.habits, old, -1);
    if (now !== null) learnOne(state.habits, now);
  }
  moveMoment(state, before, after);
  if (before !== undefined && isPayment(before)) moveDay(state.days, before.date, -1);
  if (isPayment(after)) moveDay(state.days, after.date, 1);
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

function sameEntry(left: LedgerEntry | undefined, right: LedgerEntry): boolean {
  return left !== undefined && (Object.keys(right) as (keyof LedgerEntry)[]).every((field) => left[field] === right[field]);
}

/** What places a payment among its neighbours. */
const PLACED = ['time', 'minor', 'accountId', 'merchantId', 'status', 'transferMatch'] as const;
/** What `insights.transactions` carries. */
export const SAID = ['category', 'confidence', 'merchantId', 'merchantName', 'transferMatch', 'refundMatch', 'streamId'] as const;

function saysTheSame(left: LedgerEntry | undefined, right: LedgerEntry): boolean {
  return left !== undefined && left.revision > 0 && SAID.every((field) => left[field] === right[field]);
}
