import type { AccountBook } from './account-book.ts';
import type { Day } from './calendar.ts';
import type { Draft } from './draft.ts';
import type { Persona } from './persona.ts';

const RUPEE = 100;
const EARLY = 1_800_000;

/** What the bank itself does on certain days: interest and fees. */
export function postingsOn(persona: Persona, day: Day, book: AccountBook): Draft[] {
  return interest(day, book).concat(fees(persona, day));
}

function interest(day: Day, book: AccountBook): Draft[] {
  if (day.dayOfMonth !== 1) return [];
  const drafts: Draft[] = [];
  for (const role of ['primary', 'reserve'] as const) {
    const minor = Math.round(book.balanceOf(role) * 0.0068);
    if (day.month % 3 === 0 && minor >= RUPEE && book.accounts.some((account) => account.role === role && account.kind === 'savings')) {
      drafts.push({ at: EARLY, role, minor, channel: 'INTERNAL', description: 'INT CREDIT', category: 'interest' });
    }
  }
  const minor = Math.round((book.balanceOf('loan') * 0.086) / 12);
  if (minor < 0)
    drafts.push({ at: EARLY, role: 'loan', minor, channel: 'INTERNAL', description: 'LOAN INTEREST CHARGED', category: 'loan' });
  return drafts;
}

function fees(persona: Persona, day: Day): Draft[] {
  const usual = { at: EARLY + 600_000, role: 'primary', channel: 'INTERNAL', category: 'fees' } as const;
  const drafts: Draft[] = [];
  if (day.dayOfMonth === 15 && day.month % 3 === 2) drafts.push({ ...usual, minor: -1770, description: 'SMS ALERT CHARGES INCL GST' });
  if (day.dayOfMonth === 20 && day.month === persona.index % 12) {
    drafts.push({ ...usual, minor: -29_500, description: 'DEBIT CARD ANNUAL FEE INCL GST' });
  }
  return drafts;
}
