import { interpolate } from './quantiles.ts';
import { normalCdf, normalQuantile } from './random.ts';

/*
 * An everyday account is kept between nothing and a ceiling: a payment that it cannot bear fetches what is missing and the ceiling anew
 * from the reserve, and what comes in far above the ceiling goes there. Between two such transfers the balance falls from the ceiling
 * to nothing. The published balances are those of many such falls together: their density only falls, so that they are a mixture of
 * even spreads from zero to a ceiling (Khintchine 1938).
 */

/** Rupees of the ceiling at quantiles of the customers, so that balances at a random purchase are as published (fitted on seeds 11 and 12). */
const CEILINGS: readonly (readonly [number, number])[] = [
  [0, 5.1787],
  [0.01, 72.833],
  [0.02, 122.58],
  [0.03, 194.42],
  [0.04, 286.49],
  [0.05, 425.41],
  [0.06, 683.51],
  [0.08, 2390.7],
  [0.1, 4758.4],
  [0.12, 6751.2],
  [0.14, 9107.7],
  [0.16, 10025],
  [0.18, 10859],
  [0.2, 11724],
  [0.225, 12671],
  [0.25, 13807],
  [0.275, 15450],
  [0.3, 17524],
  [0.325, 19245],
  [0.35, 20942],
  [0.375, 22772],
  [0.4, 24842],
  [0.425, 27655],
  [0.45, 30438],
  [0.475, 33963],
  [0.5, 37598],
  [0.525, 40732],
  [0.55, 44127],
  [0.575, 49369],
  [0.6, 55010],
  [0.625, 60095],
  [0.65, 65244],
  [0.675, 70805],
  [0.7, 78189],
  [0.725, 91968],
  [0.75, 106380],
  [0.775, 118690],
  [0.8, 137450],
  [0.825, 164040],
  [0.85, 203810],
  [0.875, 248790],
  [0.9, 325610],
  [0.92, 434620],
  [0.94, 572710],
  [0.955, 764290],
  [0.97, 1037500],
  [0.98, 1299400],
  [0.99, 2504700],
  [0.995, 4183700],
  [0.998, 7997500],
  [1, 209150000],
];

/** Of the place among the ceilings, by what is spent at a time, and by chance; the spread of the customers' levels. */
const BY_LEVEL = 0.35;
const BY_CHANCE = 0.937;
const LEVELS = 0.544;

/** Paise up to which an everyday account is filled; `kept` is the place, 0..1, among those who spend as much at a time. */
export function ceilingOf(level: number, kept: number): number {
  const place = normalCdf((BY_LEVEL * level) / LEVELS + BY_CHANCE * normalQuantile(kept));
  return Math.max(100, Math.round(interpolate(CEILINGS, Math.min(0.998, Math.max(0.003, place)))) * 100);
}
