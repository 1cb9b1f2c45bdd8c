import type { CalendarDate } from '@munshi/events/calendar-date';
import type { DayAhead } from '@munshi/facts/balance-ahead';
import { forecastFrom } from '../../domain/forecast-from.ts';
import type { CustomerContext } from '../context.ts';
import type { Pen } from '../fact-book.ts';
import { isMature, streamEvidence } from './stream-facts.ts';

/** The forecast from today on, in the customer's currency. */
export interface AheadSeen {
  readonly days: readonly DayAhead[];
  readonly nextIncome: CalendarDate | null;
  readonly asOf: CalendarDate;
  /** Facts of a day of it. */
  date(label: string, date: CalendarDate): string;
  money(fact: string, minor: number, label: string): string;
}

/** Null where nothing is forecast for the customer. What it stands on: the regular payments that it counts on, and what analytics found. */
export function aheadOf({ states, today, currency, customerId }: CustomerContext, pen: Pen): AheadSeen | null {
  const insight = states['insights.cashflow'];
  const { days, nextIncome } = forecastFrom(today, insight);
  if (!insight || insight.currency !== currency || days.length === 0) return null;
  const known = states['insights.recurring']?.streams.filter((stream) => isMature(stream) && stream.amount.currency === currency) ?? [];
  const evidence = [{ kind: 'insight' as const, id: `insights.cashflow/${customerId}` }, ...known.flatMap(streamEvidence)];
  const common = { period: null, asOf: insight.asOf, evidence };
  return {
    days,
    nextIncome,
    asOf: insight.asOf,
    date: (label, date) => pen.add({ fact: 'forecast.date', value: { date }, label, ...common }).value,
    money: (fact, minor, label) => pen.add({ fact, value: { minor, currency }, label, ...common }).value,
  };
}

export interface WouldBe {
  readonly date: CalendarDate;
  /** Minor units; what is missing where it is negative. */
  readonly minor: number;
  /** Of what the day is. */
  readonly label: string;
  readonly fact: string;
}

/** `about ₹4,500.00 would be there on 3 July 2026`, `about ₹200.00 would be missing on …`, as references. */
export function wouldBe(ahead: AheadSeen, { date, minor, label, fact }: WouldBe): string {
  const amount = ahead.money(minor < 0 ? `${fact}-short` : fact, Math.abs(minor), `${label}: ${minor < 0 ? 'missing' : 'balance'}`);
  return `about ${amount} would be ${minor < 0 ? 'missing' : 'there'} on ${ahead.date(label, date)}`;
}
