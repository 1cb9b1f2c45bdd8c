import { type CustomerState, emptyState, STATE_VERSION } from './customer-state.ts';
import { type OlderState, upgraded } from './older-states.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';
import { packDays, packMonths, unpackDays, unpackMonths } from './packed-months.ts';
import { packSums, type StoredSums, unpackSums } from './packed-sums.ts';
import { packRising, packSmallParts, type SmallParts, unpackRising, unpackSmallParts } from './stored-parts.ts';

/**
 * A state as it is kept: the same figures in fewer bytes. Lists of integers are packed into texts, all of a kind into one; names stand
 * beside them, in their order, so that the same figures are the same bytes in whatever order they came.
 */
export interface StoredState
  extends Omit<CustomerState, 'version' | 'months' | 'days' | 'habits' | 'tickets' | keyof SmallParts>,
    SmallParts {
  readonly version: typeof STATE_VERSION;
  readonly words: readonly string[];
  readonly months: Record<string, string>;
  readonly days: string;
  readonly habits: Omit<CustomerState['habits'], 'categories' | 'merchants' | 'hours'> & {
    readonly categories: StoredSums;
    readonly merchants: StoredSums;
    readonly hours: string;
  };
  readonly tickets: string;
}

export function packState(state: CustomerState): StoredState {
  const words = [...new Set(Object.values(state.months).flatMap((month) => Object.keys(month)))].sort();
  return {
    ...state,
    ...packSmallParts(state),
    words,
    months: packMonths(state.months, words),
    days: packDays(state.days),
    habits: {
      ...state.habits,
      categories: packSums(state.habits.categories),
      merchants: packSums(state.habits.merchants),
      hours: packIntegers(state.habits.hours),
    },
    tickets: packRising(state.tickets),
  };
}

/** The state that was kept, of whatever version; what an older version did not keep begins empty. */
export function unpackState(kept: StoredState | OlderState): CustomerState {
  if (kept.version !== STATE_VERSION) return upgraded(kept);
  const { words, ...same } = kept;
  return {
    ...emptyState(kept.customerId),
    ...same,
    ...unpackSmallParts(kept),
    months: unpackMonths(kept.months, words),
    days: unpackDays(kept.days),
    habits: {
      ...kept.habits,
      categories: unpackSums(kept.habits.categories),
      merchants: unpackSums(kept.habits.merchants),
      hours: unpackIntegers(kept.habits.hours),
    },
    tickets: unpackRising(kept.tickets),
  };
}
