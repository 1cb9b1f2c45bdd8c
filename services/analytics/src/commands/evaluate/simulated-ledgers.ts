import { type BankRecord, createBank, historyStart } from '@munshi/bank-simulator/simulate';
import type { TruthRecord } from '@munshi/bank-simulator/truth-record';
import { customer as customerSchema } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { type Transaction, transaction as transactionSchema } from '@munshi/events/transaction';
import type { Prior, SegmentPriors } from '../../domain/anomaly/prior.ts';
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
  readonly segmentPriors?: SegmentPriors;
}

export interface SimulatedEvents {
  /** Customers whose profile is known, and nothing else. */
  readonly states: ReadonlyMap<string, CustomerState>;
  /** Of all customers, in the order they come. */
  readonly events: readonly MunshiEvent<Transaction>[];
  readonly truth: readonly TruthRecord[];
}

/** What the simulated bank sends. */
export function simulatedEvents({ customers, months, seed, until }: Omit<SimulatedOptions, 'prior' | 'segmentPriors'>): SimulatedEvents {
  const bank = createBank({ customers, seed, from: historyStart({ months, until }), until });
  const states = new Map<string, CustomerState>();
  const events: MunshiEvent<Transaction>[] = [];
  const versions = new Map<string, number>();
  for (const record of bank.history()) {
    if (record.record === 'customer') {
      const state = emptyState(record.customerId);
      takeProfile(state, customerSchema.parse(record), 1);
      states.set(record.customerId, state);
    } else if (record.record === 'transaction') {
      events.push(toEvent(record, versions));
    }
  }
  return { states, events, truth: [...bank.truth()] };
}

/** The simulated bank through the domain, a customer at a time: what the service would know of it, and what is really so. */
export function simulatedLedgers({ prior = {}, segmentPriors = {}, ...options }: SimulatedOptions): SimulatedLedgers {
  const { states, events, truth } = simulatedEvents(options);
  const ledgers = [...Map.groupBy(events, ({ key }) => key)].map(([customerId, own]): SimulatedLedger => {
    const state = states.get(customerId) ?? emptyState(customerId);
    const around = { prior, segmentPriors, timeZone: 'Asia/Kolkata' };
    const { changed, alerts } = applyToCustomer({ state, standing: [], events: own }, around);
    return { customerId, state, entries: changed, transactions: own.map(({ data }) => data), alerts };
  });
  return { ledgers, truth };
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
