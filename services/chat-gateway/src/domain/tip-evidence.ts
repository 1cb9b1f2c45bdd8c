import { monthPeriod, type Period } from '@munshi/events/calendar-date';
import type { Tip } from '@munshi/events/insights-money';
import type { Entry } from '@munshi/facts/definitions';
import { shiftMonth } from './calendar-words.ts';

/** The complete months that a tip on a category is found in. */
const MONTHS = 3;

/** What a customer hides stays hidden: a tip of one kind about one matter. */
export const tipIdOf = ({ kind, about }: Pick<Tip, 'kind' | 'about'>): string => `${kind}:${about}`;

/** The transactions behind a tip: those it names, else the payments of its category in the months it was found in. */
export function tipEvidence(tip: Tip, { entries, asOf }: { readonly entries: readonly Entry[]; readonly asOf: string }): string[] {
  const named = tip.evidence.flatMap(({ kind, id }) => (kind === 'transaction' ? [id] : []));
  if (named.length > 0) return named;
  const { from, to } = monthsOf(asOf);
  const found = entries.filter(
    ({ row, role, category }) =>
      (role === 'spent' || role === 'refund') &&
      category === tip.about &&
      row.amount.currency === tip.saving.currency &&
      row.date >= from &&
      row.date <= to,
  );
  return found.map(({ row }) => row.transactionId);
}

function monthsOf(asOf: string): Period {
  const month = asOf.slice(0, 7);
  return { from: `${shiftMonth(month, -MONTHS)}-01`, to: monthPeriod(shiftMonth(month, -1)).to };
}
