import { abroad, again, atNight, dearPurchase, toStranger } from './anomalies.ts';
import type { Circumstances } from './circumstances.ts';
import type { Draft } from './draft.ts';

/** How many a day: three a year. */
const ODDITIES_A_DAY = 0.008;

const KINDS = {
  dear: (at: Circumstances) => dearPurchase(at, at.random.between(2.4, 3.4)),
  abroad: (at: Circumstances) => abroad(at, [0.01, 0.25]),
  twice: (at: Circumstances, purchase: Draft | undefined) => (purchase ? [again(purchase, at.random)] : []),
  late: (at: Circumstances) => [atNight(at)],
  'new payee': (at: Circumstances) => [toStranger(at, at.random.between(0.03, 0.3))],
};
const WEIGHTS: readonly (readonly [keyof typeof KINDS, number])[] = [
  ['dear', 0.3],
  ['abroad', 0.22],
  ['twice', 0.16],
  ['late', 0.14],
  ['new payee', 0.18],
];

/**
 * What looks odd and is the customer's own doing: a sofa, a shop abroad, two equal coffees, a late meal, a new plumber.
 * Whoever tells anomalies by a trait that these share is wrong about them.
 */
export function odditiesOn(at: Circumstances, activity: number, purchases: readonly Draft[]): Draft[] {
  if (!at.random.chance(ODDITIES_A_DAY * activity)) return [];
  const [kind] = at.random.weighted(WEIGHTS, ([, weight]) => weight);
  const purchase = purchases.find(({ fate, habitId }) => fate === undefined && habitId === undefined);
  return KINDS[kind](at, purchase).map((draft) => ({ ...draft, isOwnOddity: true }));
}
