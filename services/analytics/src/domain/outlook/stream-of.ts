import { addDays } from '@munshi/events/calendar-date';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { payeeOf } from '../recurring/find-streams.ts';
import type { CashSince } from './cash-since.ts';
import type { Outlook, OutlookStream } from './outlook.ts';

/** An amount is of a stream where it is so near to what was paid before. */
const AMOUNT_SLACK = 1.5;
const DAYS_EARLY = 5;
const DAYS_LATE = 12;

/** The stream that an entry goes on with: same payee, about its turn, an amount like before. Null where none does, or two could. */
export function streamOf(
  entry: LedgerEntry,
  { outlook, since }: { readonly outlook: Outlook | null; readonly since: CashSince },
): OutlookStream | null {
  if (outlook === null) return null;
  const payee = payeeOf(entry);
  const size = Math.abs(entry.minor);
  const likely = outlook.streams.filter(({ streamId, payee: own, nextDate, range, state }) => {
    if (streamId in since.met || state === 'ended' || nextDate === null || own !== payee) return false;
    if (entry.date < addDays(nextDate, -DAYS_EARLY) || entry.date > addDays(nextDate, DAYS_LATE)) return false;
    return size >= range.low / AMOUNT_SLACK && size <= range.high * AMOUNT_SLACK;
  });
  const exact = likely.filter(({ amount }) => Math.abs(amount.minor) === size);
  const [first, ...others] = exact.length > 0 ? exact : likely;
  return others.length > 0 ? null : (first ?? null);
}
