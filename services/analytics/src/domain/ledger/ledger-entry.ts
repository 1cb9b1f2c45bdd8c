import type { MunshiEvent } from '@munshi/events/event';
import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import { categorise } from '../category/categorise.ts';
import type { TransferHint } from '../category/category-words.ts';
import { merchantKey, merchantName } from '../category/merchant-name.ts';

/** A transaction as analytics keeps it: what counts in sums, matches and habits, none of its texts but the merchant's name. */
export interface LedgerEntry {
  readonly source: string;
  readonly transactionId: string;
  readonly customerId: string;
  readonly accountId: string | null;
  /** Signed as the customer sees it. */
  readonly minor: number;
  readonly currency: string;
  readonly date: string;
  /** Instant; null where the bank gave none. */
  readonly time: string | null;
  /** Hour of the day in the bank's zone; null where the bank gave no time. */
  readonly hour: number | null;
  readonly status: Transaction['status'];
  /** `ce_sequence` of the version that stands. */
  readonly sequence: number;
  readonly mcc: string | null;
  readonly merchantId: string | null;
  readonly merchantName: string | null;
  /** Where a card was shown; null where nobody has to be anywhere to pay. */
  readonly city: string | null;
  readonly country: string | null;
  readonly counterpartyAccount: string | null;
  /** Balance that the bank reported with it, minor units. */
  readonly balanceAfter: number | null;
  readonly refersTo: string | null;
  /** What MCC and words say, before matching. */
  readonly ownCategory: Category;
  readonly ownConfidence: number;
  readonly hint: TransferHint | null;
  /** What stands after matching. */
  readonly category: Category;
  readonly confidence: number;
  readonly transferMatch: string | null;
  readonly refundMatch: string | null;
  /** The recurring payment that it is one of; null where none is known. */
  readonly streamId: string | null;
  /** `ce_sequence` of what was last said of it on `insights.transactions`; 0 is never. */
  readonly revision: number;
  /** The anomaly score, given once; null before. */
  readonly score: number | null;
  readonly anomalyId: string | null;
  /** Whether habits learn from it: an alert does not teach what is usual, until it happens again and again. */
  readonly teaches: boolean;
}

/** Identity of a transaction, and the subject of its insight. */
export function entryKey(entry: { readonly source: string; readonly transactionId: string }): string {
  return `${entry.source}/${entry.transactionId}`;
}

/**
 * Whether an incoming version replaces the one that stands: posted (or cancelled) replaces pending and never the reverse;
 * else the higher sequence. A total order, so every order of arrival ends with the same version.
 */
export function replaces(
  standing: Pick<LedgerEntry, 'status' | 'sequence'> | undefined,
  incoming: { readonly status: LedgerEntry['status']; readonly sequence: number },
): boolean {
  if (standing === undefined) return true;
  const final = (status: LedgerEntry['status']) => (status === 'pending' ? 0 : 1);
  const difference = final(incoming.status) - final(standing.status);
  return difference === 0 ? incoming.sequence > standing.sequence : difference > 0;
}

/** The entry of an event, in place of the version that stood; what was said and scored before stays with it. */
export function toEntry(event: MunshiEvent<Transaction>, standing: LedgerEntry | undefined, timeZone: string): LedgerEntry {
  const transaction = event.data;
  const { merchant, counterparty } = transaction;
  const found = categorise(transaction);
  const name = merchantName(merchant?.name ?? counterparty?.name);
  return {
    source: transaction.source,
    transactionId: transaction.transactionId,
    customerId: event.key,
    accountId: transaction.accountId ?? null,
    minor: transaction.amount.minor,
    currency: transaction.amount.currency,
    date: transaction.date,
    time: transaction.time ?? null,
    hour: transaction.time ? hourIn(timeZone, transaction.time) : null,
    status: transaction.status,
    sequence: event.sequence,
    mcc: merchant?.mcc ?? null,
    merchantId: merchantIdOf(transaction),
    merchantName: name,
    city: cityOf(transaction),
    country: merchant?.country?.toUpperCase().slice(0, 60) ?? null,
    counterpartyAccount: counterparty?.account ?? null,
    balanceAfter: transaction.balanceAfter?.minor ?? null,
    refersTo: transaction.refersTo ?? null,
    ownCategory: found.category,
    ownConfidence: found.confidence,
    hint: found.hint,
    category: found.category,
    confidence: found.confidence,
    transferMatch: null,
    refundMatch: null,
    streamId: standing?.streamId ?? null,
    revision: standing?.revision ?? 0,
    score: standing?.score ?? null,
    anomalyId: standing?.anomalyId ?? null,
    teaches: standing?.teaches ?? true,
  };
}

/** The bank's id of the merchant, else its name's. */
export function merchantIdOf({ merchant, counterparty }: Pick<Transaction, 'merchant' | 'counterparty'>): string | null {
  return merchant?.id ?? merchantKey(merchantName(merchant?.name ?? counterparty?.name));
}

/** Rails on which a bank names the merchant's seat: a code is scanned, and a shop on the web is paid, from anywhere. */
const REMOTE = /\b(upi|ecom|e-?commerce|online|internet|web|net ?banking|si|mandate|nach|ach|bill ?pay|bbps|neft|imps|rtgs|internal)\b/i;

function cityOf({ channel, merchant }: Transaction): string | null {
  return channel && REMOTE.test(channel) ? null : (merchant?.city?.toLowerCase().slice(0, 60) ?? null);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function hourIn(timeZone: string, instant: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  return Number(format.format(new Date(instant)));
}
