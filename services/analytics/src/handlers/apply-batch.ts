import type { SqlTransaction } from '@munshi/database/database';
import type { UnitOfWork } from '@munshi/delivery/delivery';
import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { applyToCustomer, type Consequences, type Surroundings } from '../domain/apply/apply-to-customer.ts';
import { dueChurn, dueSegments, dueSpending, isNewDay } from '../domain/apply/due-states.ts';
import type { PaymentSample } from '../domain/apply/score-payment.ts';
import { merchantKey, merchantName } from '../domain/category/merchant-name.ts';
import type { CustomerState } from '../domain/customer/customer-state.ts';
import type { MerchantDay } from '../domain/features/merchant-days.ts';
import { entryKey, type LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import type { AnalyticsMetrics } from '../metrics.ts';
import { storeStates } from '../store/customer-repository.ts';
import { addMerchantDays, loadMerchantDays } from '../store/merchant-repository.ts';
import type { Models } from '../store/model-repository.ts';
import { storeSamples } from '../store/sample-repository.ts';
import { loadStanding, type NewAccount, storeEntries } from '../store/transaction-repository.ts';
import { type Cause, emitAlert, emitEntry, emitState } from './insight-events.ts';

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
  /** The newest event of the batch: what is derived of more than one transaction is said because of it. */
  readonly cause: Cause;
}

/** The story of a batch: load what it can touch, apply each customer's part, say what follows, store. A handful of statements. */
export async function applyBatch(changes: readonly CustomerChange[], unit: UnitOfWork, context: AnalyticsContext): Promise<void> {
  const events = changes.flatMap((change) => change.events);
  const newAccounts = changes.flatMap(({ state: { customerId }, newAccounts: ids }) =>
    ids.map((accountId): NewAccount => ({ customerId, accountId })),
  );
  const standing =
    events.length + newAccounts.length === 0 ? new Map<string, LedgerEntry[]>() : await loadStanding(unit.tx, events, newAccounts);
  const stored: LedgerEntry[] = [];
  const merchantDays: MerchantDay[] = [];
  const samples: PaymentSample[] = [];
  const { prior, scorecard } = context.models();
  const { timeZone, judgements } = context;
  const around = { prior, scorecard, timeZone, judgements, merchants: await merchantsOf(unit.tx, events) };
  for (const { state, events: own, newAccounts: ids, cause } of changes) {
    const batch = { state, standing: standing.get(state.customerId) ?? [], events: own, newAccounts: new Set(ids) };
    const consequences = applyToCustomer(batch, around);
    state.intake = cause.intake;
    say(consequences, { state, cause }, { unit, context });
    stored.push(...consequences.changed);
    merchantDays.push(...consequences.merchantDays);
    samples.push(...consequences.samples);
  }
  context.metrics.transactions.inc(stored.length);
  await storeEntries(unit.tx, stored);
  await storeStates(
    unit.tx,
    changes.map(({ state }) => state),
  );
  await storeSamples(unit.tx, samples);
  await addMerchantDays(unit.tx, merchantDays);
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
  { state, cause }: Pick<CustomerChange, 'state' | 'cause'>,
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
  for (const due of [...dueSpending(state), ...dueChurn(state, state.span.to), ...segments]) emitState(unit, due, cause);
}
