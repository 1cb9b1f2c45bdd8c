import { AMOUNT_QUANTILES, AMOUNT_TAIL, WHOLE_RUPEES } from './calibration.ts';
import { normalCdf, type Random } from './random.ts';

/** How far each kind of purchase lies above or below the usual one, in standard deviations, and how often it happens. */
export const PURCHASES = {
  groceries: { level: 0.1, weight: 0.27, most: 0.985 },
  dining: { level: -0.3, weight: 0.23, most: 0.98 },
  transport: { level: -0.85, weight: 0.12, most: 0.95 },
  fuel: { level: 0.35, weight: 0.09, most: 0.96 },
  shopping: { level: 0.65, weight: 0.14, most: 0.9995 },
  entertainment: { level: -0.05, weight: 0.05, most: 0.985 },
  health: { level: 0.3, weight: 0.055, most: 0.9995 },
  personal: { level: 0.05, weight: 0.045, most: 0.98 },
} as const;
export type PurchaseCategory = keyof typeof PURCHASES;

export const PURCHASE_CATEGORIES = Object.keys(PURCHASES) as PurchaseCategory[];

/** How the spread of amounts divides: between customers, between kinds, between merchants; the rest from visit to visit. */
const OF_CUSTOMER = 0.5;
const OF_MERCHANT = 0.35;
const weights = PURCHASE_CATEGORIES.map((category) => PURCHASES[category].weight);
const total = weights.reduce((sum, weight) => sum + weight, 0);
const MEAN_LEVEL = PURCHASE_CATEGORIES.reduce((sum, category) => sum + PURCHASES[category].level * PURCHASES[category].weight, 0) / total;
const LEVEL_VARIANCE =
  PURCHASE_CATEGORIES.reduce((sum, category) => sum + (PURCHASES[category].level - MEAN_LEVEL) ** 2 * PURCHASES[category].weight, 0) /
  total;
const OF_VISIT = Math.sqrt(1 - OF_CUSTOMER ** 2 - OF_MERCHANT ** 2 - LEVEL_VARIANCE);

export interface PurchaseHabit {
  readonly category: PurchaseCategory;
  /** The customer's place among all customers, standard normal. */
  readonly customerLevel: number;
  /** The merchant's among merchants of its kind. */
  readonly merchantLevel: number;
}

/** The amount of one purchase, minor units: over all customers they follow the published quantiles. */
export function purchaseAmount(habit: PurchaseHabit, random: Random): number {
  const { most } = PURCHASES[habit.category];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const quantile = habitQuantile(habit, random.normal());
    if (quantile <= most) return toPaise(amountAt(quantile), random);
  }
  return toPaise(amountAt(most), random);
}

/** What the habit all but never reaches: the amount `deviations` above its centre, minor units. */
export function amountBeyond(habit: PurchaseHabit, deviations: number): number {
  return Math.round(amountAt(Math.min(habitQuantile(habit, deviations), 0.9995))) * 100;
}

/** What a purchase of this customer costs on average, minor units. */
export function meanPurchase(customerLevel: number): number {
  const steps = 80;
  let sum = 0;
  for (const category of PURCHASE_CATEGORIES) {
    const { level, weight, most } = PURCHASES[category];
    const spread = Math.hypot(OF_VISIT, OF_MERCHANT);
    for (let step = 0; step < steps; step += 1) {
      const z = OF_CUSTOMER * customerLevel + level - MEAN_LEVEL + spread * (-3 + (6 * (step + 0.5)) / steps);
      const share = normalCdf(-3 + (6 * (step + 1)) / steps) - normalCdf(-3 + (6 * step) / steps);
      sum += (weight / total) * share * amountAt(Math.min(normalCdf(z), most));
    }
  }
  return Math.round(sum * 100);
}

function habitQuantile(habit: PurchaseHabit, deviation: number): number {
  const level = PURCHASES[habit.category].level - MEAN_LEVEL;
  return normalCdf(OF_CUSTOMER * habit.customerLevel + level + OF_MERCHANT * habit.merchantLevel + OF_VISIT * deviation);
}

/** Rupees at a quantile. */
function amountAt(quantile: number): number {
  if (quantile >= 0.99) return interpolate(AMOUNT_TAIL, quantile);
  const at = quantile * 100;
  const below = Math.floor(at);
  const low = AMOUNT_QUANTILES[below] as number;
  const high = AMOUNT_QUANTILES[below + 1] ?? 18_500;
  return low + (high - low) * (at - below);
}

/** The value at a quantile of a table of [quantile, value]. */
export function interpolate(table: readonly (readonly [number, number])[], quantile: number): number {
  const above = table.findIndex(([at]) => at >= quantile);
  if (above === 0) return (table[0] as readonly [number, number])[1];
  const [highAt, high] = table[above === -1 ? table.length - 1 : above] as readonly [number, number];
  const [lowAt, low] = table[above === -1 ? table.length - 2 : above - 1] as readonly [number, number];
  return Math.min(high, low + ((high - low) * (quantile - lowAt)) / (highAt - lowAt));
}

function toPaise(rupees: number, random: Random): number {
  if (random.chance(WHOLE_RUPEES)) return Math.max(1, Math.round(rupees)) * 100;
  return Math.max(100, Math.floor(rupees) * 100 + random.int(100));
}
