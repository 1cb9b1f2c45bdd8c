import { PURCHASE_CATEGORIES, PURCHASES, type PurchaseCategory, purchaseAmount } from './amounts.ts';
import type { Day } from './calendar.ts';
import { HOURS, WEEKDAYS } from './calibration.ts';
import { type Draft, type Fate, type Role, within } from './draft.ts';
import { branchIn, type Merchant } from './merchants.ts';
import { activityOn, type Persona } from './persona.ts';
import type { Random } from './random.ts';
import type { Awkward } from './truth-record.ts';

const HOURS_OF_DAY = HOURS.map((share, hour) => ({ hour, share }));
/** The festive months, October and November, against the year's mean. */
const FESTIVE = 1.12;
const ORDINARY = 0.976;
/** Below this a purchase is not worth bringing back: paise. */
const WORTH_RETURNING = 30_000;

export interface Whereabouts {
  readonly city: string;
  readonly isAway: boolean;
}

/** What a customer buys on a day, wherever they are. */
export function purchasesOf(persona: Persona, day: Day, at: Whereabouts & { readonly random: Random }): Draft[] {
  const season = day.month === 9 || day.month === 10 ? FESTIVE : ORDINARY;
  const weekday = (WEEKDAYS[day.weekday] as number) * 7;
  const mean = persona.purchasesADay * season * weekday * activityOn(persona, day.epochDay) * (at.isAway ? 1.25 : 1);
  return Array.from({ length: at.random.poisson(mean) }, () => purchaseOf(persona, at));
}

/** One purchase at one of the hours at which people buy. */
export function purchaseOf(persona: Persona, at: Whereabouts & { readonly random: Random }): Draft {
  const { hour } = at.random.weighted(HOURS_OF_DAY, ({ share }) => share);
  return purchaseAt(persona, at, hour);
}

export function purchaseAt(persona: Persona, { city, isAway, random }: Whereabouts & { readonly random: Random }, hour: number): Draft {
  const category = random.weighted(PURCHASE_CATEGORIES, (kind) => PURCHASES[kind].weight);
  const shop = shopAt(hour, persona.favourites.get(category) ?? [], { isAway, random });
  const merchant = branchIn(shop, city);
  const minor = -purchaseAmount({ category, customerLevel: persona.level, merchantLevel: merchant.level }, random);
  return paymentAt(merchant, {
    at: within(hour, random),
    minor,
    ...wayToPay(persona, { category, minor, merchant }, random),
    fate: fateOf(minor, random),
  });
}

/** The draft of a payment at a merchant, described as the bank does. */
export function paymentAt(merchant: Merchant, how: Pick<Draft, 'at' | 'minor' | 'role' | 'channel'> & Partial<Draft>): Draft {
  const description = `${how.channel}/${merchant.name.toUpperCase()}/${(merchant.city ?? 'INDIA').toUpperCase()}`;
  return { merchant, category: merchant.category, description, awkward: awkwardOf(merchant.name), ...how } as Draft;
}

/** At night only what is sold online is open, where there is such a one among the favourites. */
function shopAt(hour: number, favourites: readonly Merchant[], { isAway, random }: { isAway: boolean; random: Random }): Merchant {
  const online = favourites.filter(({ reach }) => reach === 'online');
  const atNight = hour >= 1 && hour < 6 && online.length > 0;
  const elsewhere = favourites.filter(({ reach }) => reach !== 'local');
  return random.pick(atNight ? online : isAway && elsewhere.length > 0 ? elsewhere : favourites);
}

function wayToPay(persona: Persona, what: { category: PurchaseCategory; minor: number; merchant: Merchant }, random: Random) {
  const role: Role = persona.hasCard && random.chance(persona.cardShare) ? 'card' : 'primary';
  if (role === 'card') return { role, channel: what.merchant.reach === 'online' ? 'ECOM' : 'POS' };
  const byPhone = random.chance(-what.minor < 200_000 ? 0.8 : 0.35);
  return { role, channel: byPhone ? 'UPI' : what.merchant.reach === 'online' ? 'ECOM' : 'POS' };
}

/** Most purchases stay as they are; the others are settled later, sent back or undone. */
function fateOf(minor: number, random: Random): Fate | undefined {
  const at = random.next();
  const days = random.int(1000);
  if (at < 0.03) return { kind: 'pending', days: 1 + (days % 2), ends: 'posted' };
  if (at < 0.034) return { kind: 'pending', days: 1 + (days % 2), ends: 'cancelled' };
  if (-minor < WORTH_RETURNING) return undefined;
  if (at < 0.042) return { kind: 'reversal', days: 1 + (days % 3) };
  if (at < 0.052) return { kind: 'refund', days: 2 + (days % 12), share: 0.2 + 0.6 * random.next() };
  if (at < 0.062) return { kind: 'refund', days: 5 + (days % 10), share: 1 };
  return undefined;
}

export function awkwardOf(text: string): Awkward | undefined {
  if (/[^\u0020-\u007e]/.test(text)) return 'non-ascii';
  return text.includes("'") ? 'apostrophe' : undefined;
}
