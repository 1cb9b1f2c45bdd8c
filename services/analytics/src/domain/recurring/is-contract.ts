import type { Category } from '@munshi/events/spending';
import type { Chain } from './find-chain.ts';

/** What is paid because it was agreed on. */
const AGREED = new Set<Category>([
  'rent',
  'loan',
  'insurance',
  'investment',
  'education',
  'utilities',
  'telecom',
  'subscriptions',
  'taxes',
  'salary',
]);
/** What is bought each time anew: a rhythm of it is a habit. */
export const BOUGHT: ReadonlySet<Category> = new Set<Category>([
  'groceries',
  'dining',
  'fuel',
  'transport',
  'travel',
  'shopping',
  'entertainment',
  'health',
]);

/** Logarithms: a price that hardly moves, and one that moves with use. */
const FIXED = 0.01;
const METERED = 0.7;

export function isBought(category: Category): boolean {
  return BOUGHT.has(category);
}

export interface Payee {
  /** Share of the payee's payments that chains explain. */
  readonly share: number;
  readonly category: Category;
}

/** Whether payments that follow a cadence are a contract, and not chance or a habit. */
export function isContract(chain: Chain, { share, category }: Payee): boolean {
  const { occurrences, missed, paused, change, spread, cadence } = chain;
  const count = occurrences.length;
  const slots = count + missed;
  const isFixed = change < FIXED;
  if (count < 2 || missed > slots * (isFixed && AGREED.has(category) ? 0.35 : 0.2)) return false;
  if (paused > 0 && !isFixed) return false;
  if (BOUGHT.has(category)) return isFixed && count >= 4 && spread <= 3 && share >= 0.6;
  if (AGREED.has(category)) return share >= 0.7 && (count >= cadence.enough ? change < METERED : isFixed && cadence.name !== 'weekly');
  if (count < cadence.enough) return false;
  if (isFixed) return count >= 3 && (share >= 0.5 || count >= 6);
  return category !== 'transfer' && count >= 5 && spread <= 3 && share >= 0.75 && change < METERED;
}
