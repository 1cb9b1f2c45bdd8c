import type { CalendarDate } from '@munshi/events/calendar-date';
import { meanPurchase } from './amounts.ts';
import { ceilingOf } from './ceilings.ts';
import { type Churn, churnOf, type Gap, gapsOf } from './churn.ts';
import { type Person, personOf, standingOf } from './demography.ts';
import type { Planned } from './draft.ts';
import { epochDayOf } from './epoch-day.ts';
import { hourOf } from './hours.ts';
import type { Payer } from './household.ts';
import { customerIdOf } from './ids.ts';
import { incomes } from './incomes.ts';
import { levelOf, mixOf } from './levels.ts';
import { applyLifeEvent, type Course } from './life-changes.ts';
import { type LifeEvent, lifeEventsOf, type Uptake } from './life-events.ts';
import { type Merchant, shopsOf } from './merchants.ts';
import { MEN_NAMES, SURNAMES, WOMEN } from './names.ts';
import type { Obligation } from './obligations.ts';
import { PURCHASE_CATEGORIES, PURCHASES, type PurchaseCategory } from './purchase-kinds.ts';
import { type Random, randomOf } from './random.ts';
import { monthlyOutgoings, standingOrders } from './standing-orders.ts';
import { type Temperament, temperamentAt } from './temperament.ts';
import { takeUp } from './uptake.ts';

/** Purchases a day of somebody with the usual pace. */
const PURCHASES_A_DAY = 1.6;
/** Ceilings of so many months' incomes hold the income when it comes. */
const HOLDS_INCOME = 1.2;

/** Everything that is fixed about a customer. Nothing of it depends on the other customers. */
export interface Persona extends Person {
  readonly index: number;
  readonly customerId: string;
  /** Epoch day of the first of the history. */
  readonly firstDay: number;
  readonly temperament: Temperament;
  /** What is spent at a time, in standard deviations of all purchases. */
  readonly level: number;
  readonly mix: Readonly<Record<PurchaseCategory, number>>;
  readonly purchasesADay: number;
  /** What goes out in a usual month, and the income it takes: paise. */
  readonly outgoings: number;
  readonly income: number;
  /** Day of the month on which the first income comes. */
  readonly payday: number;
  readonly churn: Churn | null;
  readonly gaps: readonly Gap[];
  readonly lifeEvents: readonly LifeEvent[];
  readonly uptake: readonly Uptake[];
  /** Where home is from an epoch day on, where it changes. */
  readonly moves: Course['moves'];
  readonly hasCard: boolean;
  /** What the reserve holds on the first day, in months' outgoings. */
  readonly monthsSaved: number;
  readonly hasLoan: boolean;
  readonly cardShare: number;
  /** Paise above which the everyday account is swept into the reserve, and up to which it is filled from there. */
  readonly ceiling: number;
  /** The reserve where the everyday account is not meant to hold a month's income. */
  readonly incomeTo: 'primary' | 'reserve';
  /** The last digits of the customer's cards. */
  readonly card: string;
  readonly obligations: readonly Obligation[];
  readonly planned: ReadonlyMap<number, readonly Planned[]>;
  readonly favourites: ReadonlyMap<PurchaseCategory, readonly Merchant[]>;
  readonly weeklyShop: { readonly merchant: Merchant; readonly weekday: number; readonly hour: number } | null;
  readonly friends: readonly string[];
  readonly family: readonly string[];
}

