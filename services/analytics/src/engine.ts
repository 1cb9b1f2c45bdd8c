import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { applyToCustomer, type Consequences } from './domain/apply/apply-to-customer.ts';
import { type CustomerState, emptyState } from './domain/customer/customer-state.ts';
import { packState, unpackState } from './domain/customer/stored-state.ts';
import { customerWindows, emptyCustomerMoments, learnPayment } from './domain/features/customer-windows.ts';
import { emptyMerchantMoments, merchantWindows, moveMerchant } from './domain/features/merchant-windows.ts';
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
      const ledger = ledgers.get(customerId) ?? emptyLedger(customerId);
      ledgers.set(customerId, ledger);
      const consequences = applyToCustomer({ state: ledger.state, standing: standingFor(ledger, events), events }, { prior: {}, timeZone });
      for (const entry of consequences.changed) keep(ledger, entry);
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
  readonly entries: Map<string, LedgerEntry>;
  /** Keys of entries by amount group, and by the key of what they refer to. */
  readonly groups: Map<string, Set<string>>;
  readonly referring: Map<string, Set<string>>;
}

function emptyLedger(customerId: string): Ledger {
  return { state: emptyState(customerId), entries: new Map(), groups: new Map(), referring: new Map() };
}

function keep({ entries, groups, referring }: Ledger, entry: LedgerEntry): void {
  const key = entryKey(entry);
  const before = entries.get(key);
  if (before !== undefined) groups.get(amountGroup(before))?.delete(key);
  entries.set(key, entry);
  setOf(groups, amountGroup(entry)).add(key);
  if (entry.refersTo !== null) setOf(referring, `${entry.source}/${entry.refersTo}`).add(key);
}

/** What the transaction repository gives for a batch: what it names, what refers to that, and their amount groups. */
function standingFor({ entries, groups, referring }: Ledger, events: readonly MunshiEvent<Transaction>[]): LedgerEntry[] {
  const keys = new Set<string>();
  for (const { data } of events) {
    for (const named of [entryKey(data), ...(data.refersTo ? [`${data.source}/${data.refersTo}`] : [])]) {
      keys.add(named);
      for (const key of referring.get(named) ?? []) keys.add(key);
      const entry = entries.get(named);
      if (entry !== undefined) for (const key of groups.get(amountGroup(entry)) ?? []) keys.add(key);
    }
    for (const key of groups.get(amountGroup(data.amount)) ?? []) keys.add(key);
  }
  for (const key of [...keys]) {
    const entry = entries.get(key);
    if (entry?.refersTo) keys.add(`${entry.source}/${entry.refersTo}`);
  }
  return [...keys].flatMap((key) => entries.get(key) ?? []);
}

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const set = sets.get(key) ?? new Set<string>();
  sets.set(key, set);
  return set;
}
