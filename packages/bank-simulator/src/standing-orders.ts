import { bills, housing, type Person, RUPEE, type Term } from './household.ts';
import type { Obligation } from './obligations.ts';
import type { Random } from './random.ts';

const SUBSCRIPTIONS: readonly (readonly [payee: string, rupees: number, mcc: string, cadence: Obligation['cadence']])[] = [
  ['Netflix', 649, '4899', 'monthly'],
  ['Spotify', 119, '5815', 'monthly'],
  ['YouTube Premium', 149, '5815', 'monthly'],
  ['JioHotstar', 299, '4899', 'quarterly'],
  ['Amazon Prime', 1499, '5968', 'yearly'],
  ['Google One', 130, '5817', 'monthly'],
  ['The Hindu Digital', 199, '5968', 'monthly'],
  ['Microsoft 365', 489, '5817', 'monthly'],
];

/** What a customer pays again and again. */
export function standingOrders(person: Person, random: Random): Obligation[] {
  const terms = [...housing(person, random), ...bills(person, random), ...subscriptions(random), ...plans(person, random)];
  return terms.map((term) => ({
    cadence: 'monthly',
    day: 1 + random.int(27),
    month: 0,
    jitter: 0,
    season: null,
    mcc: null,
    city: null,
    account: 'primary',
    channel: 'UPI',
    trap: null,
    ...term,
  }));
}

/** Paise a month, on average over a year. */
export function monthlyOutgoings(obligations: readonly Obligation[]): number {
  const perMonth = { monthly: 1, 'every 28 days': 13 / 12, quarterly: 1 / 3, yearly: 1 / 12 };
  return obligations.reduce((sum, { base, cadence }) => sum + base * perMonth[cadence], 0);
}

function subscriptions(random: Random): Term[] {
  const offers = [...SUBSCRIPTIONS];
  return Array.from({ length: 1 + random.int(4) }, () => {
    const [payee, rupees, mcc, cadence] = offers.splice(random.int(offers.length), 1)[0] as (typeof SUBSCRIPTIONS)[number];
    const trap = random.weighted([null, 'price rise', 'pauses'] as const, (kind) => (kind === null ? 3 : 1));
    const month = random.int(cadence === 'yearly' ? 12 : 3);
    return {
      key: payee,
      kind: 'subscription',
      category: 'subscriptions',
      base: rupees * RUPEE,
      payee,
      mcc,
      cadence,
      month,
      trap,
      account: 'card',
      channel: 'ECOM',
    };
  });
}

function plans({ city, temperament, purchases }: Person, random: Random): Term[] {
  const terms: Term[] = [];
  const { name } = temperament;
  const about = (share: number) => Math.max(500, Math.round((purchases * share) / 50_000) * 500) * RUPEE;
  const fees = {
    key: 'fees',
    kind: 'education',
    category: 'education',
    cadence: 'quarterly',
    mcc: '8211',
    city,
    channel: 'BILLPAY',
  } as const;
  if (name === 'student') return [{ ...fees, base: about(0.25), payee: 'City University', mcc: '8220', month: random.int(3) }];
  if (random.chance(0.25)) terms.push({ ...fees, base: about(0.4), payee: 'Delhi Public School', month: random.int(3) });
  const sip = { kind: 'investment', category: 'investment', channel: 'NACH' } as const;
  if (random.chance(name === 'saver' ? 0.95 : 0.4))
    terms.push({ ...sip, key: 'sip', base: about(random.between(0.05, 0.2)), payee: 'SBI Mutual Fund', day: 10 });
  if (name === 'saver' && random.chance(0.5))
    terms.push({ ...sip, key: 'second sip', base: about(0.08), payee: 'Axis Mutual Fund', day: 15 });
  const insurance = { kind: 'insurance', category: 'insurance', mcc: '6300', channel: 'BILLPAY' } as const;
  if (random.chance(0.45)) {
    const cadence = random.pick(['quarterly', 'yearly', 'monthly'] as const);
    terms.push({ ...insurance, key: 'life insurance', base: about(0.06), payee: 'LIC of India', cadence, month: random.int(3) });
  }
  if (random.chance(0.3))
    terms.push({
      ...insurance,
      key: 'health insurance',
      base: 14_750 * RUPEE,
      payee: 'Star Health Insurance',
      cadence: 'yearly',
      month: random.int(12),
    });
  if (random.chance(0.3))
    terms.push({ key: 'vehicle loan', kind: 'loan', category: 'loan', base: about(0.12), payee: 'Bajaj Finance', day: 3, channel: 'NACH' });
  const gym = {
    key: 'gym',
    kind: 'membership',
    category: 'personal',
    mcc: '7298',
    city,
    account: 'card',
    channel: 'POS',
  } as const;
  if (random.chance(0.3))
    terms.push({ ...gym, trap: random.chance(0.5) ? 'pauses' : null, base: random.pick([999, 1499, 1999]) * RUPEE, payee: 'Cult Fitness' });
  const club = { key: 'donation', kind: 'membership', category: 'gifts', mcc: '8398', channel: 'UPI' } as const;
  if (random.chance(0.15)) terms.push({ ...club, base: random.pick([500, 1000, 1500]) * RUPEE, payee: 'Akshaya Patra Foundation' });
  return terms;
}
