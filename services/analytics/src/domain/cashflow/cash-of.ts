import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { isBought } from '../recurring/is-contract.ts';
import type { ForecastInput } from './forecast-balance.ts';

/** Posted entries as a forecast takes them: what may be agreed on one by one, what is bought by day. */
export function cashOf(entries: readonly LedgerEntry[]): Pick<ForecastInput, 'agreed' | 'bought'> {
  const posted = entries.filter(({ status }) => status === 'posted');
  return {
    agreed: posted.filter(({ category }) => !isBought(category)),
    bought: posted.filter(({ category }) => isBought(category)).map(({ date, minor }) => ({ date, minor })),
  };
}
