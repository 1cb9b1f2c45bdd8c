import { addDays, type CalendarDate, isCalendarDate } from '@munshi/events/calendar-date';
import type { Customer } from '@munshi/events/customer';
import type { BankDocument } from '@munshi/events/document';
import type { Transaction } from '@munshi/events/transaction';
import { type Day, daysOf, midnightOf, historyStart as startOfHistory } from './calendar.ts';
import { bankDocuments } from './documents.ts';
import { streamIdOf } from './dues.ts';
import { epochDayOf } from './epoch-day.ts';
import { MOST_CUSTOMERS } from './ids.ts';
import { createLife, type Life } from './life.ts';
import { createLiveFeed, type LiveFeed, type LiveFeedOptions } from './live-feed.ts';
import { type Persona, personaOf } from './persona.ts';
import { profileOf, truthOf } from './profile.ts';
import { createTruthBook } from './truth-book.ts';
import type { Entry, FeedbackTruth, TruthRecord } from './truth-record.ts';

export interface BankOptions {
  readonly customers: number;
  readonly seed: number;
  /** The first day of the history. It may not move when a history is continued. */
  readonly from: CalendarDate;
  /** The day after the last one: on that day nothing has happened yet. */
  readonly until: CalendarDate;
  /** Customers that the receiver must cope with. By default one profile comes late, none is missing. */
  readonly profiles?: {
    /** So many profiles come only after all transactions. */
    readonly late?: number;
    /** So many never come. */
    readonly missing?: number;
  };
}

/** One line of the history, in the shapes of the topics. */
export type BankRecord =
  | ({ readonly record: 'customer' } & Customer)
  | ({ readonly record: 'document' } & BankDocument)
  | ({ readonly record: 'transaction' } & Transaction);

export interface Bank {
  readonly options: BankOptions;
  /** Epoch milliseconds of the instant at which the history is over. */
  readonly endsAt: number;
  /** Who the customers are, in the bank's order. */
  readonly customers: readonly { readonly customerId: string; readonly name: string; readonly isLeaving: boolean }[];
  /**
   * Customers, documents, then transactions in the order of their times; profiles that come late are last.
   * With `since`, only the transactions of that day and later: what is missing of a history that was taken in before.
   */
  history(range?: { readonly since?: CalendarDate }): Generator<BankRecord>;
  /** What is really so: customers, transactions with balances at the ends of months, then streams and months. */
  truth(): Generator<TruthRecord>;
  /** Transactions that happen now; balances go on from the end of the history. */
  live(options?: LiveFeedOptions): LiveFeed;
}

/**
 * A bank whose every transaction is decided by seed, customer, day and purpose: the same options give the same bank, and a later
 * `until` adds days and changes none. @throws RangeError on options that make no bank.
 */
export function createBank(options: BankOptions): Bank {
  assertOptions(options);
  const { customers, seed, from, until } = options;
  const personas = Array.from({ length: customers }, (_, index) => personaOf(seed, index, from));
  const lateFrom = customers - (options.profiles?.late ?? (customers > 1 ? 1 : 0));
  const missingFrom = lateFrom - (options.profiles?.missing ?? 0);
  const settle = () => personas.map((persona) => createLife(seed, persona));
  let closed: Life[] | null = null;

  function* days(lives: Life[]): Generator<{ readonly day: Day; readonly entries: readonly Entry[] }> {
    for (const day of daysOf(from, until)) {
      const entries: Entry[] = [];
      for (const life of lives) for (const entry of life.live(day)) entries.push(entry);
      yield { day, entries: entries.sort(byTime) };
    }
    closed = lives;
  }

  function* history({ since }: { readonly since?: CalendarDate } = {}): Generator<BankRecord> {
    const lives = settle();
    const profile = (life: Life): BankRecord => ({ record: 'customer', ...profileOf(seed, life) });
    if (since === undefined) {
      // By their ids: the bank's own order tells who leaves.
      for (const life of lives.slice(0, missingFrom).sort(byId)) yield profile(life);
      for (const document of bankDocuments()) yield { record: 'document', ...document };
    }
    for (const { day, entries } of days(lives)) {
      if (since !== undefined && day.date < since) continue;
      for (const { transaction } of entries) yield { record: 'transaction', ...transaction };
    }
    if (since === undefined) for (const life of lives.slice(lateFrom)) yield profile(life);
  }

  function* truth(): Generator<TruthRecord> {
    const lives = settle();
    for (const life of lives) yield { record: 'customer', ...truthOf(life, epochDayOf(until)) };
    const book = createTruthBook(lives.flatMap((life) => life.book.accounts));
    for (const { day, entries } of days(lives)) {
      for (const entry of entries) {
        const label = book.learn(entry);
        if (!label) continue;
        yield { record: 'transaction', ...label };
        const said = saidOf(entry);
        if (said) yield { record: 'feedback', ...said };
      }
      const tomorrow = addDays(day.date, 1);
      if (tomorrow === until || tomorrow.endsWith('-01'))
        for (const balance of book.balancesOn(day.date)) yield { record: 'balance', ...balance };
    }
    const obligations = new Map(personas.flatMap((persona) => persona.obligations.map((one) => [streamIdOf(persona, one), one] as const)));
    for (const stream of book.streams((streamId) => obligations.get(streamId))) yield { record: 'stream', ...stream };
    for (const habit of book.habits()) yield { record: 'habit', ...habit };
    for (const month of book.months()) yield { record: 'month', ...month };
  }

  function live(feed: LiveFeedOptions = {}): LiveFeed {
    const lives = closed ?? afterHistory();
    closed = null;
    return createLiveFeed(seed, lives, { ...feed, firstDay: epochDayOf(until) });
  }

  function afterHistory(): Life[] {
    const lives = settle();
    for (const day of daysOf(from, until)) for (const life of lives) life.live(day);
    return lives;
  }

  return { options, endsAt: midnightOf(epochDayOf(until)), customers: personas.map(toCustomer), history, truth, live };
}

/** Where a history of so many calendar months up to, without, `until` begins. */
export function historyStart(span: { readonly months: number; readonly until: CalendarDate }): CalendarDate {
  return startOfHistory(span);
}

function toCustomer({ customerId, name, churn }: Persona) {
  return { customerId, name, isLeaving: churn !== null };
}

function saidOf({ transaction, says }: Entry): FeedbackTruth | null {
  const { customerId, transactionId, date } = transaction;
  return says === null ? null : { customerId, transactionId, value: says, date: addDays(date, 1) };
}

function byId({ persona: one }: Life, { persona: other }: Life): number {
  return one.customerId < other.customerId ? -1 : 1;
}

function byTime(one: Entry, other: Entry): number {
  return one.epochMs - other.epochMs;
}

function assertOptions({ customers, seed, from, until, profiles }: BankOptions): void {
  if (!Number.isInteger(customers) || customers < 1 || customers > MOST_CUSTOMERS) {
    throw new RangeError(`customers must be 1 to ${MOST_CUSTOMERS}, not ${customers}`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be an integer, not ${seed}`);
  if (!isCalendarDate(from) || !isCalendarDate(until))
    throw new RangeError(`from and until must be dates YYYY-MM-DD, not ${from} and ${until}`);
  if (from > until) throw new RangeError(`from (${from}) must not be after until (${until})`);
  const odd = (profiles?.late ?? 0) + (profiles?.missing ?? 0);
  if (odd > customers) throw new RangeError(`${odd} late or missing profiles are more than the ${customers} customers`);
}
