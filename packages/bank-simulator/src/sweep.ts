import type { Draft, Role } from './draft.ts';

/** Paise: whoever keeps less on the everyday account rather pays by card than fetches money. */
const CARD_FIRST = 800_000;
/** Share of the ceiling above which a payment that the everyday account cannot bear leaves the reserve itself. */
const LARGE = 0.5;
/** How far above the ceiling is too much: a share of it, and paise. */
const WORTH_SWEEPING = 0.3;
const LEAST_SWEPT = 800_000;
const RUPEE = 100;

/** The accounts that a payment may leave, the first that can bear it; a card pays only merchants. */
export function payersOf(ceiling: number, { role, minor, merchant, into }: Draft): readonly Role[] {
  const isLarge = -minor > ceiling * LARGE && into?.role !== 'reserve';
  if (role === 'card') return isLarge ? ['card', 'primary', 'reserve'] : ['card', 'primary'];
  if (role !== 'primary') return [role];
  const first: readonly Role[] = merchant && ceiling < CARD_FIRST ? ['primary', 'card'] : ['primary'];
  return isLarge ? [...first, 'reserve'] : first;
}

/** Paise, in whole rupees, of a balance that are too much above the ceiling to stay; 0 where they may. */
export function excessOver(ceiling: number, balance: number): number {
  const excess = Math.floor((balance - ceiling) / RUPEE) * RUPEE;
  return excess < Math.max(ceiling * WORTH_SWEEPING, LEAST_SWEPT) ? 0 : excess;
}

/** Paise, in whole rupees, to fetch for a payment, best first: the ceiling anew, or what is missing; a thief fills up nothing. */
export function topUpsFor(ceiling: number, { minor, anomaly }: Draft, balance: number): readonly number[] {
  const missing = Math.ceil((-minor - balance) / RUPEE) * RUPEE;
  return anomaly === undefined ? [missing + ceiling, missing] : [missing];
}
