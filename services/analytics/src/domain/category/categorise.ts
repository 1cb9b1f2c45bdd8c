import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import { categoryOfWords, type TransferHint } from './category-words.ts';
import { categoryOfMcc } from './mcc-categories.ts';

export interface Categorised {
  readonly category: Category;
  /** 0..1; 0 for `uncategorised`: nothing was found, so nothing is claimed. */
  readonly confidence: number;
  /** The words speak of an own transfer or of a card bill. Matching decides. */
  readonly hint: TransferHint | null;
}

const MCC_CONFIDENCE = 0.95;

/**
 * The category of a transaction by itself, before any match: its MCC, else telling words of description, counterparty
 * and channel, else `uncategorised`.
 */
export function categorise(transaction: Transaction): Categorised {
  const { mcc, name } = transaction.merchant ?? {};
  const byMcc = mcc ? categoryOfMcc(mcc) : null;
  if (byMcc !== null) return { category: byMcc, confidence: MCC_CONFIDENCE, hint: null };
  const text = [transaction.description, name, transaction.counterparty?.name, transaction.channel].filter(Boolean).join(' | ');
  return categoryOfWords(text, transaction.amount.minor) ?? { category: 'uncategorised', confidence: 0, hint: null };
}
