import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { applyToCustomer, type Consequences } from './domain/apply/apply-to-customer.ts';
import { type CustomerState, emptyState } from './domain/customer/customer-state.ts';
import { packState, unpackState } from './domain/customer/stored-state.ts';
import { customerWindows, emptyCustomerMoments, learnPayment } from './domain/features/customer-windows.ts';
import { emptyMerchantMoments, merchantWindows, moveMerchant } from './domain/features/merchant-windows.ts';
import { type EntryIndex, indexEntries, putEntry, referenceKey } from './domain/ledger/entry-index.ts';
import { entryKey, type LedgerEntry } from './domain/ledger/ledger-entry.ts';
import { amountGroup } from './domain/matching/match-by-amount.ts';

export { customerWindows, emptyCustomerMoments, emptyMerchantMoments, learnPayment, merchantWindows, moveMerchant };

/** What analytics computes, over maps instead of tables: no bus, no database. For measuring. */
export interface Engine {
  /** Applies one customer's events, in the order they came. */
  apply(customerId: string, events: readonly MunshiEvent<Transaction>[]): Consequences;
}

/** @param timeZone IANA zone of the bank */
export function createEngine(timeZone: string): Engine {
  const ledgers = new Map<string, Ledger>();
  return {
    apply(customerId, events) {
      const { state, index } = ledgers.get(customerId) ?? { state: emptyState(customerId), index: indexEntries([]) };
      ledgers.set(customerId, { state, index });
      const consequences = applyToCustomer({ state, standing: standingFor(index, events), events }, { prior: {}, timeZone });
      for (const entry of consequences.changed) putEntry(index, entry);
      return consequences;
    },
  };
}

/** Applies events to a state as it is kept, and gives it as it is to be kept: what a batch costs besides its ledger. */
export function applyToKept(kept: string, events: readonly MunshiEvent<Transaction>[], timeZone: string): string {
  const state = unpackState(JSON.parse(kept));
  applyToCustomer({ state, standing: [], events }, { prior: {}, timeZone });
  return JSON.stringify(packState(state));
}

/** The state of a customer of whom nothing is known, as it is kept. */
export function emptyKept(customerId: string): string {
  return JSON.stringify(packState(emptyState(customerId)));
}

interface Ledger {
  readonly state: CustomerState;
  readonly index: EntryIndex;
}

/** What the transaction repository gives for a batch: what it names, what refers to that, and their amount groups. */
function standingFor({ entries, groups, referring }: EntryIndex, events: readonly MunshiEvent<Transaction>[]): LedgerEntry[] {
  const keys = new Set<string>();
  for (const { data } of events) {
    const target = referenceKey(data);
    for (const named of target === null ? [entryKey(data)] : [entryKey(data), target]) {
      keys.add(named);
      for (const key of referring.get(named) ?? []) keys.add(key);
      const entry = entries.get(named);
      if (entry !== undefined) for (const key of groups.get(amountGroup(entry)) ?? []) keys.add(key);
    }
    for (const key of groups.get(amountGroup(data.amount)) ?? []) keys.add(key);
  }
  for (const key of [...keys]) {
    const target = referenceKey(entries.get(key) ?? { source: '' });
    if (target !== null) keys.add(target);
  }
  return [...keys].flatMap((key) => entries.get(key) ?? []);
}
