import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import type { Prior, SegmentPriors } from '../anomaly/prior.ts';
import type { SpeakingScorecard } from '../anomaly/score.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import type { MerchantDay } from '../features/merchant-days.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Judgement } from './score-payment.ts';

export interface CustomerBatch {
  /** Changed in place. */
  readonly state: CustomerState;
  /** Versions that stand: those of the events, what they refer to and what refers to that, and their amount groups. */
  readonly standing: readonly LedgerEntry[];
  /** Transactions of this customer, in the order they came. */
  readonly events: readonly MunshiEvent<Transaction>[];
  /** Own accounts that were not known before: what names them becomes a transfer. */
  readonly newAccounts?: ReadonlySet<string>;
  /** What the customer said of categories; learns what it teaches of merchants. */
  readonly corrections?: Corrections;
  readonly outlook?: OutlookInStep;
}

/** What was found of the coming weeks, kept in step with each version. */
export interface OutlookInStep {
  /** The recurring payment that an entry goes on with, where one is known. */
  streamOf(entry: LedgerEntry): string | null;
  moved(before: LedgerEntry | undefined, after: LedgerEntry): void;
}

export interface Surroundings {
  readonly prior: Prior;
  /** What each segment pays; everybody's prior where a segment has none. */
  readonly segmentPriors?: SegmentPriors;
  /** The scorecard that has taken over; none while the habits speak. */
  readonly scorecard?: SpeakingScorecard | null;
  /** Days of the merchants against which something was said; what the batch counts there is added to them. */
  readonly merchants?: Map<string, MerchantDay[]>;
  /** IANA zone of the bank: in which hour of its day a payment was made. */
  readonly timeZone: string;
  /** In a rebuild: how payments were judged when they were first seen, by `entryKey`. They are not judged, or told of, again. */
  readonly judgements?: ReadonlyMap<string, Judgement> | undefined;
}
