import { EMPLOYERS } from './names.ts';
import type { Obligation } from './obligations.ts';
import type { Random } from './random.ts';
import type { Temperament } from './temperament.ts';

/** What comes in: a salary, fees from two clients, a pension, or an allowance. */
export function incomes(
  income: number,
  who: { readonly employer: string; readonly temperament: Temperament },
  random: Random,
): Obligation[] {
  const usual = {
    cadence: 'monthly',
    month: 0,
    jitter: 0,
    season: null,
    mcc: null,
    city: null,
    account: 'primary',
    channel: 'NEFT',
    trap: null,
  } as const;
  const day = random.pick([1, 1, 1, 2, 3, 5, 7, 25, 26, 27]);
  switch (who.temperament.name) {
    case 'student':
      return [
        {
          ...usual,
          key: 'allowance',
          kind: 'income',
          category: 'income',
          day: 1 + random.int(5),
          base: income,
          payee: 'Parents',
          channel: 'UPI',
        },
      ];
    case 'retiree':
      return [{ ...usual, key: 'pension', kind: 'income', category: 'income', day: 1, base: income, payee: 'EPFO Pension' }];
    case 'freelancer':
      return ['first client', 'second client'].map((key, at) => {
        const share = at === 0 ? 0.65 : 0.45;
        const base = Math.round(income * share);
        return {
          ...usual,
          key,
          kind: 'income',
          category: 'income',
          day: 3 + at * 12 + random.int(8),
          base,
          jitter: 0.3,
          payee: random.pick(EMPLOYERS),
        };
      });
    default:
      return [{ ...usual, key: 'salary', kind: 'salary', category: 'salary', day, base: income, payee: who.employer }];
  }
}
