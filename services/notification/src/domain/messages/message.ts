import type { CalendarDate, Instant } from '@munshi/events/calendar-date';
import type { Notification } from '@munshi/events/notification';
import type { Fact } from '@munshi/facts/fact';

/** What could be told because of one insight, before anybody decided whether it is. */
export interface Message {
  readonly customerId: string;
  readonly insight: Notification['insight'];
  readonly kind: string;
  readonly severity: Notification['severity'];
  /** Templates over the facts: every figure is a reference to one. */
  readonly title: string;
  readonly body: string;
  readonly facts: readonly Fact[];
  /** Semantic key: what "this is normal" silences. */
  readonly key: string;
  /** Told once for a key and a bucket. */
  readonly bucket: string;
  readonly occurredAt: Instant;
  readonly expiresAt: Instant;
  readonly transactionIds: readonly string[];
}

const HOUR_MS = 3_600_000;

export function hoursAfter(instant: Instant, hours: number): Instant {
  return new Date(Date.parse(instant) + hours * HOUR_MS).toISOString();
}

/** A fact of a message: it holds on a date, not over a period. */
export function factOf(id: string, asOf: CalendarDate, rest: Pick<Fact, 'fact' | 'value' | 'evidence' | 'label'>): Fact {
  return { id, asOf, period: null, ...rest };
}
