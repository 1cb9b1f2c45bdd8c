/** Version of how texts are cut and worded. Another one makes another set of vectors, built beside the one that is read. */
export const CUTTING = 2;

/** `building`: written, not read. `retired`: still read for a moment by who did not hear of the switch. `closing`: nobody writes any more. */
export type SetState = 'building' | 'current' | 'retired' | 'closing';

/** What the vectors of a set have in common. */
export interface Space {
  readonly model: string;
  readonly dimension: number;
}

export interface KnownSet extends Space {
  readonly number: number;
  readonly cutting: number;
  readonly state: SetState;
  /** Missed changes, because nobody here could embed in its words: it can be read on, and never be brought up to date. */
  readonly isFrozen: boolean;
  /** When it came into its state. */
  readonly since: Date;
}

export type SetStep =
  | { readonly kind: 'create'; readonly state: 'building' | 'current' }
  /** If it is complete. */
  | { readonly kind: 'switch'; readonly set: KnownSet }
  | { readonly kind: 'freeze'; readonly set: KnownSet }
  | { readonly kind: 'close'; readonly set: KnownSet }
  | { readonly kind: 'drop'; readonly set: KnownSet };

/** Longer than any reader goes on with a set after a switch (`pinecone.ts`: 5 s), and any query takes. */
const RETIRED_MS = 60_000;
/** Longer than the processes of this service take to hear that they have to stop writing. */
const CLOSING_MS = 30_000;

/** What to do next. `own` is what the settings ask for: null while a vendor that is down has not said its dimension. */
export function stepsOf(sets: readonly KnownSet[], own: Space | null, now: Date): SetStep[] {
  const steps: SetStep[] = [];
  const current = sets.find(({ state }) => state === 'current');
  const building = sets.find(({ state }) => state === 'building');
  if (own !== null) {
    for (const set of sets) if (!set.isFrozen && isWritten(set) && !isOfSpace(set, own)) steps.push({ kind: 'freeze', set });
    if (building !== undefined) steps.push(isWanted(building, own) ? { kind: 'switch', set: building } : { kind: 'close', set: building });
    else if (current === undefined) steps.push({ kind: 'create', state: 'current' });
    else if (!isWanted(current, own)) steps.push({ kind: 'create', state: 'building' });
  }
  const isOld = ({ since }: KnownSet, ms: number): boolean => now.getTime() - since.getTime() >= ms;
  for (const set of sets) {
    if (set.state === 'retired' && isOld(set, RETIRED_MS)) steps.push({ kind: 'close', set });
    if (set.state === 'closing' && isOld(set, CLOSING_MS)) steps.push({ kind: 'drop', set });
  }
  return steps;
}

/** Whether events are applied to it: also to one that was just retired, since who was erased must vanish from it too. */
export function isWritten({ state }: KnownSet): boolean {
  return state !== 'closing';
}

export function isOfSpace(set: KnownSet, { model, dimension }: Space): boolean {
  return set.model === model && set.dimension === dimension;
}

function isWanted(set: KnownSet, own: Space): boolean {
  return isOfSpace(set, own) && set.cutting === CUTTING && !set.isFrozen;
}
