import type { Customer } from '@munshi/events/customer';
import { CURRENCY, type OwnAccount } from './account-book.ts';
import { midnightOf, TIME_ZONE } from './calendar.ts';
import { dateOf } from './epoch-day.ts';
import type { Life } from './life.ts';
import type { Persona } from './persona.ts';
import { fractionOf } from './random.ts';
import type { CustomerTruth } from './truth-record.ts';

/** What the bank knows of a customer on the first day, with the balances of the day before. */
export function profileOf(seed: number, { persona, book }: Life): Customer {
  const balanceAsOf = new Date(midnightOf(persona.firstDay)).toISOString();
  return {
    customerId: persona.customerId,
    status: 'active',
    name: persona.name,
    birthDate: persona.birthDate,
    gender: persona.gender,
    city: persona.city,
    locale: 'en-IN',
    timeZone: TIME_ZONE,
    currency: CURRENCY,
    occupation: persona.occupation,
    incomeBand: incomeBandOf(persona.income * 12),
    products: productsOf(persona, book.accounts),
    consents: { ai: fractionOf(seed, persona.index, 'consent') < 0.85 },
    accounts: book.accounts.map(({ accountId, kind, name, opening }) => ({
      accountId,
      kind,
      name,
      currency: CURRENCY,
      balance: { minor: opening, currency: CURRENCY },
      balanceAsOf,
    })),
  };
}

/** Lakhs of rupees a year. */
const BANDS = [1, 3, 5, 10, 15, 25, 50] as const;
const PAISE_A_LAKH = 10_000_000;

/** The band of a yearly income in paise: `3-5 lakh`, `50+ lakh`. */
export function incomeBandOf(yearly: number): string {
  const above = BANDS.findIndex((lakhs) => yearly < lakhs * PAISE_A_LAKH);
  if (above === -1) return `${BANDS.at(-1)}+ lakh`;
  return `${above === 0 ? 0 : BANDS[above - 1]}-${BANDS[above]} lakh`;
}

/** What is really so of a customer up to, without, an epoch day. */
export function truthOf({ persona, book }: Life, until: number): CustomerTruth {
  const { churn, gaps, household, lifeEvents, uptake } = persona;
  const leaves = churn !== null && churn.from < until;
  return {
    customerId: persona.customerId,
    temperament: persona.temperament.name,
    stage: persona.stage,
    household,
    needs: needsOf(persona, book.accounts),
    churn: leaves ? dateOf(churn.from) : null,
    churnKind: leaves ? churn.kind : null,
    gaps: gaps.filter(({ from }) => from < until).map(({ from, to }) => ({ from: dateOf(from), to: dateOf(to - 1) })),
    lifeEvents: lifeEvents.filter(({ on }) => on >= persona.firstDay && on < until).map(({ kind, on }) => ({ kind, date: dateOf(on) })),
    uptake: uptake.filter(({ on }) => on < until).map(({ product, on }) => ({ product, date: dateOf(on) })),
  };
}

function productsOf(persona: Persona, accounts: readonly OwnAccount[]): string[] {
  const kinds = new Set(accounts.map(({ kind }) => kind));
  const held = [...kinds].map(
    (kind) => ({ savings: 'savings', current: 'current', card: 'credit card', loan: 'home loan', other: 'other' })[kind],
  );
  const invests = persona.obligations.some(({ kind, from }) => kind === 'investment' && from === null);
  return [...held, 'debit card', 'upi', ...(invests ? ['sip'] : [])];
}

/** Products that would serve the customer, by what they have and how they live; the ids are those of the bank's documents. */
function needsOf(persona: Persona, accounts: readonly OwnAccount[]): string[] {
  const { temperament, hasCard, stage, household, obligations } = persona;
  const has = (kind: string) => obligations.some((obligation) => obligation.kind === kind && obligation.from === null);
  const idle = accounts.find(({ role }) => role === 'reserve')?.opening ?? 0;
  const needs: (string | false)[] = [
    (idle > persona.outgoings * 2.3 || (idle > 0 && temperament.leftOver >= 0.3)) && 'fixed-deposit',
    !hasCard && stage !== 'student' && stage !== 'retired' && 'credit-card',
    temperament.name === 'adventurous' && 'forex-card',
    temperament.leftOver >= 0.2 && stage !== 'retired' && !has('investment') && 'sip',
    (has('loan') || household.children > 0) && !has('insurance') && 'insurance',
    hasCard && temperament.billShare < 1 && 'personal-loan',
    temperament.leftOver >= 0.3 && has('rent') && stage !== 'student' && 'home-loan',
  ];
  return needs.filter((need): need is string => need !== false);
}
