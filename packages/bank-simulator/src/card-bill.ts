import type { AccountBook } from './account-book.ts';
import type { Day } from './calendar.ts';
import type { Draft } from './draft.ts';
import type { Persona } from './persona.ts';

/** The credit card's month: a statement on its day, the bill some weeks later, finance charges on what stays unpaid. */
export interface CardBill {
  draftsOn(day: Day, book: AccountBook): Draft[];
}

const DAYS_TO_PAY = 17;
/** Interest a month on what is carried over, GST included. */
const FINANCE_RATE = 0.041;

export function createCardBill(persona: Persona): CardBill {
  const statementDay = 3 + (persona.index % 20);
  let bill: { readonly due: number; readonly owed: number } | null = null;
  let carried = 0;

  function draftsOn(day: Day, book: AccountBook): Draft[] {
    if (!book.has('card')) return [];
    const drafts: Draft[] = [];
    if (bill?.due === day.epochDay) drafts.push(...paid(bill.owed));
    if (day.dayOfMonth === statementDay) {
      if (carried > 0) {
        const minor = -Math.round(carried * FINANCE_RATE);
        drafts.push({ at: 3_000_000, role: 'card', minor, channel: 'INTERNAL', description: 'FINANCE CHARGES INCL GST', category: 'fees' });
      }
      const owed = -book.balanceOf('card');
      bill = owed > 0 ? { due: day.epochDay + DAYS_TO_PAY, owed } : null;
    }
    return drafts;
  }

  function paid(owed: number): Draft[] {
    const share = persona.temperament.billShare;
    const minor = share === 1 || owed < 200_000 ? owed : Math.round((owed * share) / 10_000) * 10_000;
    carried = owed - minor;
    const into = { role: 'card', description: 'CARD BILL PAYMENT RECEIVED' } as const;
    return [
      {
        at: 41_400_000,
        role: 'primary',
        minor: -minor,
        channel: 'BILLPAY',
        description: 'CREDIT CARD BILL PAYMENT',
        category: 'transfer',
        into,
      },
    ];
  }

  return { draftsOn };
}
