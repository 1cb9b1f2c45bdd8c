import { dayOfMonth, type Payer, RUPEE, shareOf } from './household.ts';
import type { Term } from './obligations.ts';
import type { Random } from './random.ts';

/** Schooling, savings, insurance, loans and clubs. */
export function plans(payer: Payer, random: Random): Term[] {
  return [
    ...schooling(payer, random),
    ...savings(payer, random),
    ...insurance(payer, random),
    ...clubs(payer, random),
    ...others(payer, random),
  ];
}

function schooling({ stage, household, city, purchases }: Payer, random: Random): Term[] {
  const fees = { key: 'fees', kind: 'education', category: 'education', cadence: 'quarterly', city, channel: 'BILLPAY' } as const;
  const when = { month: random.int(3), day: dayOfMonth(random) };
  if (stage === 'student') return [{ ...fees, ...when, base: shareOf(purchases, 0.25), payee: 'City University', mcc: '8220' }];
  const terms: Term[] = [];
  if (household.children > 0 && random.chance(0.7)) {
    terms.push({ ...fees, ...when, base: shareOf(purchases, 0.25 * household.children), payee: 'Delhi Public School', mcc: '8211' });
  }
  if (household.children > 0 && random.chance(0.35)) {
    const classes = { key: 'tuition', kind: 'education', category: 'education', cadence: 'weekly', mcc: '8299', city } as const;
    terms.push({
      ...classes,
      base: (300 + 50 * random.int(10)) * RUPEE,
      payee: 'Bright Minds Tuition',
      day: weekday(random),
      trap: 'skipped',
    });
  }
  return terms;
}

function savings({ temperament, purchases }: Payer, random: Random): Term[] {
  const sip = { kind: 'investment', category: 'investment', channel: 'NACH' } as const;
  const first = { ...sip, key: 'sip', base: shareOf(purchases, random.between(0.05, 0.2)), payee: 'SBI Mutual Fund', day: 10 } as const;
  const second = { ...sip, key: 'second sip', base: shareOf(purchases, 0.08), payee: 'Axis Mutual Fund', day: 15 } as const;
  if (!random.chance(temperament.saves)) return [];
  return random.chance(temperament.saves * 0.5) ? [first, second] : [first];
}

/** Some have two policies with one insurer: two contracts, and one payee. */
function insurance({ temperament, purchases, city }: Payer, random: Random): Term[] {
  const policy = { kind: 'insurance', category: 'insurance', mcc: '6300', channel: 'BILLPAY' } as const;
  const terms: Term[] = [];
  if (random.chance(temperament.insures)) {
    const cadence = random.pick(['quarterly', 'yearly', 'monthly', 'half-yearly'] as const);
    const life = {
      ...policy,
      key: 'life insurance',
      payee: 'LIC of India',
      base: shareOf(purchases, 0.06),
      cadence,
      month: random.int(3),
    } as const;
    const isTwo = random.chance(0.45);
    const trap = isTwo ? 'two contracts' : null;
    terms.push({ ...life, day: dayOfMonth(random), trap });
    const other = {
      key: 'second life insurance',
      base: shareOf(purchases, 0.1) + 73_000,
      cadence: 'monthly',
      day: dayOfMonth(random),
    } as const;
    if (isTwo) terms.push({ ...life, ...other, trap });
  }
  if (random.chance(temperament.insures * 0.7)) {
    const health = { ...policy, key: 'health insurance', base: 14_750 * RUPEE, payee: 'Star Health Insurance' } as const;
    terms.push({ ...health, cadence: 'yearly', month: random.int(12), day: dayOfMonth(random) });
  }
  if (random.chance(0.3)) {
    const motor = {
      ...policy,
      key: 'motor insurance',
      base: (2_800 + 100 * random.int(50)) * RUPEE,
      payee: 'ICICI Lombard',
      city,
    } as const;
    terms.push({ ...motor, cadence: 'yearly', month: random.int(12), day: dayOfMonth(random) });
  }
  return terms;
}

function clubs({ temperament, city, purchases }: Payer, random: Random): Term[] {
  const terms: Term[] = [];
  const gym = { key: 'gym', kind: 'membership', category: 'personal', mcc: '7298', city, account: 'card', channel: 'POS' } as const;
  if (random.chance(0.3)) {
    const trap = random.chance(0.5) ? 'pauses' : null;
    terms.push({ ...gym, trap, base: random.pick([999, 1499, 1999]) * RUPEE, payee: 'Cult Fitness', day: dayOfMonth(random) });
  }
  const donation = { key: 'donation', kind: 'membership', category: 'gifts', mcc: '8398', payee: 'Akshaya Patra Foundation' } as const;
  if (random.chance(0.12 * temperament.giving)) {
    terms.push({
      ...donation,
      base: random.pick([500, 1000, 1500]) * RUPEE,
      day: dayOfMonth(random),
      trap: random.chance(0.4) ? 'skipped' : null,
    });
  }
  const parents = { key: 'parents', kind: 'support', category: 'transfer', payee: 'Mummy Papa' } as const;
  if (random.chance(0.1 * temperament.giving)) {
    terms.push({ ...parents, base: shareOf(purchases, 0.12, 1000), day: 2 + random.int(8), trap: random.chance(0.3) ? 'early' : null });
  }
  return terms;
}

function others({ purchases, stage }: Payer, random: Random): Term[] {
  const terms: Term[] = [];
  if (stage !== 'student' && random.chance(0.25)) {
    const loan = { key: 'vehicle loan', kind: 'loan', category: 'loan', payee: 'Bajaj Finance', day: 3, channel: 'NACH' } as const;
    terms.push({ ...loan, base: shareOf(purchases, 0.12) });
  }
  if (random.chance(0.1)) {
    const lessons = { key: 'lessons', kind: 'education', category: 'education', mcc: '8299', cadence: 'weekly', channel: 'UPI' } as const;
    terms.push({ ...lessons, base: (250 + 50 * random.int(8)) * RUPEE, payee: 'Saregama Music Classes', day: weekday(random) });
  }
  return terms;
}

/** A day of the week that is no Sunday: 1970-01-01 was a Thursday. */
function weekday(random: Random): number {
  return random.pick([0, 1, 2, 4, 5, 6]);
}
