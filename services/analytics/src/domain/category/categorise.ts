import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import { categoryOfWords, type TransferHint } from './category-words.ts';
import { classifyName } from './classify-name.ts';
import { categoryOfMcc } from './mcc-categories.ts';

export interface Categorised {
  readonly category: Category;
  /** 0..1; 0 for `uncategorised`: nothing was found, so nothing is claimed. */
  readonly confidence: number;
  /** The words speak of an own transfer or of a card bill. Matching decides. */
  readonly hint: TransferHint | null;
}

const MCC_CONFIDENCE = 0.95;
/** Words less sure than this only name the rail: what the merchant is called says more. */
const TELLING = 0.7;

/**
 * The category of a transaction by itself, before any match: its MCC, else telling words of description, counterparty
 * and channel, else what the name of the merchant tells of money out, else `uncategorised`.
 */
export function categorise(transaction: Transaction): Categorised {
  const { mcc, name } = transaction.merchant ?? {};
  const byMcc = mcc ? categoryOfMcc(mcc) : null;
  if (byMcc !== null) return { category: byMcc, confidence: MCC_CONFIDENCE, hint: null };
  const text = [transaction.description, name, transaction.counterparty?.name, transaction.channel].filter(Boolean).join(' | ');
  const byWords = categoryOfWords(text, transaction.amount.minor);
  const isNamed = name && transaction.amount.minor < 0 && (byWords === null || byWords.confidence < TELLING);
  const byName = isNamed ? classifyName(name) : null;
  if (byName !== null) return { ...byName, hint: byWords?.hint ?? null };
  return byWords ?? { category: 'uncategorised', confidence: 0, hint: null };
}
