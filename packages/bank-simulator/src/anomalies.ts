import { amountBeyond, toPaise } from './amounts.ts';
import { bearable, type Circumstances, payingRole } from './circumstances.ts';
import { CITIES } from './cities.ts';
import { type Draft, type Fate, within } from './draft.ts';
import { hourOf } from './hours.ts';
import { branchIn, FOREIGN_MERCHANTS, type Merchant, shopsOf } from './merchants.ts';
import { BUSINESSES } from './names.ts';
import { imps } from './narration.ts';
import { payAt } from './pay-at.ts';
import { PURCHASE_CATEGORIES, type PurchaseCategory } from './purchase-kinds.ts';
import { levelOn, purchaseAt, wayToPay } from './purchases.ts';
import type { Random } from './random.ts';
import { stolenCard } from './stolen-card.ts';
import type { AnomalyKind } from './truth-record.ts';

/** How many a day: one in about three months. */
export const ANOMALIES_A_DAY = 0.0105;

/** A compromised terminal is no customer's own: `terminals.ts`. */
type OwnKind = Exclude<AnomalyKind, 'compromised-terminal'>;
const KINDS: readonly (readonly [kind: OwnKind, weight: number])[] = [
  ['unusual-amount', 0.24],
  ['foreign-merchant', 0.15],
  ['duplicate-charge', 0.17],
  ['night-burst', 0.08],
  ['new-payee', 0.11],
  ['account-drain', 0.06],
  ['stolen-card', 0.06],
  ['unusual-place', 0.07],
  ['unusual-hour', 0.06],
];
/** Paise for one minor unit of the currency. */
export const RATES: Readonly<Record<string, number>> = { AED: 23.4, GBP: 112, EUR: 96, USD: 86, SGD: 65 };

/** Of these the hour is what is odd. */
const OF_NIGHT: ReadonlySet<OwnKind> = new Set(['night-burst', 'unusual-hour']);

/** A kind that can happen: by day none of the night's. */
export function anomalyKind(random: Random, isNight = true): OwnKind {
  return random.weighted(KINDS, ([kind, weight]) => (isNight || !OF_NIGHT.has(kind) ? weight : 0))[0];
}

/** What happens beside the customer's habits, labelled; `purchase` is one of the day for what repeats it. None where it cannot happen. */
export function anomalyOf(kind: OwnKind, at: Circumstances, purchase: Draft | undefined): Draft[] {
  return MAKERS[kind](at, purchase).map((draft) => ({ fate: settled(kind, at.random), ...draft, anomaly: kind }));
}

const SINGLE: ReadonlySet<OwnKind> = new Set(['unusual-amount', 'foreign-merchant', 'unusual-place', 'unusual-hour']);

/** As many of the single ones are pending first as of other purchases; what belongs together is settled together. */
function settled(kind: OwnKind, random: Random): Fate | undefined {
  return SINGLE.has(kind) && random.chance(0.03) ? { kind: 'pending', days: 1 + random.int(2), ends: 'posted' } : undefined;
}

const MAKERS: Readonly<Record<OwnKind, (at: Circumstances, purchase: Draft | undefined) => Draft[]>> = {
  'unusual-amount': (at) => dearPurchase(at, 3.4),
  'foreign-merchant': (at) => abroad(at, [0.15, 0.7]),
  'duplicate-charge': (at, purchase) => (purchase ? [twiceCharged(purchase, at.random)] : []),
  'night-burst': nightBurst,
  'new-payee': (at) => [toStranger(at, at.random.between(0.25, 0.5))],
  'account-drain': (at) => [drained(at)],
  'stolen-card': (at) => stolenCard(at, bearable(at)),
  'unusual-place': elsewhere,
  'unusual-hour': (at) => [atNight(at)],
};

/** A purchase at one of the usual merchants that costs what none there has cost. */
export function dearPurchase(at: Circumstances, deviations: number): Draft[] {
  const { persona, random, city } = at;
  const category = random.pick(PURCHASE_CATEGORIES);
  const merchant = branchIn(random.pick(persona.favourites.get(category) ?? shopsOf(category)), city);
  const habit = { category, customerLevel: levelOn(persona, at.day.epochDay), merchantLevel: merchant.level };
  const usualMost = amountBeyond(habit, 2);
  const minor = -toPaise(Math.min(Math.max(amountBeyond(habit, deviations), usualMost * 2), bearable(at)) / 100, random);
  if (-minor < usualMost * 1.5) return [];
  return [
    payAt(merchant, {
      at: within(10 + random.int(12), random),
      minor,
      ...wayToPay(persona, { minor, merchant }, random),
      card: persona.card,
      random,
    }),
  ];
}

