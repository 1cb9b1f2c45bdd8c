import type { Customer } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import type { Prior } from '../src/domain/anomaly/prior.ts';
import { applyToCustomer } from '../src/domain/apply/apply-to-customer.ts';
import type { Alert } from '../src/domain/apply/score-payment.ts';
import { type CustomerState, emptyState, takeProfile } from '../src/domain/customer/customer-state.ts';
import { entryKey, type LedgerEntry } from '../src/domain/ledger/ledger-entry.ts';
import { amountGroup } from '../src/domain/matching/match-by-amount.ts';

/** The domain over maps instead of tables: what the handlers do, without a database. */
export function createInMemoryLedger(prior: Prior = {}, timeZone = 'Asia/Kolkata') {
  const states = new Map<string, CustomerState>();
  const entries = new Map<string, Map<string, LedgerEntry>>();
  const alerts: Alert[] = [];

  const stateOf = (customerId: string): CustomerState => {
    const state = states.get(customerId) ?? emptyState(customerId);
    states.set(customerId, state);
    return state;
  };
  const ledgerOf = (customerId: string): Map<string, LedgerEntry> => {
    const ledger = entries.get(customerId) ?? new Map<string, LedgerEntry>();
    entries.set(customerId, ledger);
    return ledger;
  };
  const applyTo = (customerId: string, events: readonly MunshiEvent<Transaction>[], newAccounts: ReadonlySet<string>): void => {
    const ledger = ledgerOf(customerId);
    const batch = { state: stateOf(customerId), standing: standingFor(ledger, events, newAccounts), events, newAccounts };
    const consequences = applyToCustomer(batch, { prior, timeZone });
    for (const entry of consequences.changed) ledger.set(entryKey(entry), entry);
    alerts.push(...consequences.alerts);
  };

  return {
    states,
    alerts,
    entries: (): LedgerEntry[] => [...entries.values()].flatMap((ledger) => [...ledger.values()]),
    transactions(events: readonly MunshiEvent<Transaction>[]): void {
      for (const [customerId, own] of Map.groupBy(events, (event) => event.key)) {
        const known = stateOf(customerId).accounts;
        const accounts = own.flatMap(({ data }) => (data.accountId && known[data.accountId] === undefined ? [data.accountId] : []));
        applyTo(customerId, own, new Set(accounts));
      }
    },
    profile(event: MunshiEvent<Customer>): void {
      const news = takeProfile(stateOf(event.key), event.data, event.sequence);
      applyTo(event.key, [], new Set(news));
    },
  };
}

/** What the transaction repository gives for a batch, no more: the domain must not need the rest of the ledger. */
function standingFor(
  ledger: ReadonlyMap<string, LedgerEntry>,
  events: readonly MunshiEvent<Transaction>[],
  newAccounts: ReadonlySet<string>,
): LedgerEntry[] {
  const all = [...ledger.values()];
  const named = new Set(events.flatMap(({ data }) => [entryKey(data), ...(data.refersTo ? [`${data.source}/${data.refersTo}`] : [])]));
  const isKnown = (entry: LedgerEntry) =>
    named.has(entryKey(entry)) || (entry.counterpartyAccount !== null && newAccounts.has(entry.counterpartyAccount));
  const groups = new Set([...events.map(({ data }) => amountGroup(data.amount)), ...all.filter(isKnown).map(amountGroup)]);
  const refersToNamed = (entry: LedgerEntry) => entry.refersTo !== null && named.has(`${entry.source}/${entry.refersTo}`);
  const first = all.filter((entry) => isKnown(entry) || refersToNamed(entry) || groups.has(amountGroup(entry)));
  const targets = new Set(first.flatMap((entry) => (entry.refersTo === null ? [] : [`${entry.source}/${entry.refersTo}`])));
  return [...new Set([...first, ...all.filter((entry) => targets.has(entryKey(entry)))])];
}

/** In batches of a size. */
export function* inBatches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** The same items in another order, the same for the same seed (Fisher-Yates over a linear congruence). */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let at = result.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [result[at], result[other]] = [result[other] as Item, result[at] as Item];
  }
  return result;
}
