import { amountBeyond, toPaise } from './amounts.ts';
import type { Day } from './calendar.ts';
import type { Draft } from './draft.ts';
import { type Merchant, shopsOf } from './merchants.ts';
import { payAt } from './pay-at.ts';
import type { Persona } from './persona.ts';
import { PURCHASE_CATEGORIES, type PurchaseCategory } from './purchase-kinds.ts';
import { fractionOf, type Random } from './random.ts';

/** In every period one chain's terminals copy cards, for some days. */
const PERIOD = 45;
const COMPROMISED_DAYS = 12;
/** Of those who pay there while it lasts. */
const HIT = 0.3;

const chains = PURCHASE_CATEGORIES.flatMap(shopsOf).filter(({ reach }) => reach === 'chain');

/** The merchant whose terminals copy cards on a day; null on most days. */
export function compromisedOn(seed: number, epochDay: number): string | null {
  if (last.seed !== seed || last.epochDay !== epochDay) last = { seed, epochDay, id: drawn(seed, epochDay) };
  return last.id;
}

/** Asked for every customer of a day. */
let last: { readonly seed: number; readonly epochDay: number; readonly id: string | null } = { seed: 0, epochDay: Number.NaN, id: null };

function drawn(seed: number, epochDay: number): string | null {
  const period = Math.floor(epochDay / PERIOD);
  const begins = Math.floor(fractionOf(seed, 'compromised from', period) * (PERIOD - COMPROMISED_DAYS));
  const day = epochDay - period * PERIOD;
  if (day < begins || day >= begins + COMPROMISED_DAYS) return null;
  return chains[Math.floor(fractionOf(seed, 'compromised', period) * chains.length)]?.id ?? null;
}

/** What is charged at a compromised terminal, hours after a payment there, with the card it has copied. */
export function copiedCards(
  persona: Persona,
  day: Day,
  { seed, randomOf, purchases }: { seed: number; randomOf: () => Random; purchases: readonly Draft[] },
): Draft[] {
  const compromised = compromisedOn(seed, day.epochDay);
  if (compromised === null || purchases.length === 0) return [];
  const random = randomOf();
  return purchases.flatMap((purchase): Draft[] => {
    if (purchase.merchant?.id !== compromised || !isAtTerminal(purchase) || !random.chance(HIT)) return [];
    return [chargedAgain(persona, purchase, random)];
  });
}

/** Whether a chain's terminal had the card, and it is paid. */
export function isAtTerminal({ merchant, channel, fate }: Draft): boolean {
  return merchant?.reach === 'chain' && channel === 'POS' && fate?.kind !== 'pending';
}

/** What the copy of a card pays where the card did. */
export function chargedAgain({ level, card }: Persona, { merchant, at, role, channel }: Draft, random: Random): Draft {
  const { shown: _, ...branch } = merchant as Merchant;
  const habit = { category: branch.category as PurchaseCategory, customerLevel: level, merchantLevel: branch.level };
  const minor = -toPaise(amountBeyond(habit, random.between(0, 2)) / 100, random);
  const later = Math.min(86_390_000, at + (25 + random.int(200)) * 60_000);
  return payAt(branch, { at: later, minor, role, channel, card, random, anomaly: 'compromised-terminal' });
}
