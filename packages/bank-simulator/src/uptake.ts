import { type Planned, within } from './draft.ts';
import { type Payer, shareOf } from './household.ts';
import type { Course } from './life-changes.ts';
import type { Uptake } from './life-events.ts';
import { obligation } from './obligations.ts';
import { type Random, randomOf } from './random.ts';

/** Years in which something may be taken up, each product once. */
const YEARS = 5;

/** What is taken up, and what it adds to the course of life: more likely where it would serve. */
export function takeUp(course: Course, payer: Payer, { seed, index }: { readonly seed: number; readonly index: number }): Uptake[] {
  const has = (kind: string) => course.obligations.some((one) => one.kind === kind);
  const { temperament, household, stage } = payer;
  const chances: readonly (readonly [Uptake['product'], number])[] = [
    ['sip', has('investment') || stage === 'student' ? 0 : temperament.leftOver >= 0.2 ? 0.25 : 0.06],
    ['insurance', has('insurance') || stage === 'student' ? 0 : household.children > 0 ? 0.25 : 0.07],
    ['fixed-deposit', temperament.leftOver >= 0.3 ? 0.3 : 0.07],
  ];
  const taken: Uptake[] = [];
  for (const [product, chance] of chances) {
    const random = randomOf(seed, index, product, 'uptake');
    const year = Array.from({ length: YEARS }, () => random.chance(chance)).indexOf(true);
    if (year === -1) continue;
    const on = payer.firstDay + year * 365 + 40 + random.int(280);
    ADDITIONS[product](course, on, { payer, random });
    taken.push({ product, on });
  }
  return taken;
}

const ADDITIONS: Readonly<Record<Uptake['product'], (course: Course, on: number, how: { payer: Payer; random: Random }) => void>> = {
  sip: ({ obligations }, on, { payer, random }) => {
    const sip = { key: 'new sip', kind: 'investment', category: 'investment', channel: 'NACH', payee: 'HDFC Mutual Fund' } as const;
    obligations.push(obligation({ ...sip, base: shareOf(payer.purchases, random.between(0.05, 0.15)), day: 12, from: on }));
  },
  insurance: ({ obligations }, on, { payer }) => {
    const policy = { key: 'new policy', kind: 'insurance', category: 'insurance', mcc: '6300', channel: 'BILLPAY' } as const;
    obligations.push(obligation({ ...policy, base: shareOf(payer.purchases, 0.05), payee: 'HDFC Life Insurance', day: 14, from: on }));
  },
  'fixed-deposit': ({ planned }, on, { random }) => {
    planned.push(deposit(on, random.between(0.3, 0.6), within(11 + random.int(6), random)));
  },
};

function deposit(on: number, share: number, at: number): Planned {
  const description = 'FIXED DEPOSIT BOOKED';
  return {
    on,
    make: (balanceOf) => {
      const minor = -Math.floor((balanceOf('reserve') * share) / 100_000) * 100_000;
      return minor < -500_000 ? { at, role: 'reserve', minor, channel: 'INTERNAL', description, category: 'investment' } : null;
    },
  };
}
