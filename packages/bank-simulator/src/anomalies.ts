import type { AccountBook } from './account-book.ts';
import { amountBeyond, PURCHASE_CATEGORIES } from './amounts.ts';
import { type Draft, type Role, within } from './draft.ts';
import { branchIn, FOREIGN_MERCHANTS, shopsOf } from './merchants.ts';
import type { Persona } from './persona.ts';
import { paymentAt } from './purchases.ts';
import type { Random } from './random.ts';
import type { AnomalyKind } from './truth-record.ts';

/** How many a day: one in about three months. */
export const ANOMALIES_A_DAY = 0.0105;

const KINDS: readonly (readonly [kind: AnomalyKind, weight: number])[] = [
  ['unusual-amount', 0.3],
  ['foreign-merchant', 0.2],
  ['duplicate-charge', 0.2],
  ['night-burst', 0.12],
  ['new-payee', 0.12],
  ['account-drain', 0.06],
];
/** Paise for one minor unit of the currency. */
const RATES: Readonly<Record<string, number>> = { AED: 23.4, GBP: 112, EUR: 96, USD: 86 };
const STRANGERS = ['Global Trade Solutions', 'QuickPay Services', 'A K Enterprises', 'Nova Digital Ventures', 'R Traders'];

export interface Circumstances {
  readonly persona: Persona;
  readonly book: AccountBook;
  readonly random: Random;
}

export function anomalyKind(random: Random): AnomalyKind {
  return random.weighted(KINDS, ([, weight]) => weight)[0];
}

/** What happens beside the customer's habits, labelled; `purchase` is one of the day for what repeats it. None where it cannot happen. */
export function anomalyOf(kind: AnomalyKind, at: Circumstances, purchase: Draft | undefined): Draft[] {
  switch (kind) {
    case 'unusual-amount':
      return unusualAmount(at);
    case 'foreign-merchant':
      return foreignMerchant(at);
    case 'duplicate-charge':
      return purchase ? [duplicateOf(purchase, at.random)] : [];
    case 'night-burst':
      return nightBurst(at);
    case 'new-payee':
      return [toStranger(at, { share: at.random.between(0.25, 0.5), anomaly: kind })];
    case 'account-drain':
      return [toStranger(at, { share: at.random.between(0.86, 0.97), anomaly: kind })];
  }
}

function payingRole({ persona }: Circumstances): Role {
  return persona.hasCard ? 'card' : 'primary';
}

/** What the customer can bear at once without living differently afterwards. */
function bearable({ persona, book }: Circumstances): number {
  return persona.hasCard ? Math.round(persona.outgoings * 0.6) : Math.round(book.balanceOf('primary') * 0.5);
}

function unusualAmount(at: Circumstances): Draft[] {
  const category = at.random.pick(PURCHASE_CATEGORIES);
  const merchant = branchIn(at.random.pick(at.persona.favourites.get(category) ?? shopsOf(category)), at.persona.city);
  const habit = { category, customerLevel: at.persona.level, merchantLevel: merchant.level };
  const usualMost = amountBeyond(habit, 2);
  const minor = Math.round(Math.min(Math.max(amountBeyond(habit, 3.4), usualMost * 2), bearable(at)) / 100) * 100;
  if (minor < usualMost * 1.5) return [];
  const how = { at: within(10 + at.random.int(12), at.random), minor: -minor, role: payingRole(at), channel: 'POS' } as const;
  return [paymentAt(merchant, { ...how, anomaly: 'unusual-amount' })];
}

function foreignMerchant(at: Circumstances): Draft[] {
  const { merchant, currency } = at.random.pick(FOREIGN_MERCHANTS);
  const rate = RATES[currency] as number;
  const asked = Math.round((bearable(at) * at.random.between(0.15, 0.7)) / rate);
  if (asked < 500) return [];
  const how = {
    at: within(at.random.int(24), at.random),
    minor: -Math.round(asked * rate),
    role: payingRole(at),
    channel: 'ECOM',
  } as const;
  return [paymentAt(merchant, { ...how, original: { minor: -asked, currency }, anomaly: 'foreign-merchant' })];
}

/** The same charge again minutes later; often the merchant sends it back. */
function duplicateOf(purchase: Draft, random: Random): Draft {
  const at = Math.min(86_395_000, purchase.at + 20_000 + random.int(220) * 1000);
  const { fate: _, ...charge } = purchase;
  return { ...charge, at, anomaly: 'duplicate-charge', ...(random.chance(0.5) ? { fate: { kind: 'reversal', days: 2 } as const } : {}) };
}

function nightBurst(at: Circumstances): Draft[] {
  const { random } = at;
  const start = within(2 + random.int(2), random);
  const online = shopsOf('shopping').filter(({ reach }) => reach === 'online');
  const count = 5 + random.int(5);
  return Array.from({ length: count }, (_, number) => {
    const minor = -Math.round((bearable(at) * random.between(0.02, 0.09)) / 100) * 100 - 9900;
    const how = { at: start + number * (60_000 + random.int(90) * 1000), minor, role: payingRole(at), channel: 'ECOM' } as const;
    return paymentAt(random.pick(online), { ...how, anomaly: 'night-burst' });
  });
}

/** Much of the balance to somebody never paid before. A drained account gets its money back from the bank. */
function toStranger({ book, random }: Circumstances, how: { share: number; anomaly: AnomalyKind }): Draft {
  const name = `${random.pick(STRANGERS)} ${String(100 + random.int(900))}`;
  const minor = -Math.floor((book.balanceOf('primary') * how.share) / 100) * 100;
  const isDrain = how.anomaly === 'account-drain';
  const days = random.int(10);
  return {
    at: within(isDrain ? 1 + random.int(4) : 9 + random.int(13), random),
    role: 'primary',
    minor,
    channel: 'IMPS',
    description: `IMPS/P2A/${name.toUpperCase()}`,
    category: 'transfer',
    counterparty: name,
    anomaly: how.anomaly,
    ...(isDrain ? { fate: days < 7 ? { kind: 'reversal', days: 1 + (days % 3) } : { kind: 'refund', days: 5 + days, share: 1 } } : {}),
  } as Draft;
}
