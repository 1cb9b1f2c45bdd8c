import { numbersOf } from './epoch-day.ts';
import { dayOfMonth, type Payer, RUPEE } from './household.ts';
import type { Cadence, Term } from './obligations.ts';
import type { Random } from './random.ts';

type Offer = readonly [payee: string, rupees: number, mcc: string, cadence: Cadence];
const OFFERS: readonly Offer[] = [
  ['Netflix', 649, '4899', 'monthly'],
  ['Spotify', 119, '5815', 'monthly'],
  ['YouTube Premium', 149, '5815', 'monthly'],
  ['JioHotstar', 299, '4899', 'quarterly'],
  ['Amazon Prime', 1499, '5968', 'yearly'],
  ['Google One', 130, '5817', 'monthly'],
  ['The Hindu Digital', 199, '5968', 'monthly'],
  ['Microsoft 365', 489, '5817', 'monthly'],
  ['SonyLIV', 599, '4899', 'half-yearly'],
  ['Audible India', 199, '5815', 'monthly'],
  ['LinkedIn Premium', 1599, '5968', 'monthly'],
  ['Times Prime', 1199, '5968', 'yearly'],
];
/** Everybody has one of these. */
const MONTHLY = OFFERS.flatMap(([, , , cadence], at) => (cadence === 'monthly' ? [at] : []));
const MONTHS = { quarterly: 3, 'half-yearly': 6, yearly: 12 } as const;
/** Trials begin within so many days of the first. */
const TRIALS_WITHIN = 300;

/** What is subscribed to from the beginning, and the trials that come later. */
export function subscriptions({ temperament, firstDay }: Payer, random: Random): Term[] {
  const offers = [...OFFERS];
  const take = () => offers.splice(random.int(offers.length), 1)[0] as Offer;
  const trap = () => random.weighted([null, 'price rise', 'pauses'] as const, (kind) => (kind === null ? 3 : 1));
  const first = offers.splice(random.pick(MONTHLY), 1)[0] as Offer;
  const others = Array.from({ length: random.int(1 + temperament.subscriptions) }, () => take());
  const held = [first, ...others].map((offer) => ({ ...termOf(offer, random), trap: trap() }));
  const trials = random.chance(0.12 + 0.1 * temperament.subscriptions) ? [trialOf(take(), firstDay, random)] : [];
  return [...held, ...trials];
}

function termOf([payee, rupees, mcc, cadence]: Offer, random: Random): Term {
  const usual = { kind: 'subscription', category: 'subscriptions', account: 'card', channel: 'SI' } as const;
  const month = cadence in MONTHS ? random.int(MONTHS[cadence as keyof typeof MONTHS]) : 0;
  return { ...usual, key: payee, payee, mcc, cadence, month, base: rupees * RUPEE, day: dayOfMonth(random) };
}

/** A few rupees first, then the price; half of them are ended after one or two payments. */
function trialOf([payee, rupees, mcc]: Offer, firstDay: number, random: Random): Term {
  let from = firstDay + 20 + random.int(TRIALS_WITHIN);
  while (numbersOf(from).dayOfMonth > 27) from += 1;
  const until = random.chance(0.5) ? from + 40 + 30 * random.int(2) : null;
  const base = Math.min(rupees, 299 + (rupees % 400)) * RUPEE;
  return {
    ...termOf([payee, rupees, mcc, 'monthly'], random),
    key: `${payee} trial`,
    base,
    day: numbersOf(from).dayOfMonth,
    trap: 'trial',
    from,
    until,
  };
}
