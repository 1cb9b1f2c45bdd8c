import type { CalendarDate, Period } from '@munshi/events/calendar-date';
import type { RecurringAspect } from './recurring-words.ts';

export const INTENTS = [
  'balance',
  'spending',
  'share',
  'breakdown',
  'merchants',
  'months',
  'compare',
  'average',
  'biggest',
  'smallest',
  'income',
  'saved',
  'transactions',
  'recurring',
  'alerts',
  'groups',
  'offers',
  'forecast',
  'afford',
  'budgets',
  'goals',
  'tips',
  'product',
  'action',
  'greeting',
  'thanks',
  'help',
  'chat',
  'about',
  'elsewhere',
  'others',
  'unknown',
] as const;
export type Intent = (typeof INTENTS)[number];

/** What a question asks for. */
export interface Plan {
  readonly intent: Intent;
  readonly slots: Slots;
  /** The words fit the ledger, and the bank's documents as well: the meaning has to tell. */
  readonly isDoubtful?: true;
  /** What the words were taken for before the meaning told: it is answered where the documents have nothing. */
  readonly otherwise?: Intent;
  /** An order that nobody here carries out, but the bank's documents tell how it is done. */
  readonly isDocumented?: true;
}

/** What spending, income or transactions are limited to. */
export interface Subject {
  /** Any of them. */
  readonly categories: readonly string[];
  /** Merchants of the customer's own ledger, as the ledger writes them; any of them. */
  readonly merchants: readonly string[];
}

export interface Slots extends Subject {
  readonly period: Period | null;
  /** The period that `period` is compared with. */
  readonly against: Period | null;
  /** What is compared with categories and merchants, in the same period. */
  readonly versus: Subject | null;
  /** Categories that are left out. */
  readonly except: readonly string[];
  /** Days of the week, 0 is Sunday; every day where it is empty. */
  readonly weekdays: readonly number[];
  /** What the question names that neither the ledger nor the calendar knows, in the customer's words. */
  readonly strange: string | null;
  readonly account: 'current' | 'savings' | 'card' | 'loan' | 'owed' | null;
  readonly channel: string | null;
  /** Minor units of the absolute amount. */
  readonly min: number | null;
  readonly max: number | null;
  /** An amount that is no limit: what something costs. Minor units. */
  readonly amount: number | null;
  /** How many of something. */
  readonly count: number | null;
  /** How many of a list were shown before. */
  readonly skip: number;
  /** What an average is taken over. */
  readonly per: 'day' | 'week' | 'month' | 'payment' | null;
  readonly flow: 'in' | 'out' | null;
  readonly refunds: boolean;
  readonly pending: boolean;
  /** The parts of an answer are asked for. */
  readonly why: boolean;
  /** Ids of the customer's own transactions that it names. */
  readonly transactions: readonly string[];
  /** The day to come that it names: "on the 15th". */
  readonly ahead: CalendarDate | null;
  /** What of the recurring payments it asks for; null is all of it. */
  readonly aspect: RecurringAspect | null;
}

/** The intent, and whether a question has it: its readable text and what it names. */
export type IntentRule = readonly [Intent, (text: string, slots: Slots) => boolean];

export const NO_SLOTS: Slots = {
  categories: [],
  merchants: [],
  period: null,
  against: null,
  versus: null,
  except: [],
  weekdays: [],
  strange: null,
  account: null,
  channel: null,
  min: null,
  max: null,
  amount: null,
  count: null,
  skip: 0,
  per: null,
  flow: null,
  refunds: false,
  pending: false,
  why: false,
  transactions: [],
  ahead: null,
  aspect: null,
};

/** Ask the customer's own ledger for a figure: what they name has to be in it. */
export const LEDGER_INTENTS: ReadonlySet<Intent> = new Set<Intent>([
  'spending',
  'share',
  'breakdown',
  'merchants',
  'months',
  'compare',
  'average',
  'biggest',
  'smallest',
  'income',
  'saved',
  'transactions',
  'recurring',
  'budgets',
]);
