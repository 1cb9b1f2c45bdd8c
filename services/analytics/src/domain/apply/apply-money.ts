import type { Intake } from '@munshi/events/event';
import type { CustomerState } from '../customer/customer-state.ts';
import type { Savings } from '../goals/savings.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';
import type { DueMoment } from '../moments/due-moments.ts';
import { findMoments } from '../moments/find-moments.ts';
import { moveCash } from '../outlook/cash-since.ts';
import type { MoneyState } from '../outlook/money-state.ts';
import { type SpendingView, spendingView } from '../outlook/money-view.ts';
import { streamOf } from '../outlook/stream-of.ts';
import type { Consequences } from './apply-to-customer.ts';
import type { OutlookInStep } from './customer-batch.ts';

export interface MoneyScene {
  readonly state: CustomerState;
  /** Changed in place. */
  readonly money: MoneyState;
  /** Versions that stood before the batch. */
  readonly standing: readonly LedgerEntry[];
  /** As the ledger stands after the batch. */
  readonly savings: Savings;
}

export interface MoneyConsequences {
  /** Null for a customer without a transaction. */
  readonly view: SpendingView | null;
  readonly moments: readonly DueMoment[];
}

/** Keeps the money ahead in step with each version; changes `money`. `currency` is the bank's: that of forecasts. */
export function outlookInStep({ state, money }: Pick<MoneyScene, 'state' | 'money'>, currency: string): OutlookInStep {
  const isCash = ({ status, accountId, currency: own }: LedgerEntry) => {
    const kind = state.accounts[accountId ?? '']?.kind;
    return status === 'posted' && own === currency && (kind === 'current' || kind === 'savings');
  };
  return {
    streamOf: (entry) => streamOf(entry, money)?.streamId ?? null,
    moved(before, after) {
      money.since = moveCash(money.since, { before, after }, isCash);
    },
  };
}

/** What is to be said of a customer's money after a batch. */
export function applyMoney(
  { state, money, standing, savings }: MoneyScene,
  { changed, alerts }: Consequences,
  intake: Intake,
): MoneyConsequences {
  const stood = new Map(standing.map((entry) => [entryKey(entry), entry]));
  const moved = changed.map((after) => ({ before: stood.get(entryKey(after)), after }));
  if (state.span === null) return { view: null, moments: [] };
  const view = spendingView(state, state.span, { money, savings });
  return { view, moments: findMoments({ state, money, view, changed: moved, alerts, intake }) };
}
