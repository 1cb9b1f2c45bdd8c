import { type CalendarDate, daysBetween, type Period } from '@munshi/events/calendar-date';
import { addMoney, type Money } from '@munshi/events/money';

/** A transaction as the definitions see it: what the bank said, and what analytics made of it (null and `uncategorised` until then). */
export interface LedgerRow {
  readonly transactionId: string;
  readonly source: string;
  readonly accountId: string | null;
  readonly amount: Money;
  /** The bank's own date: what the transaction belongs to in every sum. */
  readonly date: CalendarDate;
  readonly time: string | null;
  readonly status: 'pending' | 'posted' | 'cancelled';
  readonly category: string;
  readonly merchantName: string | null;
  /** Analytics has spoken of it. */
  readonly enriched: boolean;
  readonly transferMatch: string | null;
  /** The purchase it undoes: as the bank says (`refersTo`), else as analytics found. */
  readonly refundMatch: string | null;
  readonly balanceAfter: Money | null;
  /** As the bank writes them; only where a reader shows or chooses by them. */
  readonly description?: string | null;
  readonly channel?: string | null;
  /** Rises in the order in which the bank told of them; decides between equal dates and times. */
  readonly order: number;
}

/** What a row is to spending. `spent` and `refund` make up spending, `received` income; the others count in neither. */
export interface Entry {
  readonly row: LedgerRow;
  readonly role: 'spent' | 'refund' | 'received' | 'transfer' | 'reversed' | 'pending' | 'none';
  /** Positive minor units; a refund's are to be subtracted. */
  readonly minor: number;
  /** A refund has the category and the merchant of its purchase. */
  readonly category: string;
  readonly merchantName: string | null;
}

/** A credit of the same amount on the same account this soon undoes its purchase as if neither had been. */
export const REVERSAL_DAYS = 3;

/**
 * Every row with its role. Own transfers and card-bill payments (`transferMatch`) are neither spending nor income. A credit that
 * undoes a purchase is a reversal (same account, same absolute amount, at most 3 days later): both drop out. Any other matched
 * refund reduces spending on its own date, in the purchase's category. Fees and cash count. Pending is apart, cancelled is nothing.
 */
export function entriesOf(rows: readonly LedgerRow[]): Entry[] {
  const byId = new Map(rows.map((row) => [keyOf(row.source, row.transactionId), row]));
  const reversed = reversedRows(rows, byId);
  return rows.map((row) => {
    const purchase = purchaseOf(row, byId);
    const origin = purchase ?? row;
    return {
      row,
      role: reversed.has(row) ? 'reversed' : roleOf(row),
      minor: Math.abs(row.amount.minor),
      category: origin.category,
      merchantName: origin.merchantName ?? row.merchantName,
    };
  });
}

function keyOf(source: string, transactionId: string): string {
  return JSON.stringify([source, transactionId]);
}

function purchaseOf(row: LedgerRow, byId: ReadonlyMap<string, LedgerRow>): LedgerRow | undefined {
  if (row.amount.minor <= 0 || row.refundMatch === null) return undefined;
  const purchase = byId.get(keyOf(row.source, row.refundMatch));
  return purchase && purchase.amount.minor < 0 && purchase.amount.currency === row.amount.currency ? purchase : undefined;
}

function roleOf(row: LedgerRow): Entry['role'] {
  if (row.status === 'cancelled' || row.amount.minor === 0) return 'none';
  if (row.transferMatch !== null) return 'transfer';
  if (row.status === 'pending') return 'pending';
  if (row.amount.minor < 0) return 'spent';
  return row.refundMatch === null ? 'received' : 'refund';
}

/** Reversals and the purchases they undo; a purchase is undone once. */
function reversedRows(rows: readonly LedgerRow[], byId: ReadonlyMap<string, LedgerRow>): Set<LedgerRow> {
  const reversed = new Set<LedgerRow>();
  for (const row of [...rows].sort(compareRows)) {
    const purchase = purchaseOf(row, byId);
    if (!purchase || reversed.has(purchase) || row.status !== 'posted' || purchase.status !== 'posted') continue;
    const days = daysBetween(purchase.date, row.date);
    const same = row.accountId === purchase.accountId && row.amount.minor === -purchase.amount.minor;
    if (same && days >= 0 && days <= REVERSAL_DAYS && roleOf(purchase) === 'spent') reversed.add(row).add(purchase);
  }
  return reversed;
}

/** Oldest first: the bank's date, then the time, then the order in which the bank told of them. */
export function compareRows(left: LedgerRow, right: LedgerRow): number {
  if (left.date !== right.date) return left.date < right.date ? -1 : 1;
  if (left.time !== null && right.time !== null) {
    const apart = Date.parse(left.time) - Date.parse(right.time);
    if (apart !== 0) return apart;
  }
  return left.order - right.order;
}

export interface CategorySpending {
  readonly category: string;
  readonly spent: number;
  /** Purchases; refunds are in `entries` but not counted. */
  readonly count: number;
  readonly entries: readonly Entry[];
}

/** One currency's spending and income in a period; currencies are never added. Minor units. */
export interface Spending {
  readonly currency: string;
  readonly spent: number;
  readonly received: number;
  /** Purchases counted in `spent`. */
  readonly count: number;
  readonly categories: readonly CategorySpending[];
  readonly merchants: readonly (Omit<CategorySpending, 'category'> & { readonly merchantName: string })[];
  readonly entries: readonly Entry[];
  readonly receivedEntries: readonly Entry[];
  /** Money out that is still pending: not in `spent`. */
  readonly pending: { readonly spent: number; readonly entries: readonly Entry[] };
  /** Counted transactions that analytics has not spoken of yet. */
  readonly notEnriched: number;
}

