import type { CalendarDate } from '@munshi/events/calendar-date';
import { interpolate, meanPurchase, PURCHASE_CATEGORIES, PURCHASES, type PurchaseCategory } from './amounts.ts';
import { epochDayOf } from './calendar.ts';
import { AGE_QUANTILES, CITIES, MEN } from './calibration.ts';
import { customerIdOf } from './ids.ts';
import { incomes } from './incomes.ts';
import { type Merchant, shopsOf } from './merchants.ts';
import { EMPLOYERS, MEN_NAMES, OCCUPATIONS, SURNAMES, WOMEN } from './names.ts';
import type { Obligation } from './obligations.ts';
import { fractionOf, normalQuantile, type Random, randomOf } from './random.ts';
import { monthlyOutgoings, standingOrders } from './standing-orders.ts';
import { standingOf, type Temperament, temperamentOf } from './temperament.ts';

/** Purchases a day of somebody with the usual pace. */
const PURCHASES_A_DAY = 1.65;
const MEMBERS_OF_A_CHURNER = 17;

/** Everything that is fixed about a customer. Nothing of it depends on the other customers. */
export interface Persona {
  readonly index: number;
  readonly customerId: string;
  readonly name: string;
  readonly gender: 'M' | 'F';
  readonly birthDate: CalendarDate;
  readonly city: string;
  readonly occupation: string;
  readonly employer: string;
  readonly temperament: Temperament;
  /** Place among all customers in what is spent at a time, standard normal. */
  readonly level: number;
  readonly purchasesADay: number;
  /** What goes out in a usual month, and the income it takes: paise. */
  readonly outgoings: number;
  readonly income: number;
  /** The day from which the activity fades, where it does. */
  readonly fadesFrom: number | null;
  readonly hasCard: boolean;
  readonly hasReserve: boolean;
  readonly hasLoan: boolean;
  readonly cardShare: number;
  readonly obligations: readonly Obligation[];
  readonly favourites: ReadonlyMap<PurchaseCategory, readonly Merchant[]>;
  readonly friends: readonly string[];
}

/** The customer of this number in a bank whose history begins on `from`. */
export function personaOf(seed: number, index: number, from: CalendarDate): Persona {
  const random = randomOf(seed, index, 'persona');
  const standing = standingOf(seed, index);
  const temperament = temperamentOf(standing);
  const level = normalQuantile(standing.wealth);
  const person = personOf(temperament, random, from);
  const purchasesADay = PURCHASES_A_DAY * temperament.pace * random.between(0.94, 1.06);
  const purchases = Math.round(meanPurchase(level) * purchasesADay * 30.4);
  const obligations = standingOrders({ ...person, temperament, purchases }, random);
  const outgoings = Math.round(purchases * 1.22 + monthlyOutgoings(obligations));
  const income = Math.round(outgoings / (1 - temperament.leftOver) / 100_000) * 100_000;
  const isStudent = temperament.name === 'student';
  return {
    index,
    customerId: customerIdOf(seed, index),
    ...person,
    temperament,
    level,
    purchasesADay,
    outgoings,
    income,
    fadesFrom: fadesFrom(seed, index, from),
    hasCard: !isStudent && random.chance(0.7),
    hasReserve: random.chance(isStudent ? 0.2 : 0.75),
    hasLoan: obligations.some(({ key }) => key === 'own loan'),
    cardShare: random.between(0.35, 0.65),
    obligations: [...obligations, ...incomes(income, { ...person, temperament }, random)],
    favourites: favouritesOf(random),
    friends: Array.from({ length: 6 }, () => `${random.pick([...WOMEN, ...MEN_NAMES])} ${random.pick(SURNAMES)}`),
  };
}

function personOf(temperament: Temperament, random: Random, from: CalendarDate) {
  const gender: 'M' | 'F' = random.chance(MEN) ? 'M' : 'F';
  const usual = interpolate(AGE_QUANTILES, random.between(0.01, 0.99));
  const age = temperament.name === 'student' ? random.between(18, 23) : temperament.name === 'retiree' ? random.between(60, 78) : usual;
  const born = epochDayOf(from) - Math.round(Math.max(age, temperament.name === 'student' ? 18 : 21) * 365.25);
  return {
    gender,
    name: `${random.pick(gender === 'M' ? MEN_NAMES : WOMEN)} ${random.pick(SURNAMES)}`,
    birthDate: new Date(born * 86_400_000).toISOString().slice(0, 10),
    city: random.weighted(CITIES, ([, share]) => share)[0],
    employer: random.pick(EMPLOYERS),
    occupation: occupationOf(temperament, random),
  };
}

function occupationOf(temperament: Temperament, random: Random): string {
  const usual = random.pick(OCCUPATIONS);
  if (temperament.name === 'student') return 'Student';
  if (temperament.name === 'retiree') return 'Retired';
  return temperament.name === 'freelancer' ? `Freelance ${usual.toLowerCase()}` : usual;
}

/** Two to five merchants of each kind that they go to again and again, the dear and the cheap alike. */
function favouritesOf(random: Random): ReadonlyMap<PurchaseCategory, readonly Merchant[]> {
  return new Map(
    PURCHASE_CATEGORIES.map((category) => {
      const shops = [...shopsOf(category)];
      const count = Math.min(shops.length, PURCHASES[category].weight > 0.1 ? 5 : 3);
      return [category, Array.from({ length: count }, () => shops.splice(random.int(shops.length), 1)[0] as Merchant)];
    }),
  );
}

/** Every seventeenth customer drifts away, some months after the history begins. */
function fadesFrom(seed: number, index: number, from: CalendarDate): number | null {
  if ((index + Math.floor(fractionOf(seed, 'churners') * MEMBERS_OF_A_CHURNER)) % MEMBERS_OF_A_CHURNER !== 0) return null;
  return epochDayOf(from) + 120 + Math.floor(fractionOf(seed, index, 'fades') * 100);
}

/** How much of the usual activity is left on a day: 1, or halved every five weeks once it fades. */
export function activityOn(persona: Persona, epochDay: number): number {
  if (persona.fadesFrom === null || epochDay < persona.fadesFrom) return 1;
  return 0.5 ** ((epochDay - persona.fadesFrom) / 35);
}
