import type { Day } from './calendar.ts';
import { isKept } from './churn.ts';
import { type Draft, within } from './draft.ts';
import { hourOf } from './hours.ts';
import { biller } from './merchants.ts';
import { neft, reference, upi } from './narration.ts';
import { amountOn, isDue, type Obligation } from './obligations.ts';
import { awkwardOf, payAt } from './pay-at.ts';
import type { Persona } from './persona.ts';
import { fractionOf, type Random, randomOf } from './random.ts';

export function streamIdOf(persona: Pick<Persona, 'customerId'>, obligation: Pick<Obligation, 'key'>): string {
  return `S-${persona.customerId}-${obligation.key.toLowerCase().replaceAll(' ', '-')}`;
}

/** What falls due on a day, in and out. */
export function dueOn(persona: Persona, day: Day, seed: number): Draft[] {
  const drafts: Draft[] = [];
  for (const one of persona.obligations) {
    if (!isDue(one, day) || !isKept(persona.churn, day.epochDay, one.channel === 'NACH')) continue;
    drafts.push(dueDraft(persona, one, { day, random: randomOf(seed, persona.index, day.epochDay, one.key) }));
  }
  return drafts;
}

function dueDraft(persona: Persona, obligation: Obligation, { day, random }: { day: Day; random: Random }): Draft {
  const { kind, key, payee, mcc, channel, category } = obligation;
  const minor = amountOn(obligation, day, random);
  const isIncome = kind === 'salary' || kind === 'income';
  const isPurchase = channel === 'UPI' || channel === 'POS';
  const hour = isIncome ? 5 + random.int(5) : channel === 'NACH' ? 6 + random.int(3) : isPurchase ? hourOf(random) : 9 + random.int(12);
  const role = isIncome ? persona.incomeTo : obligation.account;
  const usual = { at: within(hour, random), role, channel, category, streamId: streamIdOf(persona, obligation) };
  if (key === 'own loan') {
    const into = { role: 'loan', description: 'EMI RECEIVED' } as const;
    return { ...usual, minor: -minor, description: 'EMI HOME LOAN', category: 'transfer', into };
  }
  if (mcc !== null && channel !== 'BILLPAY') {
    const merchant = biller(payee, mcc, { category, city: obligation.city });
    return payAt(merchant, { ...usual, minor: -minor, card: persona.card, random });
  }
  const draft = { ...usual, minor: isIncome ? minor : -minor, description: describe(obligation, random), awkward: awkwardOf(payee) };
  if (mcc === null) return { ...draft, counterparty: payee };
  return { ...draft, merchant: biller(payee, mcc, { category, city: obligation.city }) };
}

const SALARY_WORDS = ['SALARY', 'SALARY', 'SAL CR', 'PAYROLL'] as const;

function describe({ kind, payee, channel }: Obligation, random: Random): string {
  const memo = kind === 'rent' ? 'RENT' : '';
  switch (kind) {
    case 'salary':
      return neft('CR', payee, SALARY_WORDS[Math.floor(fractionOf('salary words', payee) * 4)] as string, random);
    case 'income':
      return channel === 'UPI' ? upi('CR', { name: payee, memo: 'monthly' }, random) : neft('CR', payee, '', random);
    case 'support':
      return upi('P2P', { name: payee, memo: 'ghar' }, random);
    case 'loan':
      return `NACH-EMI-${payee.toUpperCase()}-${reference(random)}`;
    case 'investment':
      return `NACH-SIP-${payee.toUpperCase()}-${reference(random)}`;
    default:
      if (channel === 'UPI') return upi('DR', { name: payee, memo: memo || 'bill' }, random);
      return channel === 'NEFT' ? neft('DR', payee, memo, random) : `${channel}/${payee.toUpperCase()}/${reference(random)}`;
  }
}
