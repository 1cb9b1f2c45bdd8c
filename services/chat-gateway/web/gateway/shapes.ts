import type { Period } from '@munshi/events/calendar-date';
import type { Claim } from '@munshi/events/claim';
import type { Account } from '@munshi/events/customer';
import type { Budget, GoalProgress, RecurringStream, Tip } from '@munshi/events/insights-money';
import type { Money } from '@munshi/events/money';
import type { Notification } from '@munshi/events/notification';
import type { Preferences, SavingsGoal } from '@munshi/events/preferences';
import type { Transaction } from '@munshi/events/transaction';

/** What the gateway answers, as far as the page shows it. */
export interface Customer {
  readonly customerId: string;
  readonly name: string | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
}

/** An account, as far as a goal may be saved in it. */
export type OwnAccount = Pick<Account, 'accountId' | 'kind' | 'currency'> & { readonly name: string | null };

export interface Profile extends Customer {
  readonly accounts: readonly OwnAccount[];
  readonly balance: readonly Money[];
  readonly coverage: { readonly from: string | null; readonly to: string | null; readonly transactions: number };
}

export interface DemoCustomers {
  readonly state: 'loading' | 'ready';
  /** 0..1 */
  readonly progress: number;
  readonly items: readonly { readonly customerId: string; readonly name: string | null }[];
}

/** A claim and where its text stands in the answer, in UTF-16 code units. */
export type PlacedClaim = Claim & { readonly start: number; readonly end: number };

export interface Source {
  readonly documentId: string;
  readonly title: string;
  readonly section: string | null;
  readonly excerpt: string;
}

export interface AnswerBody {
  readonly text: string;
  readonly claims: readonly PlacedClaim[];
  readonly sources: readonly Source[];
  readonly suggestions: readonly string[];
  readonly mode: 'llm' | 'template';
  readonly stopped?: boolean;
}

export type TransactionItem = Transaction & {
  readonly category: string;
  readonly merchantName: string | null;
  readonly transferMatch?: string | null;
};

/** `GET /me/claims/:id`: the claim as it is now; `shown` is the value it had in the answer. */
export interface OpenedClaim extends Claim {
  readonly shown: Claim['value'];
  readonly changed: boolean;
  readonly recomputed: boolean;
  readonly transactions: readonly TransactionItem[];
}

export interface FeedItem extends Notification {
  readonly state: 'unread' | 'read' | 'dismissed';
  readonly feedback: 'normal' | 'notMe' | null;
}

export type FeedAction = 'read' | 'dismiss' | 'normal' | 'notMe';

export interface CategoryTotal {
  readonly category: string;
  /** Minor units, as the other amounts of a total. */
  readonly spent: number;
  readonly count: number;
  readonly usual: number | null;
  readonly change: number | null;
}

export interface SpendingTotal {
  readonly currency: string;
  readonly spent: number;
  readonly received: number;
  readonly categories: readonly CategoryTotal[];
}

export interface Spending {
  readonly period: Period;
  readonly totals: readonly SpendingTotal[];
}

/** A budget as the ledger stands. Minor units. */
export type BudgetItem = Omit<Budget, 'expected'> & { readonly expected: number | null; readonly left: number };
/** A savings goal as the ledger stands. Minor units. */
export type GoalItem = GoalProgress & { readonly isShared: boolean };
export type TipItem = Tip & { readonly tipId: string };

/** `GET /me/spending`, as far as it is advice. */
export interface Advice {
  readonly budgets: readonly BudgetItem[];
  readonly goals: readonly GoalItem[];
  readonly tips: readonly TipItem[];
  /** Why there are no tips where there could be some. */
  readonly noTips: string | null;
}

export type BudgetLimit = NonNullable<Preferences['budgets']>[number];
/** A goal to be set: the gateway gives a new one its id, and every one its day. */
export type WishedGoal = Omit<SavingsGoal, 'goalId' | 'setOn'> & Partial<Pick<SavingsGoal, 'goalId' | 'setOn'>>;
export type WishedPreferences = Omit<Preferences, 'goals'> & { readonly goals?: readonly WishedGoal[] };
export type StreamItem = RecurringStream;

export interface Forecast {
  readonly currency: string | null;
  readonly nextIncome: string | null;
  /** Minor units. */
  readonly safeToSpend: number | null;
}

export interface ConversationItem {
  readonly conversationId: string;
  readonly title: string;
  readonly updatedAt: string;
}

export interface Conversation extends ConversationItem {
  readonly lastSeq: number;
  readonly messages: readonly { readonly messageId: string; readonly question: string; readonly answer: AnswerBody | null }[];
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
