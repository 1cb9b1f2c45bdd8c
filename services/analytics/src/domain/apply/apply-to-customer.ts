import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import type { CustomerState } from '../customer/customer-state.ts';
import type { MerchantDay } from '../features/merchant-days.ts';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { contributionsOf } from '../spending/contribution.ts';
import { moveSums } from '../spending/month-sums.ts';
import { applyInSteps } from './apply-in-steps.ts';
import type { CustomerBatch, Surroundings } from './customer-batch.ts';
import type { Alert, PaymentSample } from './score-payment.ts';

export interface Consequences {
  /** Entries that are new or differ from what stood, as they are to be stored. */
  readonly changed: readonly LedgerEntry[];
  /** `entryKey`s of those whose insight differs from what was last said. */
  readonly toSay: ReadonlySet<string>;
  /** The event that each new version came with, by `entryKey`. */
  readonly causes: ReadonlyMap<string, MunshiEvent<Transaction>>;
  readonly alerts: readonly Alert[];
  /** What the entries count at their merchants, more or less than before. */
  readonly merchantDays: readonly MerchantDay[];
  readonly samples: readonly PaymentSample[];
}

/**
 * Applies a batch of one customer's transactions: the newest versions, their matches, month sums, habits and scores.
 * Each version by itself, as if it had come alone: whatever cut into batches the same versions come in, the same entries, sums,
 * habits and scores result, and in whatever order, the same entries and sums. What is said is what stands at the end of the batch.
 */
export function applyToCustomer(batch: CustomerBatch, around: Surroundings): Consequences {
  const standing = new Map(batch.standing.map((entry) => [entryKey(entry), entry]));
  const { entries, moved, ...found } = applyInSteps(batch, around);
  moveMonths(batch.state, batch.standing, [...entries.values()]);
  const changed = [...moved].flatMap((key) => {
    const entry = entries.get(key);
    return entry === undefined || sameEntry(standing.get(key), entry) ? [] : [entry];
  });
  const toSay = new Set(changed.filter((entry) => !saysTheSame(standing.get(entryKey(entry)), entry)).map(entryKey));
  return {
    changed: changed.map((entry) => (toSay.has(entryKey(entry)) ? { ...entry, revision: entry.revision + 1 } : entry)),
    toSay,
    ...found,
  };
}

/** A pure function of the versions that stand, so that it need not be moved with each. */
function moveMonths(state: CustomerState, before: readonly LedgerEntry[], after: readonly LedgerEntry[]): void {
  const old = contributionsOf(before);
  const now = contributionsOf(after);
  for (const key of new Set([...old.keys(), ...now.keys()])) moveSums(state.months, old.get(key) ?? null, now.get(key) ?? null);
}

function sameEntry(left: LedgerEntry | undefined, right: LedgerEntry): boolean {
  return left !== undefined && (Object.keys(right) as (keyof LedgerEntry)[]).every((field) => left[field] === right[field]);
}

/** What `insights.transactions` carries. */
export const SAID = ['category', 'confidence', 'merchantId', 'merchantName', 'transferMatch', 'refundMatch', 'streamId'] as const;

function saysTheSame(left: LedgerEntry | undefined, right: LedgerEntry): boolean {
  return left !== undefined && left.revision > 0 && SAID.every((field) => left[field] === right[field]);
}