/** The customer of this number in a bank whose history begins on `from`. */
export function personaOf(seed: number, index: number, from: CalendarDate): Persona {
  const random = randomOf(seed, index, 'persona');
  const standing = standingOf(seed, index);
  const firstDay = epochDayOf(from);
  const person = personOf(standing, random, from);
  const temperament = temperamentAt(standing.nature);
  const level = levelOf({ ...person, temperament }, standing.wealth);
  const mix = mixOf(temperament, 1 + 0.12 * (person.household.adults + person.household.children - 1));
  const pace = temperament.pace * (person.stage === 'student' || person.stage === 'retired' ? 0.95 : 1);
  const purchasesADay = PURCHASES_A_DAY * pace * random.between(0.94, 1.06);
  const payer = { ...person, temperament, firstDay, purchases: Math.round(meanPurchase(level, mix) * purchasesADay * 30.4) };
  const standingDues = standingOrders(payer, random);
  const outgoings = Math.round(payer.purchases * 1.22 + monthlyOutgoings(standingDues));
  const income = Math.round(outgoings / (1 - temperament.leftOver) / 100_000) * 100_000;
  const received = incomes(income, payer, random);
  const course = courseOf([...standingDues, ...received], { payer, seed, index });
  const favourites = favouritesOf(random);
  const ceiling = ceilingOf(level, standing.kept);
  return {
    ...person,
    index,
    customerId: customerIdOf(seed, index),
    firstDay,
    temperament,
    level,
    mix,
    purchasesADay,
    outgoings,
    income,
    payday: received[0]?.day ?? 1,
    churn: churnOf(seed, index, firstDay),
    gaps: gapsOf(seed, index, firstDay),
    ...course,
    hasCard: person.stage !== 'student' && random.chance(0.7),
    monthsSaved: random.between(1.3, 2.6),
    ceiling,
    incomeTo: ceiling < income * HOLDS_INCOME ? 'reserve' : 'primary',
    hasLoan: standingDues.some(({ key }) => key === 'own loan'),
    cardShare: random.between(0.35, 0.65),
    card: String(1000 + random.int(9000)),
    favourites,
    weeklyShop: weeklyShopOf(temperament, favourites, random),
    friends: Array.from({ length: 6 }, () => nameOf(random)),
    family: Array.from({ length: 2 }, () => nameOf(random)),
  };
}

/** How life goes on from the first day: what is paid and received, as events and new products change it. */
function courseOf(obligations: Obligation[], { payer, seed, index }: { payer: Payer; seed: number; index: number }) {
  const course: Course = { obligations, planned: [], moves: [], children: payer.household.children };
  const lifeEvents = lifeEventsOf(payer, seed, index);
  for (const event of lifeEvents) applyLifeEvent(course, event, { payer, random: randomOf(seed, index, event.on, event.kind) });
  const uptake = takeUp(course, payer, { seed, index });
  return { obligations: course.obligations, planned: Map.groupBy(course.planned, ({ on }) => on), moves: course.moves, lifeEvents, uptake };
}

/** The city that somebody lives in on a day. */
export function homeOn({ city, moves }: Pick<Persona, 'city' | 'moves'>, epochDay: number): string {
  if (moves.length === 0) return city;
  return moves.findLast(({ from }) => from <= epochDay)?.city ?? city;
}

function nameOf(random: Random): string {
  return `${random.pick([...WOMEN, ...MEN_NAMES])} ${random.pick(SURNAMES)}`;
}

/** Three to five merchants of each kind that they go to again and again, the dear and the cheap alike. */
function favouritesOf(random: Random): ReadonlyMap<PurchaseCategory, readonly Merchant[]> {
  return new Map(
    PURCHASE_CATEGORIES.map((category) => {
      const shops = [...shopsOf(category)];
      const count = Math.min(shops.length, PURCHASES[category].weight > 0.1 ? 5 : 3);
      return [category, Array.from({ length: count }, () => shops.splice(random.int(shops.length), 1)[0] as Merchant)];
    }),
  );
}

function weeklyShopOf({ weeklyShop }: Temperament, favourites: ReturnType<typeof favouritesOf>, random: Random): Persona['weeklyShop'] {
  const near = (favourites.get('groceries') ?? []).filter(({ reach }) => reach !== 'online');
  const how = { merchant: random.pick(near), weekday: random.pick([5, 5, 6, 6, 2]), hour: hourOf(random, [8, 23]) };
  return random.chance(weeklyShop) && near.length > 0 ? how : null;
}
