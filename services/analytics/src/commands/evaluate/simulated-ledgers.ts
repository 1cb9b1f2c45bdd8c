import { type BankRecord, createBank, historyStart } from '@munshi/bank-simulator/simulate';
import type { TruthRecord } from '@munshi/bank-simulator/truth-record';
import { customer as customerSchema } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { type Transaction, transaction as transactionSchema } from '@munshi/events/transaction';
import type { Prior } from '../../domain/anomaly/prior.ts';
import { applyToCustomer } from '../../domain/apply/apply-to-customer.ts';
import type { Alert } from '../../domain/apply/score-payment.ts';
import { type CustomerState, emptyState, takeProfile } from '../../domain/customer/customer-state.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';

export interface SimulatedLedger {
  readonly customerId: string;
  readonly state: CustomerState;
  readonly entries: readonly LedgerEntry[];
  readonly transactions: readonly Transaction[];
  readonly alerts: readonly Alert[];
}

export interface SimulatedLedgers {
  readonly ledgers: readonly SimulatedLedger[];
  readonly truth: readonly TruthRecord[];
}

export interface SimulatedOptions {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  /** The day after the last one. */
  readonly until: string;
  readonly prior?: Prior;
}

/** The simulated bank through the domain, a customer at a time: what the service would know of it, and what is really so. */
export function simulatedLedgers({ customers, months, seed, until, prior = {} }: SimulatedOptions): SimulatedLedgers {
  const bank = createBank({ customers, seed, from: historyStart({ months, until }), until });
  const states = new Map<string, CustomerState>();
  const events = new Map<string, MunshiEvent<Transaction>[]>();
  const versions = new Map<string, number>();
  for (const record of bank.history()) {
    if (record.record === 'customer') {
      const state = emptyState(record.customerId);
      takeProfile(state, customerSchema.parse(record), 1);
      states.set(record.customerId, state);
    } else if (record.record === 'transaction') {
      const event = toEvent(record, versions);
      const own = events.get(event.key);
      if (own === undefined) events.set(event.key, [event]);
      else own.push(event);
    }
  }
  const ledgers = [...events].map(([customerId, own]): SimulatedLedger => {
    const state = states.get(customerId) ?? emptyState(customerId);
    const { changed, alerts } = applyToCustomer({ state, standing: [], events: own }, { prior, timeZone: 'Asia/Kolkata' });
    return { customerId, state, entries: changed, transactions: own.map(({ data }) => data), alerts };
  });
  return { ledgers, truth: [...bank.truth()] };
}

function toEvent(record: Extract<BankRecord, { record: 'transaction' }>, versions: Map<string, number>): MunshiEvent<Transaction> {
  const data = transactionSchema.parse(record);
  const subject = `${data.source}/${data.transactionId}`;
  const sequence = (versions.get(subject) ?? 0) + 1;
  versions.set(subject, sequence);
  return {
    topic: 'bank.transactions',
    id: `${subject}@${sequence}`,
    key: data.customerId,
    subject,
    sequence,
    time: data.time ?? `${data.date}T00:00:00Z`,
    intake: 'history',
    source: '/munshi/ingestion',
    data,
  };
}
