import { monthOf } from '@munshi/events/calendar-date';
import { type Entry, entriesOf, type LedgerRow } from '@munshi/facts/definitions';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';

/** What one entry adds to its month. Minor units. */
export interface Contribution {
  readonly month: string;
  readonly currency: string;
  readonly category: string;
  /** Negative for a refund: it reduces spending on its own date, in the purchase's category. */
  readonly spent: number;
  readonly received: number;
  /** 1 for a payment, 0 for a refund or for money received. */
  readonly count: number;
}

/**
 * What each entry contributes, by `entryKey`, under the one definition of spending (`@munshi/facts/definitions`); an entry
 * in no sum is absent. The entries given hold, with each refund, its purchase and what else refers to that.
 */
export function contributionsOf(entries: readonly LedgerEntry[]): Map<string, Contribution> {
  const found = new Map<string, Contribution>();
  for (const { row, role, minor, category } of entriesOf(entries.map(toRow).sort(byKey))) {
    const figures = figuresOf(role, minor);
    if (figures === null) continue;
    found.set(entryKey(row), { month: monthOf(row.date), currency: row.amount.currency, category, ...figures });
  }
  return found;
}

function figuresOf(role: Entry['role'], minor: number): Pick<Contribution, 'spent' | 'received' | 'count'> | null {
  switch (role) {
    case 'spent':
      return { spent: minor, received: 0, count: 1 };
    case 'refund':
      return { spent: -minor, received: 0, count: 0 };
    case 'received':
      return { spent: 0, received: minor, count: 0 };
    default:
      return null;
  }
}

function toRow(entry: LedgerEntry): LedgerRow {
  const { transactionId, source, accountId, date, time, status, category, transferMatch, refundMatch } = entry;
  const amount = { minor: entry.minor, currency: entry.currency };
  const said = { category, merchantName: entry.merchantName, enriched: true, transferMatch, refundMatch };
  return { transactionId, source, accountId, amount, date, time, status, ...said, balanceAfter: null, order: 0 };
}

/** Ties of the definitions are decided by their input's order: ours does not depend on the order of arrival. */
function byKey(left: LedgerRow, right: LedgerRow): number {
  return entryKey(left) < entryKey(right) ? -1 : 1;
}
