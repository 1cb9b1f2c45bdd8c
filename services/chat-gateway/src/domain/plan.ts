import type { Period } from '@munshi/events/calendar-date';

export const INTENTS = [
  'balance',
  'spending',
  'breakdown',
  'merchants',
  'compare',
  'average',
  'biggest',
  'income',
  'transactions',
  'recurring',
  'alerts',
  'groups',
  'offers',
  'forecast',
  'product',
  'greeting',
  'thanks',
  'help',
  'others',
  'unknown',
] as const;
export type Intent = (typeof INTENTS)[number];

/** What a question asks for. */
export interface Plan {
  readonly intent: Intent;
  readonly slots: Slots;
}

export interface Slots {
  readonly period: Period | null;
  /** The period that `period` is compared with. */
  readonly against: Period | null;
  readonly category: string | null;
  /** A merchant of the customer's own ledger, as the ledger writes it. */
  readonly merchant: string | null;
  /** The question names a shop or a thing that the ledger does not know. */
  readonly unknownName: boolean;
  readonly account: 'current' | 'savings' | 'card' | 'loan' | 'owed' | null;
  /** Minor units of the absolute amount. */
  readonly min: number | null;
  readonly max: number | null;
  /** How many of something. */
  readonly count: number | null;
  readonly received: boolean;
  readonly refunds: boolean;
}
