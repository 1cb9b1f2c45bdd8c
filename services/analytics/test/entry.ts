import type { LedgerEntry } from '../src/domain/ledger/ledger-entry.ts';

/** An entry of a test: a posted grocery payment, unless it says otherwise. */
export function entryOf(over: Partial<LedgerEntry> & Pick<LedgerEntry, 'transactionId'>): LedgerEntry {
  const ownCategory = over.ownCategory ?? 'groceries';
  return {
    source: 'bank',
    customerId: 'c',
    accountId: 'A',
    minor: -10_000,
    currency: 'INR',
    date: '2026-01-10',
    time: null,
    hour: null,
    status: 'posted',
    sequence: 1,
    mcc: '5411',
    merchantId: 'm',
    merchantName: 'Shop',
    city: null,
    country: 'IN',
    counterpartyAccount: null,
    balanceAfter: null,
    refersTo: null,
    ownCategory,
    ownConfidence: 0.95,
    hint: null,
    category: ownCategory,
    confidence: 0.95,
    transferMatch: null,
    refundMatch: null,
    streamId: null,
    revision: 0,
    score: null,
    anomalyId: null,
    teaches: true,
    ...over,
  };
}
