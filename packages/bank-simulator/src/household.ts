import type { Person } from './demography.ts';
import type { Term } from './obligations.ts';
import type { Random } from './random.ts';
import type { Temperament } from './temperament.ts';

export const RUPEE = 100;

/** Who the household's orders are made for. */
export interface Payer extends Person {
  readonly temperament: Temperament;
  /** Paise that purchases take in a usual month. */
  readonly purchases: number;
  /** The first day of the history. */
  readonly firstDay: number;
}

export const dayOfMonth = (random: Random) => 1 + random.int(27);
export const LANDLORDS = ['Ramesh Kulkarni', 'Sunita Estates', 'Mr K Subramanian', "D'Souza Properties", 'Harjeet Kaur', 'Shanti Nivas'];

/** A share of the month's purchases in steps of 500 rupees. */
export function shareOf(purchases: number, share: number, least = 500): number {
  return Math.max(least, Math.round((purchases * share) / 50_000) * 500) * RUPEE;
}

/** Rent, a home loan, or the dues of an own home. */
export function housing({ city, stage, purchases }: Payer, random: Random): Term[] {
  const share = (low: number, high: number) => shareOf(purchases, random.between(low, high), 2500);
  if (stage === 'student') {
    return [{ key: 'hostel', kind: 'rent', category: 'rent', base: share(0.25, 0.4), payee: 'Sri Sai PG Hostel', day: 5 }];
  }
  const at = random.next();
  if (at < 0.5 && stage !== 'retired') {
    const day = 1 + random.int(7);
    const channel = random.pick(['UPI', 'NEFT'] as const);
    const trap = channel === 'UPI' && random.chance(0.3) ? 'early' : null;
    return [
      {
        key: 'rent',
        kind: 'rent',
        category: 'rent',
        base: share(0.3, 0.5),
        payee: random.pick(LANDLORDS),
        day: Math.max(day, 2),
        channel,
        trap,
      },
    ];
  }
  const loan = { kind: 'loan', category: 'loan', base: share(0.3, 0.45), channel: 'NACH' } as const;
  if (at < 0.62) return [{ ...loan, key: 'own loan', payee: 'Home Loan', day: 5 }];
  if (at < 0.75) return [{ ...loan, key: 'home loan', payee: 'LIC Housing Finance', day: 7 }];
  const dues = { key: 'society dues', kind: 'utility', category: 'utilities', payee: 'Green Meadows CHS', mcc: '4900', city } as const;
  const tax = { key: 'property tax', kind: 'tax', category: 'taxes', mcc: '9311', city, cadence: 'half-yearly' } as const;
  return [
    { ...dues, base: (1500 + 100 * random.int(30)) * RUPEE, channel: 'BILLPAY', day: dayOfMonth(random) },
    {
      ...tax,
      base: shareOf(purchases, 0.08),
      payee: `${city} Municipal Corporation`,
      month: random.int(6),
      day: dayOfMonth(random),
      channel: 'BILLPAY',
    },
  ];
}

/** Power, gas, water, phone, internet and help in the house. */
export function bills(payer: Payer, random: Random): Term[] {
  const terms = [mobile(random)];
  if (payer.stage === 'student') return terms;
  const metered = { kind: 'utility', category: 'utilities', mcc: '4900', channel: 'BILLPAY' } as const;
  terms.push({
    ...metered,
    ...powerIn(payer.city),
    base: (900 + random.int(2200)) * RUPEE,
    season: 'summer',
    jitter: 0.12,
    day: dayOfMonth(random),
  });
  const gas = random.pick(['Indane Gas', 'Mahanagar Gas']);
  terms.push({ ...metered, key: 'gas', base: (600 + random.int(500)) * RUPEE, jitter: 0.15, payee: gas, day: dayOfMonth(random) });
  if (random.chance(0.5)) {
    const water = { ...metered, ...waterIn(payer.city), cadence: 'quarterly', jitter: 0.1 } as const;
    terms.push({ ...water, base: (500 + random.int(900)) * RUPEE, month: random.int(3), day: dayOfMonth(random) });
  }
  const internet = { key: 'broadband', kind: 'telecom', category: 'telecom', mcc: '4814', channel: 'BILLPAY', trap: 'price rise' } as const;
  if (random.chance(0.75)) {
    const payee = random.pick(['ACT Fibernet', 'JioFiber', 'Airtel Xstream']);
    terms.push({ ...internet, base: random.pick([499, 799, 999]) * RUPEE, payee, day: dayOfMonth(random) });
  }
  if (random.chance(0.15)) {
    const help = { kind: 'service', category: 'utilities', mcc: '7349', cadence: 'fortnightly' } as const;
    terms.push({
      ...help,
      key: 'housekeeping',
      base: (600 + 50 * random.int(12)) * RUPEE,
      payee: 'Sparkle Housekeeping',
      day: random.int(14),
    });
  }
  return terms;
}

export const powerIn = (city: string) => ({ key: 'electricity', city, payee: `${city} Electricity Board` }) as const;
export const waterIn = (city: string) => ({ key: 'water', city, payee: `${city} Jal Board` }) as const;

function mobile(random: Random): Term {
  const phone = random.pick(['Jio', 'Airtel', 'Vi']);
  const usual = { key: 'mobile', kind: 'telecom', category: 'telecom', mcc: '4814' } as const;
  if (random.chance(0.5)) {
    const trap = random.chance(0.3) ? 'early' : null;
    const prepaid = { cadence: 'every 28 days', channel: 'UPI', trap } as const;
    return { ...usual, ...prepaid, base: random.pick([299, 349, 399]) * RUPEE, payee: `${phone} Prepaid`, day: dayOfMonth(random) };
  }
  return { ...usual, base: 499 * RUPEE, payee: `${phone} Postpaid`, channel: 'BILLPAY', jitter: 0.06, day: dayOfMonth(random) };
}
