import { AGE_QUANTILES, AMOUNT_QUANTILES, MEDIAN_BY_AGE, MEDIAN_BY_GENDER, MEN } from './calibration.ts';
import { PURCHASE_CATEGORIES, PURCHASES, type PurchaseCategory } from './purchase-kinds.ts';
import { quantileOf } from './quantiles.ts';
import { normalCdf, normalQuantile } from './random.ts';
import { TEMPERAMENTS, type Temperament } from './temperament.ts';

/*
 * What a purchase costs is decided by a score: the customer's level, the kind's, the merchant's, and chance. Its place among the
 * scores of all customers' purchases is looked up in the published quantiles, so that the amounts follow these whatever moves the scores.
 */

/** Spread of the customers of one age, gender and temperament; of a kind's merchants; from visit to visit. */
const OF_CUSTOMER = 0.4;
export const OF_MERCHANT = 0.35;
export const OF_VISIT = 0.68;

/** How far the median of those of an age or a gender lies from everybody's: the published medians' places. */
export function levelOf(who: { readonly age: number; readonly gender: 'M' | 'F'; readonly temperament: Temperament }, wealth: number) {
  return ofAge(who.age) + OF_GENDER[who.gender] + who.temperament.level + OF_CUSTOMER * normalQuantile(wealth);
}

/** How often a customer of this temperament and household makes a kind of purchase: shares that add up to 1. */
export function mixOf({ mix }: Temperament, groceries = 1): Readonly<Record<PurchaseCategory, number>> {
  const weights = PURCHASE_CATEGORIES.map(
    (category) => PURCHASES[category].weight * (mix[category] ?? 1) * (category === 'groceries' ? groceries : 1),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(PURCHASE_CATEGORIES.map((category, at) => [category, (weights[at] as number) / total])) as Record<
    PurchaseCategory,
    number
  >;
}

const AMOUNTS = AMOUNT_QUANTILES.map((rupees, at) => [at / 100, rupees] as const);
const placeOf = (rupees: number) => normalQuantile(quantileOf(AMOUNTS, rupees));
/** Kinds of purchases draw the medians of the ages together: by so much they are set further apart (measured). */
const STRETCH = 1.13;
const OF_AGE = MEDIAN_BY_AGE.map(([upTo, rupees]) => [upTo, STRETCH * placeOf(rupees)] as const);
const OF_GENDER = { F: placeOf(MEDIAN_BY_GENDER.F), M: placeOf(MEDIAN_BY_GENDER.M) };

function ofAge(age: number): number {
  return (OF_AGE.find(([upTo]) => age < upTo + 1) ?? OF_AGE.at(-1) ?? [0, 0])[1];
}

/** Shares of the customers by age band: from the quantiles of their ages. */
function agesOf(): { readonly share: number; readonly level: number }[] {
  const placeAt = (age: number) => quantileOf(AGE_QUANTILES, age);
  return OF_AGE.map(([upTo, level], at) => {
    const from = at === 0 ? 0 : placeAt((OF_AGE[at - 1] as readonly [number, number])[0] + 1);
    return { level, share: placeAt(upTo + 1) - from };
  });
}

const STEP = 0.02;
const LOWEST = -4.5;
const STEPS = 450;

/** Shares of purchases of a kind by the mean of their score, in steps. */
function meansOf(category: PurchaseCategory): Map<number, number> {
  const means = new Map<number, number>();
  for (const temperament of TEMPERAMENTS) {
    const ofKind = mixOf(temperament)[category] * temperament.weight;
    for (const { share, level } of agesOf()) {
      for (const [gender, ofGender] of [['M', MEN] as const, ['F', 1 - MEN] as const]) {
        const mean = level + OF_GENDER[gender] + temperament.level + PURCHASES[category].level;
        const at = Math.round(mean / STEP);
        means.set(at, (means.get(at) ?? 0) + ofKind * share * ofGender);
      }
    }
  }
  return means;
}

const SPREAD = Math.hypot(OF_CUSTOMER, OF_MERCHANT, OF_VISIT);
/** The same with the customers' ages, genders and temperaments. */
export const OF_ALL = Math.hypot(SPREAD, 0.31);

/** P(score ≤ x) on the grid, over all purchases of all customers; a kind's purchases end where nobody pays more for it. */
function placesOnGrid(): Float64Array {
  const kinds = PURCHASE_CATEGORIES.map((category) => {
    const means = meansOf(category);
    const at = (x: number) => [...means].reduce((sum, [mean, share]) => sum + share * normalCdf((x - mean * STEP) / SPREAD), 0);
    return { most: PURCHASES[category].most, places: Float64Array.from({ length: STEPS + 1 }, (_, step) => at(LOWEST + step * STEP)) };
  });
  let places = sumOf(kinds.map(({ places: own }) => own));
  for (let round = 0; round < 3; round += 1) {
    const capped = kinds.map(({ most, places: own }) => {
      const end = places.findIndex((place) => place >= most);
      const [whole, reached] = [own[STEPS] as number, own[end === -1 ? STEPS : end] as number];
      return own.map((place) => (Math.min(place, reached) * whole) / reached);
    });
    places = sumOf(capped);
  }
  return places;
}

function sumOf(tables: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: STEPS + 1 }, (_, step) => tables.reduce((sum, table) => sum + (table[step] as number), 0));
}

const PLACES = placesOnGrid();

/** The place, 0..1, of a score among those of all purchases. */
export function placeOfScore(score: number): number {
  const at = (score - LOWEST) / STEP;
  if (at <= 0) return (PLACES[0] as number) / 2;
  if (at >= STEPS) return 1 - (1 - (PLACES[STEPS] as number)) / 2;
  const below = Math.floor(at);
  const low = PLACES[below] as number;
  return low + ((PLACES[below + 1] as number) - low) * (at - below);
}
