import type { Obligation } from './obligations.ts';
import type { Random } from './random.ts';
import type { Temperament } from './temperament.ts';

export const RUPEE = 100;

/** Who the household's orders are made for. */
export interface Person {
  readonly city: string;
  readonly temperament: Temperament;
  /** Paise that purchases take in a usual month. */
  readonly purchases: number;
}

/** What sets a standing order apart from the usual monthly one. */
export type Term = Partial<Obligation> & Pick<Obligation, 'key' | 'kind' | 'category' | 'base' | 'payee'>;

/** Rent, a home loan, or the dues of an own home. */
export function housing({ city, temperament, purchases }: Person, random: Random): Term[] {
  const share = (low: number, high: number) => Math.max(2500, Math.round((purchases * random.between(low, high)) / 50_000) * 500) * RUPEE;
  if (temperament.name === 'student') {
    return [{ key: 'hostel', kind: 'rent', category: 'rent', base: share(0.25, 0.4), payee: 'Sri Sai PG Hostel', day: 5 }];
  }
  const at = random.next();
  if (at < 0.5 && temperament.name !== 'retiree') {
    const payee = random.pick(['Ramesh Kulkarni', 'Sunita Estates', 'Mr K Subramanian', "D'Souza Properties"]);
    return [
      {
        key: 'rent',
        kind: 'rent',
        category: 'rent',
        base: share(0.3, 0.5),
        payee,
        day: 1 + random.int(7),
        channel: random.pick(['UPI', 'NEFT']),
      },
    ];
  }
  if (at < 0.62)
    return [{ key: 'own loan', kind: 'loan', category: 'loan', base: share(0.3, 0.45), payee: 'Home Loan', day: 5, channel: 'NACH' }];
  if (at < 0.75) {
    return [
      { key: 'home loan', kind: 'loan', category: 'loan', base: share(0.3, 0.45), payee: 'LIC Housing Finance', day: 7, channel: 'NACH' },
    ];
  }
  const dues = { key: 'society dues', kind: 'utility', category: 'utilities', payee: 'Green Meadows CHS', mcc: '4900', city } as const;
  return [{ ...dues, base: (1500 + 100 * random.int(30)) * RUPEE, channel: 'BILLPAY' }];
}

/** Power, gas, water, phone and internet. */
export function bills({ city, temperament }: Person, random: Random): Term[] {
  const mobile = random.chance(0.5);
  const phone = random.pick(['Jio', 'Airtel', 'Vi']);
  const terms: Term[] = [
    mobile
      ? {
          key: 'mobile',
          kind: 'telecom',
          category: 'telecom',
          base: 349 * RUPEE,
          payee: `${phone} Prepaid`,
          mcc: '4814',
          cadence: 'every 28 days',
          channel: 'UPI',
        }
      : {
          key: 'mobile',
          kind: 'telecom',
          category: 'telecom',
          base: 499 * RUPEE,
          payee: `${phone} Postpaid`,
          mcc: '4814',
          channel: 'BILLPAY',
          jitter: 0.06,
        },
  ];
  if (temperament.name === 'student') return terms;
  const electricity = {
    key: 'electricity',
    kind: 'utility',
    category: 'utilities',
    mcc: '4900',
    city,
    jitter: 0.12,
    season: 'summer',
    channel: 'BILLPAY',
  } as const;
  terms.push({ ...electricity, base: (900 + random.int(2200)) * RUPEE, payee: `${city} Electricity Board` });
  const gas = { key: 'gas', kind: 'utility', category: 'utilities', mcc: '4900', jitter: 0.15, channel: 'BILLPAY' } as const;
  terms.push({ ...gas, base: (600 + random.int(500)) * RUPEE, payee: random.pick(['Indane Gas', 'Mahanagar Gas']) });
  const water = {
    key: 'water',
    kind: 'utility',
    category: 'utilities',
    mcc: '4900',
    city,
    cadence: 'quarterly',
    jitter: 0.1,
    channel: 'BILLPAY',
  } as const;
  if (random.chance(0.5)) terms.push({ ...water, base: (500 + random.int(900)) * RUPEE, payee: `${city} Jal Board`, month: random.int(3) });
  const internet = { key: 'broadband', kind: 'telecom', category: 'telecom', mcc: '4814', channel: 'BILLPAY', trap: 'price rise' } as const;
  if (random.chance(0.75))
    terms.push({
      ...internet,
      base: random.pick([499, 799, 999]) * RUPEE,
      payee: random.pick(['ACT Fibernet', 'JioFiber', 'Airtel Xstream']),
    });
  return terms;
}
