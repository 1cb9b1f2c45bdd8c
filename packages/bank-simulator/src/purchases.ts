import { purchaseAmount } from './amounts.ts';
import type { Day } from './calendar.ts';
import { WEEKDAYS } from './calibration.ts';
import { activityOn } from './churn.ts';
import { type Draft, type Fate, type Role, within } from './draft.ts';
import { seasonOn } from './festivals.ts';
import { hourOf } from './hours.ts';
import { branchIn, type Merchant } from './merchants.ts';
import { payAt } from './pay-at.ts';
import type { Persona } from './persona.ts';
import { PURCHASE_CATEGORIES } from './purchase-kinds.ts';
import type { Random } from './random.ts';

/** Below this a purchase is not worth bringing back: paise. */
const WORTH_RETURNING = 30_000;
/** Prices rise by this share a year. */
const INFLATION = 0.05;
/** Standard deviations of all purchases for a factor of e: the published spread of the logarithm of the amounts. */
const LEVEL_OF_E = 1 / 1.592;
/** The mean over a month of `exp(-days since payday / 4)`. */
const PAYDAY_MEAN = 0.149;

/** Chance that the shop of the week is done in a week. */
const WEEKLY = 0.92;

export interface Whereabouts {
  readonly city: string;
  readonly isAway: boolean;
  readonly random: Random;
}

/** What a customer buys on a day, wherever they are. */
export function purchasesOf(persona: Persona, day: Day, at: Whereabouts): Draft[] {
  const weekday = (WEEKDAYS[day.weekday] as number) * 7;
  const activity = activityOn(persona, day.epochDay);
  const mean = persona.purchasesADay * seasonOn(day) * weekday * paydayEffect(persona, day) * activity * (at.isAway ? 1.25 : 1);
  const isShopDay = persona.weeklyShop?.weekday === day.weekday && !at.isAway;
  const shops = isShopDay ? Math.min(mean, WEEKLY * Math.min(1, activity)) : 0;
  // What is bought then is one of the day's purchases: the days of the week keep their shares.
  const drafts = Array.from({ length: at.random.poisson(mean - shops) }, () => purchaseOf(persona, day, at));
  return shops > 0 && at.random.chance(shops) ? [...drafts, weekly(persona, day, at)] : drafts;
}

/** More just after the income has come, less before it: 1 on a month's average. */
export function paydayEffect({ payday, temperament }: Persona, { dayOfMonth }: Day): number {
  const since = (dayOfMonth - payday + 30) % 30;
  return 1 + temperament.payday * (Math.exp(-since / 4) - PAYDAY_MEAN);
}

/** One purchase at one of the hours at which people buy. */
export function purchaseOf(persona: Persona, day: Day, at: Whereabouts): Draft {
  return purchaseAt(persona, day, { ...at, hour: hourOf(at.random) });
}

export function purchaseAt(persona: Persona, day: Day, { city, isAway, random, hour }: Whereabouts & { readonly hour: number }): Draft {
  const category = random.weighted(PURCHASE_CATEGORIES, (kind) => persona.mix[kind]);
  const shop = shopAt(hour, persona.favourites.get(category) ?? [], { isAway, random });
  return bought(persona, { day, merchant: branchIn(shop, city), hour, random });
}

/** The groceries of the week, at the same place on the same day: a rhythm, and no contract. */
function weekly(persona: Persona, day: Day, { city, random }: Whereabouts): Draft {
  const { merchant, hour } = persona.weeklyShop as NonNullable<Persona['weeklyShop']>;
  const draft = bought(persona, { day, merchant: branchIn(merchant, city), hour, random });
  return { ...draft, habitId: habitIdOf(persona) };
}

export function habitIdOf({ customerId }: Pick<Persona, 'customerId'>): string {
  return `H-${customerId}-weekly-shop`;
}

interface Buying {
  readonly day: Day;
  readonly merchant: Merchant;
  readonly hour: number;
  readonly random: Random;
}

function bought(persona: Persona, { day, merchant, hour, random }: Buying): Draft {
  const category = merchant.category as (typeof PURCHASE_CATEGORIES)[number];
  const customerLevel = levelOn(persona, day.epochDay);
  const minor = -purchaseAmount({ category, customerLevel, merchantLevel: merchant.level }, random);
  const way = wayToPay(persona, { minor, merchant }, random);
  return payAt(merchant, { at: within(hour, random), minor, ...way, fate: fateOf(persona, minor, random), card: persona.card, random });
}

/** What somebody spends at a time, at the prices of a day. */
export function levelOn({ level, firstDay }: Pick<Persona, 'level' | 'firstDay'>, epochDay: number): number {
  return level + (Math.log(1 + INFLATION) * LEVEL_OF_E * (epochDay - firstDay)) / 365;
}

/** At night only what is sold online is open, where there is such a one among the favourites. */
function shopAt(hour: number, favourites: readonly Merchant[], { isAway, random }: { isAway: boolean; random: Random }): Merchant {
  const online = favourites.filter(({ reach }) => reach === 'online');
  const atNight = hour >= 1 && hour < 6 && online.length > 0;
  const elsewhere = favourites.filter(({ reach }) => reach !== 'local');
  return random.pick(atNight ? online : isAway && elsewhere.length > 0 ? elsewhere : favourites);
}

export function wayToPay(persona: Persona, what: { readonly minor: number; readonly merchant: Merchant }, random: Random) {
  const role: Role = persona.hasCard && random.chance(persona.cardShare) ? 'card' : 'primary';
  const byCard = what.merchant.reach === 'online' ? 'ECOM' : 'POS';
  if (role === 'card') return { role, channel: byCard };
  return { role, channel: random.chance(-what.minor < 200_000 ? 0.8 : 0.35) ? 'UPI' : byCard };
}

/** Most purchases stay as they are; the others are settled later, sent back or undone. */
function fateOf({ temperament }: Persona, minor: number, random: Random): Fate | undefined {
  const at = random.next();
  const days = random.int(1000);
  if (at < 0.03) return { kind: 'pending', days: 1 + (days % 2), ends: 'posted' };
  if (at < 0.034) return { kind: 'pending', days: 1 + (days % 2), ends: 'cancelled' };
  if (-minor < WORTH_RETURNING) return undefined;
  if (at < 0.042) return { kind: 'reversal', days: 1 + (days % 3) };
  if (at < 0.042 + 0.008 * temperament.returns) return { kind: 'refund', days: 2 + (days % 12), share: 0.2 + 0.6 * random.next() };
  if (at < 0.042 + 0.016 * temperament.returns) return { kind: 'refund', days: 5 + (days % 10), share: 1 };
  return undefined;
}
