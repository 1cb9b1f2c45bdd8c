import type { Stage } from './demography.ts';
import { EMPLOYERS } from './names.ts';
import { type Obligation, obligation } from './obligations.ts';
import type { Random } from './random.ts';

const INCOME = { kind: 'income', category: 'income', channel: 'NEFT' } as const;

/** What comes in: a salary, fees from two clients, a pension, or an allowance. */
export function incomes(income: number, who: { readonly stage: Stage; readonly firstDay: number }, random: Random): Obligation[] {
  switch (who.stage) {
    case 'student': {
      const allowance = { key: 'allowance', payee: 'Parents', channel: 'UPI', trap: random.chance(0.4) ? 'early' : null } as const;
      return [obligation({ ...INCOME, ...allowance, day: 2 + random.int(5), base: income })];
    }
    case 'retired':
      return [pension(income, who.firstDay)];
    case 'self-employed':
      return ['first client', 'second client'].map((key, at) => {
        const [base, day] = [Math.round(income * (at === 0 ? 0.65 : 0.45)), 3 + at * 12 + random.int(8)];
        return obligation({ ...INCOME, key, day, base, jitter: 0.3, payee: random.pick(EMPLOYERS) });
      });
    default:
      return [salary(income, { key: 'salary', employer: random.pick(EMPLOYERS), since: who.firstDay, day: payday(random) })];
  }
}

export function payday(random: Random): number {
  return random.pick([1, 1, 1, 2, 3, 5, 7, 25, 26, 27]);
}

export interface Job {
  readonly key: string;
  readonly employer: string;
  /** Epoch day from which it is raised each April. */
  readonly since: number;
  readonly day: number;
}

export function salary(base: number, { key, employer, since, day }: Job): Obligation {
  return obligation({
    key,
    kind: 'salary',
    category: 'salary',
    channel: 'NEFT',
    day,
    base,
    payee: employer,
    raise: { since, share: 0.06 },
  });
}

export function pension(base: number, since: number): Obligation {
  return obligation({ ...INCOME, key: 'pension', day: 1, base, payee: 'EPFO Pension', raise: { since, share: 0.03 } });
}
