import { toPaise } from './amounts.ts';
import type { Circumstances } from './circumstances.ts';
import { CITIES } from './cities.ts';
import { type Draft, within } from './draft.ts';
import { branchIn, shopsOf } from './merchants.ts';
import { payAt } from './pay-at.ts';

/** What a thief buys to sell. */
const DEAR = ['5732', '5311', '5399', '5944', '5541'];
const REFUNDED = 0.7;

/** A small payment to see whether the card works, then dearer ones within hours, in one place; the bank gives most of it back. */
export function stolenCard({ persona, random }: Circumstances, bearable: number): Draft[] {
  const city = random.weighted(CITIES.slice(0, 30), ([, share]) => share)[0];
  const shops = (['shopping', 'fuel'] as const).flatMap(shopsOf).filter(({ mcc }) => DEAR.includes(mcc));
  const count = 4 + random.int(4);
  const days = 6 + random.int(9);
  const isRefunded = random.chance(REFUNDED);
  let at = within(10 + random.int(9), random);
  return Array.from({ length: count }, (_, number): Draft => {
    at += (4 + random.int(25)) * 60_000;
    const shop = random.pick(shops);
    const minor = -toPaise(number === 0 ? random.between(10, 150) : (bearable * random.between(0.04, 0.06) * number) / 100, random);
    const channel = shop.reach === 'online' ? 'ECOM' : 'POS';
    const role = persona.hasCard ? 'card' : 'primary';
    const how = { at: Math.min(at, 86_390_000), minor, role, channel, card: persona.card, random } as const;
    return payAt(branchIn(shop, city), { ...how, ...(isRefunded ? { fate: { kind: 'refund', days, share: 1 } as const } : {}) });
  });
}
