import type { SqlTransaction } from '@munshi/database/database';
import type { UnitOfWork } from '@munshi/delivery/delivery';
import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { applyMoney, outlookInStep } from '../domain/apply/apply-money.ts';
import { applyToCustomer, type Consequences } from '../domain/apply/apply-to-customer.ts';
import type { Surroundings } from '../domain/apply/customer-batch.ts';
import { dueChurn, dueSegments, dueSpending, isNewDay } from '../domain/apply/due-states.ts';
import { merchantKey, merchantName } from '../domain/category/merchant-name.ts';
import type { CustomerState } from '../domain/customer/customer-state.ts';
import type { MerchantDay } from '../domain/features/merchant-days.ts';
import { NO_SAVINGS } from '../domain/goals/savings.ts';
import { entryKey, type LedgerEntry, merchantIdOf } from '../domain/ledger/ledger-entry.ts';
import { emptyMoney, type MoneyState } from '../domain/outlook/money-state.ts';
import type { SpendingView } from '../domain/outlook/money-view.ts';
import type { AnalyticsMetrics } from '../metrics.ts';
import { loadOfMerchants, type Word } from '../store/correction-repository.ts';
import { storeStates } from '../store/customer-repository.ts';
import { addMerchantDays, loadMerchantDays } from '../store/merchant-repository.ts';
import type { Models } from '../store/model-repository.ts';
import { loadMoney, storeMoney } from '../store/money-repository.ts';
import { storeSamples } from '../store/sample-repository.ts';
import { loadSavings } from '../store/savings-repository.ts';
import { loadStanding, type NewAccount, storeEntries } from '../store/transaction-repository.ts';
import { type Cause, emitAlert, emitEntry, emitState } from './insight-events.ts';
import { type SaidMoment, sayMoments } from './say-moments.ts';

export interface AnalyticsContext {
  /** The newest models that this instance has read. */
  models(): Models;
  readonly timeZone: string;
  /** The bank's currency: what customers are compared in. */
  readonly currency: string;
  readonly metrics: AnalyticsMetrics;
  /** In a rebuild: how the payments of the batch were judged. */
  readonly judgements?: Surroundings['judgements'];
}

/** What a batch brings one customer. */
export interface CustomerChange {
  readonly state: CustomerState;
  readonly events: readonly MunshiEvent<Transaction>[];
  readonly newAccounts: readonly string[];
  /** Transactions whose category the customer has said: with their merchants' they are looked at anew. */
  readonly words?: readonly Word[];
  /** The newest event of the batch: what is derived of more than one transaction is said because of it. */
  readonly cause: Cause;
}

/** The story of a batch: load what it can touch, apply each customer's part, say what follows, store. A handful of statements. */
export async function applyBatch(
  changes: readonly CustomerChange[],
  unit: UnitOfWork,
  context: AnalyticsContext,
  loaded?: ReadonlyMap<string, MoneyState>,
): Promise<void> {
  const customerIds = changes.map(({ state }) => state.customerId);
  const monies = loaded ?? (await loadMoney(unit.tx, customerIds));
  const moneyOf = (customerId: string): MoneyState => monies.get(customerId) ?? emptyMoney(customerId);
  const events = changes.flatMap((change) => change.events);
  const standing = await loadAround(changes, unit, moneyOf);
  const said: SaidMoment[] = [];
  const { prior, segmentPriors, scorecard } = context.models();
  const { timeZone, judgements } = context;
  const around = { prior, segmentPriors, scorecard, timeZone, judgements, merchants: await merchantsOf(unit.tx, events) };
  const applied = changes.map(({ state, events: own, newAccounts: ids, cause }) => {
    const money = moneyOf(state.customerId);
    const before = standing.get(state.customerId) ?? [];
    const outlook = outlookInStep({ state, money }, context.currency);
    const batch = { state, standing: before, events: own, newAccounts: new Set(ids), corrections: money.corrections, outlook };
    const consequences = applyToCustomer(batch, around);
    state.intake = cause.intake;
    return { state, money, standing: before, cause, consequences };
  });
  const stored = applied.flatMap(({ consequences }) => consequences.changed);
  context.metrics.transactions.inc(stored.length);
  await storeEntries(unit.tx, stored);
  const saved = await loadSavings(unit.tx, applied);
  for (const { consequences, cause, ...scene } of applied) {
    const { state } = scene;
    const savings = saved.get(state.customerId) ?? NO_SAVINGS;
    const { view, moments } = applyMoney({ ...scene, savings }, consequences, cause.intake);
    say(consequences, { state, cause, view }, { unit, context });
    said.push(...moments.map((moment) => ({ customerId: state.customerId, moment, cause })));
  }
  await sayMoments(unit, said);
  await storeMoney(
    unit.tx,
    customerIds.map((customerId) => moneyOf(customerId)),
  );
  await storeStates(
    unit.tx,
    changes.map(({ state }) => state),
  );
  await storeSamples(
    unit.tx,
    applied.flatMap(({ consequences }) => consequences.samples),
  );
  await addMerchantDays(
    unit.tx,
    applied.flatMap(({ consequences }) => consequences.merchantDays),
  );
}

