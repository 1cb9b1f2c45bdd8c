import { isPayment } from '../anomaly/habits.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/** Days since 1970 on which something was paid for travel, rising; one for each payment. Any order of arrival ends in the same. */
export type Tickets = number[];

/** A journey is paid for so long before its last day at most. */
export const TICKET_DAYS = 20;
/** A payment that comes weeks late still finds the tickets before it. */
const KEPT_DAYS = 45;

/** Takes a version of an entry in, in place of the one that stood; changes `tickets`. */
export function moveTicket(tickets: Tickets, before: LedgerEntry | undefined, after: LedgerEntry): void {
  const [old, now] = [ticketOf(before), ticketOf(after)];
  if (old === now) return;
  if (old !== null && tickets.includes(old)) tickets.splice(tickets.indexOf(old), 1);
  if (now !== null) addTicket(tickets, now);
}

/** Whether something was paid for travel within `TICKET_DAYS` up to a date. */
export function isTravelPaid(tickets: Tickets, date: string): boolean {
  const day = dayOf(date);
  return tickets.some((ticket) => ticket <= day && ticket > day - TICKET_DAYS);
}

export function dayOf(date: string): number {
  return Date.parse(date) / 86_400_000;
}

function addTicket(tickets: Tickets, day: number): void {
  tickets.push(day);
  tickets.sort((left, right) => left - right);
  const newest = tickets.at(-1) ?? day;
  const first = tickets.findIndex((ticket) => ticket > newest - KEPT_DAYS);
  tickets.splice(0, first);
}

function ticketOf(entry: LedgerEntry | undefined): number | null {
  return entry !== undefined && entry.category === 'travel' && isPayment(entry) ? dayOf(entry.date) : null;
}
