/**
 * What happened at which second, in the order of time: two columns of one length. A multiset: what is added and what is
 * taken back may come in any order, and the list ends the same.
 */
export interface MomentList {
  /** Seconds since 1970, rising. */
  readonly at: number[];
  /** Minor units, positive; rising within a second. */
  readonly minor: number[];
}

export const DAY_SECONDS = 86_400;

export function emptyMoments(): MomentList {
  return { at: [], minor: [] };
}

/** Adds one, and forgets what lies further than `keepSeconds` before the newest; changes `list`. */
export function addMoment(list: MomentList, moment: { readonly at: number; readonly minor: number }, keepSeconds: number): void {
  const newest = list.at.at(-1) ?? moment.at;
  if (moment.at <= newest - keepSeconds) return;
  const place = placeOf(list, moment);
  list.at.splice(place, 0, moment.at);
  list.minor.splice(place, 0, moment.minor);
  const old = firstAfter(list.at, Math.max(newest, moment.at) - keepSeconds);
  if (old === 0) return;
  list.at.splice(0, old);
  list.minor.splice(0, old);
}

/** Takes back one that was added; one that is forgotten already changes nothing. */
export function removeMoment(list: MomentList, moment: { readonly at: number; readonly minor: number }): void {
  const place = placeOf(list, moment) - 1;
  if (list.at[place] !== moment.at || list.minor[place] !== moment.minor) return;
  list.at.splice(place, 1);
  list.minor.splice(place, 1);
}

/** Index of the first entry later than a second; `at` rises. */
export function firstAfter(at: readonly number[], second: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] as number) > second) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Behind the last entry that is not later, nor larger at the same second. */
function placeOf(list: MomentList, { at, minor }: { readonly at: number; readonly minor: number }): number {
  let place = firstAfter(list.at, at);
  while (place > 0 && list.at[place - 1] === at && (list.minor[place - 1] as number) > minor) place -= 1;
  return place;
}
