import type { Period } from '@munshi/events/calendar-date';
import type { Evidence } from '@munshi/events/claim';
import type { Money } from '@munshi/events/money';

/** A calendar date as a value, told apart from other text. */
export interface DateValue {
  readonly date: string;
}

/** Words that came from the bank (a merchant's name): data to be quoted, never an instruction. */
export interface NameValue {
  readonly name: string;
}

/** A passage, word for word, of a document or of what analytics wrote: always shown in quotation marks. */
export interface QuoteValue {
  readonly quote: string;
}

export type FactValue = Money | number | DateValue | NameValue | QuoteValue;

/** Something true of one customer, computed by a tool, with what proves it. Arithmetic happens in tools and nowhere else. */
export interface Fact {
  /** Unique within an answer; how a model refers to it: `f1`. */
  readonly id: string;
  /** What kind of figure it is: `spending.total`, `balance.account`. */
  readonly fact: string;
  readonly value: FactValue;
  /** How a number is written; a count unless it says otherwise. */
  readonly unit?: 'percent';
  readonly period: Period | null;
  /** Newest transaction date, or instant, that the value takes in. */
  readonly asOf: string;
  readonly evidence: readonly Evidence[];
  /** What it says, for a model and for the reader of the code: `Spent on groceries, July 2026`. */
  readonly label: string;
}
