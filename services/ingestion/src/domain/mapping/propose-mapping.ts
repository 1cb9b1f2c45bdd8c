import type { Proposal } from './proposal.ts';
import { proposeCustomers } from './propose-customers.ts';
import { proposeTransactions } from './propose-transactions.ts';
import type { Sample } from './sample.ts';

/** A mapping to be looked at, for a table that is not recognised; null where its columns say nothing. */
export function proposeMapping(sample: Sample): Proposal | null {
  const customers = proposeCustomers(sample);
  return customers ? { mapping: customers, open: [] } : proposeTransactions(sample);
}
