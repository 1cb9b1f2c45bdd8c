import { fractionOf } from './random.ts';

/** How somebody lives: what sets their purchases, savings and journeys apart. */
export interface Temperament {
  readonly name: 'saver' | 'spender' | 'steady' | 'traveller' | 'student' | 'freelancer' | 'retiree';
  /** Of those who are no students. */
  readonly weight: number;
  /** Purchases against the usual number. */
  readonly pace: number;
  /** Share of the income that is left over. */
  readonly leftOver: number;
  /** Journeys a day. */
  readonly journeys: number;
  /** Share of the card's bill that is paid. */
  readonly billShare: number;
}

const STUDENT: Temperament = { name: 'student', weight: 0, pace: 0.95, leftOver: 0.08, journeys: 1 / 300, billShare: 1 };
const OTHERS: readonly Temperament[] = [
  { name: 'saver', weight: 0.22, pace: 0.93, leftOver: 0.34, journeys: 1 / 250, billShare: 1 },
  { name: 'spender', weight: 0.22, pace: 1.08, leftOver: 0.1, journeys: 1 / 120, billShare: 0.5 },
  { name: 'steady', weight: 0.28, pace: 1, leftOver: 0.2, journeys: 1 / 200, billShare: 1 },
  { name: 'traveller', weight: 0.12, pace: 1, leftOver: 0.16, journeys: 1 / 25, billShare: 1 },
  { name: 'freelancer', weight: 0.1, pace: 1, leftOver: 0.22, journeys: 1 / 150, billShare: 1 },
  { name: 'retiree', weight: 0.06, pace: 0.95, leftOver: 0.25, journeys: 1 / 200, billShare: 1 },
];

/** Where a customer stands among all, 0..1 each: how much they spend at a time, and which temperament. */
export interface Standing {
  readonly wealth: number;
  readonly nature: number;
}

/** Spread evenly over the customers, so that sixty are already like the whole bank (additive recurrence of the plastic number). */
export function standingOf(seed: number, customer: number): Standing {
  const at = (step: number, purpose: string) => {
    const place = fractionOf(seed, purpose) + (customer + 1) * step;
    return Math.min(0.995, Math.max(0.005, place - Math.floor(place)));
  };
  return { wealth: at(0.7548776662466927, 'wealth'), nature: at(0.5698402909980532, 'nature') };
}

/** Students are found where little is spent; the others everywhere. */
export function temperamentOf({ wealth, nature }: Standing): Temperament {
  if (wealth < 0.3 && nature < 0.35) return STUDENT;
  let left = wealth < 0.3 ? (nature - 0.35) / 0.65 : nature;
  for (const temperament of OTHERS) {
    left -= temperament.weight;
    if (left < 0) return temperament;
  }
  return STUDENT;
}