/** A purchase in another country's currency, for a share of what can be borne. */
export function abroad(at: Circumstances, [low, high]: readonly [number, number]): Draft[] {
  const { random, persona } = at;
  const { merchant, currency } = random.pick(FOREIGN_MERCHANTS);
  const rate = RATES[currency] as number;
  const asked = Math.round((bearable(at) * random.between(low, high)) / rate);
  if (asked < 500) return [];
  const how = { at: within(hourOf(random), random), minor: -Math.round(asked * rate), role: payingRole(at), channel: 'ECOM' } as const;
  return [payAt(merchant, { ...how, original: { minor: -asked, currency }, card: persona.card, random })];
}

/** The same charge again within minutes. */
export function again({ fate: _, ...purchase }: Draft, random: Random): Draft {
  return { ...purchase, at: Math.min(86_395_000, purchase.at + 20_000 + random.int(220) * 1000) };
}

/** Nobody meant the second; often the merchant sends it back. */
function twiceCharged(purchase: Draft, random: Random): Draft {
  return { ...again(purchase, random), ...(random.chance(0.5) ? { fate: { kind: 'reversal', days: 2 } as const } : {}) };
}

function nightBurst(at: Circumstances): Draft[] {
  const { random, persona } = at;
  const start = within(2 + random.int(2), random);
  const online = shopsOf('shopping').filter(({ reach }) => reach === 'online');
  return Array.from({ length: 5 + random.int(5) }, (_, number) => {
    const minor = -toPaise((bearable(at) * random.between(0.02, 0.09)) / 100 + 20, random);
    const how = { at: start + number * (60_000 + random.int(90) * 1000), minor, role: payingRole(at), channel: 'ECOM' } as const;
    return payAt(random.pick(online), { ...how, card: persona.card, random });
  });
}

/** A card is used far from where its holder is. */
function elsewhere(at: Circumstances): Draft[] {
  const { random, persona } = at;
  const city = random.pick(CITIES.slice(0, 40).filter(([name]) => name !== at.city && name !== persona.city))[0];
  const chains = (['shopping', 'dining', 'groceries'] as const).flatMap((kind) => shopsOf(kind)).filter(({ reach }) => reach === 'chain');
  const merchant: Merchant = branchIn(random.pick(chains), city);
  const habit = { category: merchant.category as PurchaseCategory, customerLevel: persona.level, merchantLevel: merchant.level };
  const minor = -toPaise(Math.min(amountBeyond(habit, random.between(-0.5, 1.8)), bearable(at)) / 100, random);
  return [
    payAt(merchant, { at: within(10 + random.int(12), random), minor, role: payingRole(at), channel: 'POS', card: persona.card, random }),
  ];
}

/** A purchase of the usual size at an hour when such shops are closed. */
export function atNight({ persona, day, city, random }: Circumstances): Draft {
  const draft = purchaseAt(persona, day, { city, isAway: false, random, hour: 13 });
  const { fate: _, ...plain } = draft;
  return { ...plain, at: within(1 + random.int(4), random) };
}

/** A share of what the fuller account holds to somebody never paid before. */
export function toStranger({ balanceOf, random }: Circumstances, share: number): Draft {
  const role = balanceOf('reserve') > balanceOf('primary') ? 'reserve' : 'primary';
  const payee = random.pick(BUSINESSES);
  const minor = -toPaise(Math.floor((balanceOf(role) * share) / 100), random);
  const usual = { at: within(9 + random.int(13), random), role, minor, channel: 'IMPS' } as const;
  return { ...usual, description: imps(payee, random), category: 'transfer', counterparty: payee };
}

/** Nearly everything to a stranger at night. The bank gives it back. */
function drained(at: Circumstances): Draft {
  const days = at.random.int(10);
  const fate = days < 7 ? ({ kind: 'reversal', days: 1 + (days % 3) } as const) : ({ kind: 'refund', days: 5 + days, share: 1 } as const);
  return { ...toStranger(at, at.random.between(0.86, 0.97)), at: within(1 + at.random.int(4), at.random), fate };
}