/** The entries that a batch can touch, by customer; what customers said of categories may touch whole merchants. */
async function loadAround(
  changes: readonly CustomerChange[],
  { tx }: UnitOfWork,
  moneyOf: (customerId: string) => MoneyState,
): Promise<Map<string, LedgerEntry[]>> {
  const words = changes.flatMap((change) => [...(change.words ?? []), ...wordsIn(change, moneyOf(change.state.customerId))]);
  const recategorised = await loadOfMerchants(tx, words);
  const events = changes.flatMap((change) => change.events);
  const newAccounts = changes.flatMap(({ state: { customerId }, newAccounts: ids }) =>
    ids.map((accountId): NewAccount => ({ customerId, accountId })),
  );
  if (events.length + newAccounts.length + recategorised.length === 0) return new Map();
  return loadStanding(tx, events, newAccounts, recategorised);
}

/** The merchants of a batch against which something was said. */
async function merchantsOf(tx: SqlTransaction, events: readonly MunshiEvent<Transaction>[]): Promise<Map<string, MerchantDay[]>> {
  const merchantIds = [
    ...new Set(events.flatMap(({ data: { merchant } }) => merchant?.id ?? merchantKey(merchantName(merchant?.name)) ?? [])),
  ];
  const dates = events.map(({ data: { date } }) => date).sort();
  return loadMerchantDays(tx, { merchantIds, since: dates[0] ?? '', until: dates.at(-1) ?? '' });
}

function say(
  { changed, toSay, causes, alerts }: Consequences,
  { state, cause, view }: Pick<CustomerChange, 'state' | 'cause'> & { readonly view: SpendingView | null },
  { unit, context }: { readonly unit: UnitOfWork; readonly context: AnalyticsContext },
): void {
  for (const entry of changed) {
    const key = entryKey(entry);
    if (toSay.has(key)) emitEntry(unit, entry, causes.get(key) ?? cause);
  }
  for (const alert of alerts) {
    emitAlert(unit, alert);
    context.metrics.anomalies.inc({ kind: alert.insight.kind });
  }
  if (state.span === null) return;
  const { segments: model } = context.models();
  const segments =
    model !== null && isNewDay(state, 'segments', state.span.to) ? dueSegments(state, { model, currency: context.currency }) : [];
  const spending = view === null ? [] : dueSpending(state, view);
  for (const due of [...spending, ...dueChurn(state, state.span.to), ...segments]) emitState(unit, due, cause);
}

/** What a customer has said before of transactions that come only now. */
function wordsIn({ state: { customerId }, events }: CustomerChange, { corrections }: MoneyState): Word[] {
  return events.flatMap(({ data }) => {
    const { source, transactionId } = data;
    return corrections.transactions[entryKey(data)] === undefined
      ? []
      : [{ customerId, source, transactionId, merchantId: merchantIdOf(data) }];
  });
}
