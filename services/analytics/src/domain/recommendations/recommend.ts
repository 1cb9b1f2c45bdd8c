import type { Evidence } from '@munshi/events/claim';
import type { RecommendationsInsight } from '@munshi/events/insights';
import { completeMonths } from '@munshi/facts/complete-months';
import type { CustomerState } from '../customer/customer-state.ts';

type Advice = Pick<RecommendationsInsight, 'offers' | 'noOffer'>;
type Offer = RecommendationsInsight['offers'][number];

/** The lowest balance of a month, with the transaction that it was reported with: one of a month before, where nothing moved. */
export interface LowBalance {
  readonly minor: number;
  readonly currency: string;
  readonly transactionId: string;
}

/** `accountId YYYY-MM` → lowest balance. */
export type LowBalances = Readonly<Record<string, LowBalance>>;

const MONTHS_REGARDED = 3;
/** Months of spending that stay at hand before money counts as idle: the usual emergency fund. */
const MONTHS_AT_HAND = 3;
/** Idle money is worth an offer from half a month's spending on. */
const WORTH_MONTHS = 0.5;

/**
 * One product that fits, or an honest "no offer" with the reason. Never credit; nothing is offered on fewer than three
 * complete months. Its evidence are the transactions with which the bank reported the lowest balances.
 */
export function recommend(state: CustomerState, lowBalances: LowBalances): Advice {
  const months = monthsOf(state);
  if (!hasEnoughMonths(state)) return none(`There are fewer than ${MONTHS_REGARDED} complete months to judge by`);
  const idle = Object.entries(state.accounts)
    .filter(([, { kind }]) => kind === 'savings')
    .flatMap(([accountId]) => idleIn(lowBalances, accountId, months) ?? []);
  if (idle.length === 0) return none('No savings account has a reported balance in each of the last three months');
  const offers = idle.flatMap((low) => depositOffer(state, low, months) ?? []);
  return offers.length > 0
    ? { offers: offers.slice(0, 1), noOffer: null }
    : none('What lies in savings is needed as a reserve for your usual spending');
}

/** Whether there is enough to advise on. */
export function hasEnoughMonths(state: CustomerState): boolean {
  return monthsOf(state).length === MONTHS_REGARDED;
}

function monthsOf({ span }: CustomerState): string[] {
  return span === null ? [] : completeMonths(span).slice(-MONTHS_REGARDED);
}

interface Idle {
  readonly lowest: LowBalance;
  readonly evidence: readonly Evidence[];
}

/** The least that lay in the account in all of the months; null where it is unknown of one of them. */
function idleIn(lowBalances: LowBalances, accountId: string, months: readonly string[]): Idle | null {
  const lows = months.map((month) => lowBalances[`${accountId} ${month}`]);
  const reported = lows.filter((low) => low !== undefined);
  if (reported.length < months.length) return null;
  const lowest = reported.reduce((left, right) => (right.minor < left.minor ? right : left));
  const ids = new Set(reported.map(({ transactionId }) => transactionId));
  return { lowest, evidence: [...ids].map((id) => ({ kind: 'transaction', id })) };
}

function depositOffer(state: CustomerState, { lowest, evidence }: Idle, months: readonly string[]): Offer | null {
  const monthly = monthlySpending(state, lowest.currency, months);
  if (monthly <= 0 || lowest.minor < (MONTHS_AT_HAND + WORTH_MONTHS) * monthly) return null;
  return {
    product: 'fixed-deposit',
    title: 'A fixed deposit for money that lies idle',
    reason: `For ${months.length} months your savings never fell below ${Math.floor(lowest.minor / monthly)} months of your spending; ${MONTHS_AT_HAND} months are a usual reserve`,
    evidence: [...evidence],
    documentId: null,
  };
}

/** Money in a savings account that a reserve of three months of spending does not need. */
export interface IdleMoney {
  readonly accountId: string;
  /** Minor units. */
  readonly idle: number;
  readonly currency: string;
  readonly evidence: readonly Evidence[];
}

/** What lies idle by the same measure as the advice; empty where there is too little to judge by. */
export function idleMoney(state: CustomerState, lowBalances: LowBalances): IdleMoney[] {
  const months = monthsOf(state);
  if (!hasEnoughMonths(state)) return [];
  return Object.entries(state.accounts).flatMap(([accountId, { kind }]): IdleMoney[] => {
    const low = kind === 'savings' ? idleIn(lowBalances, accountId, months) : null;
    const monthly = low === null ? 0 : monthlySpending(state, low.lowest.currency, months);
    if (low === null || monthly <= 0 || low.lowest.minor < (MONTHS_AT_HAND + WORTH_MONTHS) * monthly) return [];
    const idle = Math.floor(low.lowest.minor - MONTHS_AT_HAND * monthly);
    return [{ accountId, idle, currency: low.lowest.currency, evidence: low.evidence }];
  });
}

function monthlySpending(state: CustomerState, currency: string, months: readonly string[]): number {
  const spent = months.map((month) => Object.values(state.months[`${month} ${currency}`] ?? {}).reduce((sum, [out]) => sum + out, 0));
  return spent.reduce((sum, value) => sum + value, 0) / months.length;
}

function none(reason: string): Advice {
  return { offers: [], noOffer: reason };
}
