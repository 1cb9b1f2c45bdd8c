import type { Customer } from '@munshi/events/customer';
import { CURRENCY, type OwnAccount } from './account-book.ts';
import { dateOf, midnightOf, TIME_ZONE } from './calendar.ts';
import type { Life } from './life.ts';
import type { Persona } from './persona.ts';
import { fractionOf } from './random.ts';
import type { CustomerTruth } from './truth-record.ts';

/** What the bank knows of a customer on the first day, with the balances of the day before. */
export function profileOf(seed: number, { persona, book }: Life, firstDay: number): Customer {
  const balanceAsOf = new Date(midnightOf(firstDay)).toISOString();
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

export function truthOf({ persona, book }: Life): CustomerTruth {
  return {
    customerId: persona.customerId,
    temperament: persona.temperament.name,
    needs: needsOf(persona, book.accounts),
    churn: persona.fadesFrom === null ? null : dateOf(persona.fadesFrom),
  };
}

function productsOf(persona: Persona, accounts: readonly OwnAccount[]): string[] {
  const kinds = new Set(accounts.map(({ kind }) => kind));
  const held = [...kinds].map(
    (kind) => ({ savings: 'savings', current: 'current', card: 'credit card', loan: 'home loan', other: 'other' })[kind],
  );
  return [...held, 'debit card', 'upi', ...(persona.obligations.some(({ kind }) => kind === 'investment') ? ['sip'] : [])];
}

/** Products that would serve the customer, by what they have and how they live; the ids are those of the bank's documents. */
function needsOf(persona: Persona, accounts: readonly OwnAccount[]): string[] {
  const { temperament, hasCard, obligations } = persona;
  const has = (kind: string) => obligations.some((obligation) => obligation.kind === kind);
  const idle = accounts.find(({ role }) => role === 'reserve')?.opening ?? 0;
  const needs: (string | false)[] = [
    (idle > persona.outgoings * 2 || (idle > 0 && temperament.name === 'saver')) && 'fixed-deposit',
    !hasCard && temperament.name !== 'student' && temperament.name !== 'retiree' && 'credit-card',
    temperament.name === 'traveller' && 'forex-card',
    temperament.leftOver >= 0.2 && temperament.name !== 'retiree' && !has('investment') && 'sip',
    (has('loan') || has('education')) && !has('insurance') && 'insurance',
    hasCard && temperament.billShare < 1 && 'personal-loan',
    temperament.name === 'saver' && has('rent') && 'home-loan',
  ];
  return needs.filter((need): need is string => need !== false);
}
