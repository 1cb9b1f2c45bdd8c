import { daysBetween } from '@munshi/events/calendar-date';

/** Both legs of an own transfer are booked within two days of each other. */
export const TRANSFER_DAYS = 2;
/** Where the bank names the own account as the other side, a weekend may lie between the legs. */
export const NAMED_TRANSFER_DAYS = 5;
/** A refund without a reference is believed for this long after the purchase. */
export const REFUND_DAYS = 90;

interface Dated {
  readonly date: string;
}

/** Days from the first to the second; negative when the second is earlier. */
export function daysAfter(first: Dated, second: Dated): number {
  return daysBetween(first.date, second.date);
}
