import type { CalendarDate } from '@munshi/events/calendar-date';
import { AGE_QUANTILES, MEN } from './calibration.ts';
import { CITIES } from './cities.ts';
import { dateOf, epochDayOf } from './epoch-day.ts';
import { MEN_NAMES, OCCUPATIONS, SURNAMES, WOMEN } from './names.ts';
import { interpolate } from './quantiles.ts';
import { fractionOf, type Random } from './random.ts';

/** Where in life somebody stands: it decides what comes in, and how. */
export type Stage = 'student' | 'salaried' | 'self-employed' | 'retired';

export interface Household {
  readonly adults: number;
  readonly children: number;
}

export interface Person {
  readonly name: string;
  readonly gender: 'M' | 'F';
  readonly birthDate: CalendarDate;
  /** Years on the first day. */
  readonly age: number;
  readonly city: string;
  readonly occupation: string;
  readonly stage: Stage;
  readonly household: Household;
}

/** Where a customer stands among all, 0..1 each: how much they spend at a time, which temperament, how old, how much they keep at hand. */
export interface Standing {
  readonly wealth: number;
  readonly nature: number;
  readonly age: number;
  readonly kept: number;
}

/** Spread evenly over the customers, so that sixty are already like the whole bank (additive recurrence, the root of x⁴ = x + 1, and √2). */
export function standingOf(seed: number, customer: number): Standing {
  const at = (step: number, purpose: string) => {
    const place = fractionOf(seed, purpose) + (customer + 1) * step;
    return Math.min(0.9995, Math.max(0.0005, place - Math.floor(place)));
  };
  return {
    wealth: at(0.8191725133961645, 'wealth'),
    nature: at(0.6710436067037893, 'nature'),
    age: at(0.5497004779019703, 'age'),
    kept: at(Math.SQRT1_2, 'kept'),
  };
}

export function personOf(standing: Standing, random: Random, from: CalendarDate): Person {
  const gender = random.chance(MEN) ? 'M' : 'F';
  const age = interpolate(AGE_QUANTILES, standing.age);
  const stage = stageAt(age, random);
  return {
    gender,
    age,
    stage,
    name: nameOf(gender, random),
    birthDate: dateOf(epochDayOf(from) - Math.round(age * 365.25)),
    city: random.weighted(CITIES, ([, share]) => share)[0],
    occupation: occupationOf(stage, random),
    household: householdOf(age, stage, random),
  };
}

function nameOf(gender: 'M' | 'F', random: Random): string {
  return `${random.pick(gender === 'M' ? MEN_NAMES : WOMEN)} ${random.pick(SURNAMES)}`;
}

function stageAt(age: number, random: Random): Stage {
  const place = random.next();
  if (age < 24) return place < (age < 21 ? 0.85 : 0.4) ? 'student' : 'salaried';
  if (age >= 60) return place < 0.85 ? 'retired' : 'self-employed';
  return place < 0.14 ? 'self-employed' : 'salaried';
}

function occupationOf(stage: Stage, random: Random): string {
  const usual = random.pick(OCCUPATIONS);
  if (stage === 'student') return 'Student';
  if (stage === 'retired') return 'Retired';
  return stage === 'self-employed' ? `Freelance ${usual.toLowerCase()}` : usual;
}

function householdOf(age: number, stage: Stage, random: Random): Household {
  const isPaired = stage !== 'student' && random.chance(Math.min(0.85, Math.max(0.05, (age - 22) / 14)));
  const withParents = random.chance(age < 30 ? 0.35 : 0.15) ? 2 : 0;
  const children = isPaired && age > 25 && age < 55 ? random.weighted([0, 1, 2, 3], (count) => [0.35, 0.35, 0.25, 0.05][count] ?? 0) : 0;
  return { adults: 1 + Number(isPaired) + withParents, children };
}
