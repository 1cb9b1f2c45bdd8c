import { AMOUNT_QUANTILES, AMOUNT_TAIL, WHOLE_RUPEES } from './calibration.ts';
import { OF_ALL, OF_MERCHANT, OF_VISIT, placeOfScore } from './levels.ts';
import { placeAmongAll } from './other-payments.ts';
import { PURCHASE_CATEGORIES, PURCHASES, type PurchaseCategory } from './purchase-kinds.ts';
import { interpolate } from './quantiles.ts';
import { normalCdf, type Random } from './random.ts';

export interface PurchaseHabit {
  readonly category: PurchaseCategory;
  /** What the customer spends at a time, in standard deviations of all purchases. */
  readonly customerLevel: number;
  /** The merchant's place among merchants of its kind, standard normal. */
  readonly merchantLevel: number;
}

/** The amount of one purchase, minor units: over all customers they follow the published quantiles. */
export function purchaseAmount(habit: PurchaseHabit, random: Random): number {
  const { most, level } = PURCHASES[habit.category];
  let place = placeOfScore(scoreOf(habit, random.normal()));
  // Nobody pays that for such a thing: another of all its purchases in its stead, so that the shares stay as published.
  for (let attempt = 0; attempt < 8 && place > most; attempt += 1) place = placeOfScore(level + OF_ALL * random.normal());
  return toPaise(amountAt(Math.min(place, most)), random);
}

/** What the habit all but never reaches: the amount `deviations` above its centre, minor units. */
export function amountBeyond(habit: PurchaseHabit, deviations: number): number {
  return Math.round(amountAt(Math.min(placeOfScore(scoreOf(habit, deviations)), 0.9995))) * 100;
}

/** What a purchase of this customer costs on average, minor units. */
export function meanPurchase(customerLevel: number, mix: Readonly<Record<PurchaseCategory, number>>): number {
  const steps = 60;
  const spread = Math.hypot(OF_VISIT, OF_MERCHANT);
  let sum = 0;
  for (const category of PURCHASE_CATEGORIES) {
    const { level, most } = PURCHASES[category];
    for (let step = 0; step < steps; step += 1) {
      const score = customerLevel + level + spread * (-3 + (6 * (step + 0.5)) / steps);
      sum += mix[category] * (SHARES[step] as number) * amountAt(Math.min(placeOfScore(score), most));
    }
  }
  return Math.round(sum * 100);
}

const SHARES = Array.from({ length: 60 }, (_, step) => normalCdf(-3 + (6 * (step + 1)) / 60) - normalCdf(-3 + (6 * step) / 60));

function scoreOf({ category, customerLevel, merchantLevel }: PurchaseHabit, deviation: number): number {
  return customerLevel + PURCHASES[category].level + OF_MERCHANT * merchantLevel + OF_VISIT * deviation;
}

/** Rupees at a place among the purchases of daily life. */
function amountAt(place: number): number {
  const quantile = placeAmongAll(place);
  if (quantile >= 0.99) return interpolate(AMOUNT_TAIL, quantile);
  const at = quantile * 100;
  const below = Math.floor(at);
  const low = AMOUNT_QUANTILES[below] as number;
  const high = AMOUNT_QUANTILES[below + 1] ?? 18_500;
  return low + (high - low) * (at - below);
}

/** Paise of an amount: whole rupees as often as published. */
export function toPaise(rupees: number, random: Random): number {
  if (random.chance(WHOLE_RUPEES)) return Math.max(1, Math.round(rupees)) * 100;
  return Math.max(100, Math.floor(rupees) * 100 + random.int(100));
}
