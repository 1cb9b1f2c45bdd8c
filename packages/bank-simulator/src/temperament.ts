import type { PurchaseCategory } from './purchase-kinds.ts';

/** How somebody deals with money: what sets their purchases, savings, gifts and journeys apart, whatever they earn. */
export interface Temperament {
  readonly name: 'planner' | 'impulsive' | 'frugal' | 'generous' | 'adventurous' | 'routine';
  /** Share of the customers. */
  readonly weight: number;
  /** Purchases against the usual number. */
  readonly pace: number;
  /** How much more or less is spent at a time, in standard deviations of all purchases. */
  readonly level: number;
  /** How often a kind of purchase is made, against the usual. */
  readonly mix: Readonly<Partial<Record<PurchaseCategory, number>>>;
  /** Share of the income that is left over. */
  readonly leftOver: number;
  /** Journeys a day. */
  readonly journeys: number;
  /** Share of the card's bill that is paid. */
  readonly billShare: number;
  /** How much more is bought just after the income has come, against the usual. */
  readonly payday: number;
  /** Gifts, donations and money to others, against the usual. */
  readonly giving: number;
  /** Purchases sent back, against the usual. */
  readonly returns: number;
  /** Subscriptions beside the first, at most. */
  readonly subscriptions: number;
  /** Chance of a weekly shop at the same place, of saving by standing order, and of being insured. */
  readonly weeklyShop: number;
  readonly saves: number;
  readonly insures: number;
}

const USUAL = {
  pace: 1,
  level: 0,
  mix: {},
  leftOver: 0.2,
  journeys: 1 / 200,
  billShare: 1,
  payday: 0.25,
  giving: 1,
  returns: 1,
  subscriptions: 2,
  weeklyShop: 0.25,
  saves: 0.4,
  insures: 0.45,
} as const;

export const TEMPERAMENTS: readonly Temperament[] = [
  { ...USUAL, name: 'planner', weight: 0.18, pace: 0.96, leftOver: 0.3, payday: 0.05, weeklyShop: 0.7, saves: 0.95, insures: 0.8 },
  {
    ...USUAL,
    name: 'impulsive',
    weight: 0.18,
    pace: 1.1,
    level: 0.1,
    mix: { shopping: 1.6, dining: 1.3, entertainment: 1.5, groceries: 0.75 },
    leftOver: 0.1,
    journeys: 1 / 140,
    billShare: 0.5,
    payday: 0.9,
    returns: 2.2,
    subscriptions: 4,
    weeklyShop: 0.05,
    saves: 0.1,
    insures: 0.2,
  },
  {
    ...USUAL,
    name: 'frugal',
    weight: 0.16,
    pace: 0.88,
    level: -0.2,
    mix: { shopping: 0.6, dining: 0.6, entertainment: 0.5, groceries: 1.35 },
    leftOver: 0.36,
    journeys: 1 / 350,
    payday: 0.1,
    giving: 0.4,
    returns: 0.6,
    subscriptions: 0,
    weeklyShop: 0.5,
    saves: 0.6,
  },
  { ...USUAL, name: 'generous', weight: 0.12, level: 0.08, mix: { shopping: 1.2 }, leftOver: 0.14, giving: 3.2, weeklyShop: 0.3 },
  {
    ...USUAL,
    name: 'adventurous',
    weight: 0.12,
    level: 0.08,
    mix: { transport: 1.5, dining: 1.2, fuel: 1.2 },
    leftOver: 0.16,
    journeys: 1 / 25,
    payday: 0.35,
    weeklyShop: 0.1,
    saves: 0.3,
  },
  { ...USUAL, name: 'routine', weight: 0.24, payday: 0.15, weeklyShop: 0.55 },
];

/** The temperament at a place 0..1 among all customers. */
export function temperamentAt(place: number): Temperament {
  let left = place;
  for (const temperament of TEMPERAMENTS) {
    left -= temperament.weight;
    if (left < 0) return temperament;
  }
  return TEMPERAMENTS[TEMPERAMENTS.length - 1] as Temperament;
}
