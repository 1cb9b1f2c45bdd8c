import { median } from 'simple-statistics';
import { CADENCES, type Cadence, type Phase, phaseOf, slotOf } from './cadence.ts';

/** A payment of a payee on a day. */
export interface Occurrence {
  readonly key: string;
  /** Days since 1970. */
  readonly day: number;
  /** Minor units, absolute. */
  readonly minor: number;
}

/** Payments that follow one cadence, one a slot, in order. */
export interface Chain {
  readonly cadence: Cadence;
  readonly phase: Phase;
  readonly occurrences: readonly Occurrence[];
  readonly slots: readonly number[];
  /** Slots without a payment between the first and the last, pauses not counted. */
  readonly missed: number;
  /** Slots of all pauses. */
  readonly paused: number;
  /** Days between the earliest and the latest payment of a slot. */
  readonly spread: number;
  /** Median change of the amount from one payment to the next, as a logarithm: 0 for a fixed price. */
  readonly change: number;
}

/** So many slots in a row without a payment are a contract that rested; more are two contracts, fewer are missed. */
const SHORTEST_PAUSE = 3;
const LONGEST_PAUSE = 6;

/** The chain that explains most of a payee's payments with the fewest gaps; null without one of at least two payments. */
export function bestChain(occurrences: readonly Occurrence[]): Chain | null {
  let best: Chain | null = null;
  for (const cadence of CADENCES) {
    const phases = new Set(occurrences.flatMap(({ day }) => [phaseOf(cadence, day), phaseOf(cadence, day - 1)]));
    for (const phase of phases) {
      const chain = chainAt(occurrences, { cadence, phase });
      if (chain !== null && (best === null || worth(chain) > worth(best))) best = chain;
    }
  }
  return best;
}

/** Payments explained, less the gaps; among equals the tighter one, and the more alike in amount. */
function worth({ occurrences, missed, paused, spread, change }: Chain): number {
  return occurrences.length - 1.2 * missed - 0.3 * paused - 0.05 * spread - Math.min(1, change);
}

function chainAt(occurrences: readonly Occurrence[], { cadence, phase }: Pick<Chain, 'cadence' | 'phase'>): Chain | null {
  const bySlot = new Map<number, { occurrence: Occurrence; offset: number }>();
  let previous: number | null = null;
  for (const occurrence of occurrences) {
    const place = slotOf(cadence, phase, occurrence.day);
    if (place === null) continue;
    const rival = bySlot.get(place.slot);
    const distance = (one: Occurrence) => (previous === null ? 0 : Math.abs(Math.log(one.minor / previous)));
    if (rival !== undefined) {
      const isCloser = distance(occurrence) + 0.1 * Math.abs(place.offset) < distance(rival.occurrence) + 0.1 * Math.abs(rival.offset);
      if (!isCloser) continue;
    } else {
      previous = [...bySlot.values()].at(-1)?.occurrence.minor ?? null;
    }
    bySlot.set(place.slot, { occurrence, offset: place.offset });
  }
  return bySlot.size < 2 ? null : toChain(bySlot, { cadence, phase });
}

function toChain(
  bySlot: ReadonlyMap<number, { readonly occurrence: Occurrence; readonly offset: number }>,
  at: Pick<Chain, 'cadence' | 'phase'>,
): Chain | null {
  const entries = [...bySlot].sort(([left], [right]) => left - right);
  const slots = entries.map(([slot]) => slot);
  const gaps = slots.slice(1).map((slot, index) => slot - (slots[index] as number) - 1);
  if (Math.max(...gaps) > LONGEST_PAUSE) return null;
  const occurrences = entries.map(([, { occurrence }]) => occurrence);
  const offsets = entries.map(([, { offset }]) => offset);
  const changes = occurrences.slice(1).map(({ minor }, index) => Math.abs(Math.log(minor / (occurrences[index] as Occurrence).minor)));
  const sumOf = (some: readonly number[]) => some.reduce((sum, gap) => sum + gap, 0);
  const paused = sumOf(gaps.filter((gap) => gap >= SHORTEST_PAUSE));
  return {
    ...at,
    occurrences,
    slots,
    missed: sumOf(gaps) - paused,
    paused,
    spread: Math.max(...offsets) - Math.min(...offsets),
    change: median(changes),
  };
}