export interface SpendingFilter {
  readonly period: Period;
  readonly category?: string;
  readonly merchantName?: string;
  readonly accountId?: string;
}

/** Spending and income by currency, the largest spending first. */
export function spendingIn(entries: readonly Entry[], filter: SpendingFilter): Spending[] {
  const chosen = entries.filter((entry) => matches(entry, filter));
  const currencies = [...new Set(chosen.filter((entry) => entry.role !== 'none').map((entry) => entry.row.amount.currency))];
  return currencies
    .map((currency) =>
      spendingOf(
        currency,
        chosen.filter((entry) => entry.row.amount.currency === currency),
      ),
    )
    .sort((left, right) => right.spent - left.spent || (left.currency < right.currency ? -1 : 1));
}

function matches({ row, category, merchantName }: Entry, filter: SpendingFilter): boolean {
  if (row.date < filter.period.from || row.date > filter.period.to) return false;
  if (filter.category !== undefined && category !== filter.category) return false;
  if (filter.accountId !== undefined && row.accountId !== filter.accountId) return false;
  return filter.merchantName === undefined || merchantName === filter.merchantName;
}

function spendingOf(currency: string, entries: readonly Entry[]): Spending {
  const spending = entries.filter((entry) => entry.role === 'spent' || entry.role === 'refund');
  const receivedEntries = entries.filter((entry) => entry.role === 'received');
  const pending = entries.filter((entry) => entry.role === 'pending' && entry.row.amount.minor < 0);
  const named = spending.filter((entry) => entry.merchantName !== null);
  return {
    currency,
    spent: netOf(spending),
    received: netOf(receivedEntries),
    count: purchases(spending),
    categories: grouped(spending, (entry) => entry.category).map(({ key, ...group }) => ({ category: key, ...group })),
    merchants: grouped(named, (entry) => entry.merchantName ?? '').map(({ key, ...group }) => ({ merchantName: key, ...group })),
    entries: spending,
    receivedEntries,
    pending: { spent: netOf(pending), entries: pending },
    notEnriched: [...spending, ...receivedEntries].filter((entry) => !entry.row.enriched).length,
  };
}

function netOf(entries: readonly Entry[]): number {
  const sum = entries.reduce((total, { role, minor }) => total + (role === 'refund' ? -minor : minor), 0);
  if (!Number.isSafeInteger(sum)) throw new RangeError('the sum is beyond what an integer can hold');
  return sum;
}

function purchases(entries: readonly Entry[]): number {
  return entries.filter((entry) => entry.role === 'spent').length;
}

function grouped(entries: readonly Entry[], keyFor: (entry: Entry) => string) {
  return [...Map.groupBy(entries, keyFor)]
    .map(([key, members]) => ({ key, spent: netOf(members), count: purchases(members), entries: members }))
    .sort((left, right) => right.spent - left.spent || (left.key < right.key ? -1 : 1));
}

/** The largest single purchase of the spending set, by currency; of equals the newest. */
export function biggestExpenses(entries: readonly Entry[], filter: SpendingFilter): Entry[] {
  return spendingIn(entries, filter).flatMap((spending) => {
    const [biggest] = spending.entries
      .filter((entry) => entry.role === 'spent')
      .sort((left, right) => right.minor - left.minor || compareRows(right.row, left.row));
    return biggest ? [biggest] : [];
  });
}

export interface ReportedBalance {
  readonly balance: Money;
  /** Instant. */
  readonly asOf: string;
}

export interface Balance {
  readonly money: Money;
  /** Date of the newest transaction it takes in, or of the bank's report where there is none after it. */
  readonly asOf: CalendarDate;
  /** The row whose `balanceAfter` it starts from, and the rows added to it; the rows alone where it starts from the customer record. */
  readonly rows: readonly LedgerRow[];
  readonly fromRecord: boolean;
}

/**
 * The newest balance the bank reported for an account, plus the posted amounts after it. Null when it never reported one.
 * `rows` are those of this account; `dateOf` gives the bank's date of an instant.
 */
export function balanceOf(
  rows: readonly LedgerRow[],
  reported: ReportedBalance | null,
  dateOf: (instant: string) => CalendarDate,
): Balance | null {
  const posted = rows.filter((row) => row.status === 'posted').sort(compareRows);
  const isAfter = (row: LedgerRow, { asOf }: ReportedBalance): boolean =>
    row.time === null ? row.date > dateOf(asOf) : Date.parse(row.time) > Date.parse(asOf);
  const at = posted.findLastIndex((row) => row.balanceAfter !== null);
  const anchor = posted[at];
  if (anchor?.balanceAfter && (reported === null || isAfter(anchor, reported))) {
    const later = posted.slice(at + 1).filter((row) => row.amount.currency === anchor.balanceAfter?.currency);
    return { ...sumOf(anchor.balanceAfter, later), asOf: (later.at(-1) ?? anchor).date, rows: [anchor, ...later], fromRecord: false };
  }
  if (reported === null) return null;
  const later = posted.filter((row) => isAfter(row, reported) && row.amount.currency === reported.balance.currency);
  return { ...sumOf(reported.balance, later), asOf: later.at(-1)?.date ?? dateOf(reported.asOf), rows: later, fromRecord: true };
}

function sumOf(start: Money, rows: readonly LedgerRow[]): { money: Money } {
  return { money: rows.reduce((total, row) => addMoney(total, row.amount), start) };
}
