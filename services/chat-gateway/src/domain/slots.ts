import type { CalendarDate, Period } from '@munshi/events/calendar-date';
import { readAmount, readBetween, readLimit } from './amount-words.ts';
import { readCategories } from './category-words.ts';
import { readDayAhead } from './day-ahead.ts';
import { type KnownMerchant, readMerchants } from './merchant-words.ts';
import { readWeekdays } from './period-relative.ts';
import { readPeriod } from './period-words.ts';
import type { Slots, Subject } from './plan.ts';
import { readAspect } from './recurring-words.ts';
import { strangeSide, strangeWords } from './strange-words.ts';

export interface SlotsOptions {
  readonly today: CalendarDate;
  readonly currency: string;
  /** Names in the customer's own ledger. */
  readonly merchants: readonly KnownMerchant[];
  /** Ids of the customer's own transactions. */
  readonly transactions?: readonly string[];
  /** The period that was spoken of before. */
  readonly about?: Period | null;
}

const OVER = /(?:over|above|more than|greater than|at least|exceeding|larger than|bigger than|>=?)/;
const UNDER = /(?:under|below|less than|at most|up to|smaller than|cheaper than|<=?)/;

/** What a question names: period, categories, merchants, account, amounts. `text` is readable: lower case, its slips put right. */
export function readSlots(text: string, options: SlotsOptions): Slots {
  const { currency } = options;
  const { kept, left } = withoutExcepted(text);
  const sides = readSides(kept, options);
  const range = readBetween(text, currency);
  const min = range?.[0] ?? readLimit(text, OVER, currency);
  const max = range?.[1] ?? readLimit(text, UNDER, currency);
  const isBothKinds = /\bweekdays?\b/.test(text) && /\bweekends?\b/.test(text);
  return {
    ...sides,
    strange: isBothKinds ? 'weekdays against weekends' : sides.strange,
    except: left === null ? [] : readCategories(left).categories,
    weekdays: readWeekdays(text),
    account: readAccount(text),
    channel: /\b(upi|neft|imps|rtgs)\b/.exec(text)?.[1]?.toUpperCase() ?? null,
    min,
    max,
    amount: min === null && max === null ? readAmount(text, currency) : null,
    count:
      Number(
        /\b(?:last|latest|recent|top|biggest|largest|smallest|first) (\d{1,2})\b(?! ?(?:days?|weeks?|months?|years?))/.exec(text)?.[1] ?? 0,
      ) || null,
    skip: 0,
    per: readPer(text),
    flow: readFlow(text),
    refunds: /\b(?:refund(?:s|ed)?|reversals?|reversed|money back|cashback)\b/.test(text),
    pending: /\bpending\b/.test(text),
    why: /\b(?:which|what|where)\b.*\b(?:up|down|more|less|chang\w+|increas\w+|decreas\w+|rose|fell)\b/.test(text),
    transactions: readTransactions(text, options.transactions ?? []),
    ahead: readDayAhead(text, options.today),
    aspect: readAspect(text),
  };
}

const SHORTEST_ID = 4;
/** A shorter number may be an amount or a year. */
const SHORTEST_NUMBER = 8;

/** Ids that stand in the text whole. */
function readTransactions(text: string, ids: readonly string[]): string[] {
  const words = new Set((text.match(/[\p{L}\p{N}][\p{L}\p{N}_/.:#-]*[\p{L}\p{N}]/gu) ?? []).filter((word) => /\d/.test(word)));
  if (words.size === 0) return [];
  return ids.filter((id) => id.length >= (/^\d+$/.test(id) ? SHORTEST_NUMBER : SHORTEST_ID) && words.has(id.toLowerCase()));
}

/** "Excluding rent and loans": the question without that, and that. */
function withoutExcepted(text: string): { kept: string; left: string | null } {
  const match =
    /\b(?:excluding|except(?: for)?|without|apart from|besides|other than|leaving out|but not|not counting|minus|ignoring)\b(?! a category)(.*?)(?=\b(?:in|for|during|since|last|this|on)\b|$)/.exec(
      text,
    );
  if (!match) return { kept: text, left: null };
  return { kept: `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`, left: match[1] ?? '' };
}

type Sides = Subject & Pick<Slots, 'period' | 'against' | 'versus' | 'strange'>;

/** "More in July than in March", "groceries against dining": what is asked for, and what it is held against. */
function readSides(text: string, options: SlotsOptions): Sides {
  const { today, merchants } = options;
  const about = options.about ?? null;
  const whole = readSubject(text, merchants);
  const [, head, tail] =
    /^(.*?)\b(?:than|versus|vs\.?|compared? (?:to|with)|against|or)\b(.*)$/.exec(text) ??
    /^(.*\b(?:compare|difference between)\b.*?)\b(?:with|to|and)\b(.*)$/.exec(text) ??
    [];
  const alone = { ...whole.subject, period: readPeriod(text, { today, about }), against: null, versus: null, strange: whole.strange };
  if (head === undefined || tail === undefined) return alone;
  const [one, other] = [readSubject(head, merchants).subject, readSubject(tail, merchants).subject];
  if (isNamed(one) && isNamed(other) && !isSame(one, other)) return { ...alone, ...one, versus: other };
  const first = readPeriod(head, { today, about }) ?? readPeriod(head.replace(/\b(may|mar(?:ch)?)\b/, 'in $1'), { today, about });
  const against = readPeriod(withUnit(tail, head).replace(/^ (may|mar(?:ch)?)\b/, ' in $1'), { today, about: first ?? about });
  const strange = COMPARES.test(text) ? [head, tail].map((side) => strangeOf(side, options)).find((words) => words !== null) : null;
  if (strange) return { ...alone, strange };
  return against === null ? alone : { ...alone, period: first, against };
}

/** "This month with last": last month. */
function withUnit(tail: string, head: string): string {
  const unit = /\b(?:this|current) (week|month|quarter|year)\b/.exec(head)?.[1];
  return unit === undefined ? tail : tail.replace(/^ (?:the )?(?:last|previous)(?: one)?(?=\W*$)/, ` last ${unit}`);
}

const COMPARES = /\b(?:versus|vs\.?|compare)\b/;

function strangeOf(side: string, { merchants }: SlotsOptions): string | null {
  const { subject, strange } = readSubject(side, merchants);
  return isNamed(subject) ? strange : (strange ?? strangeSide(side));
}

function isNamed({ categories, merchants }: Subject): boolean {
  return categories.length + merchants.length > 0;
}

function isSame(one: Subject, other: Subject): boolean {
  return JSON.stringify([one.categories, one.merchants]) === JSON.stringify([other.categories, other.merchants]);
}

function readSubject(text: string, known: readonly KnownMerchant[]): { subject: Subject; strange: string | null } {
  const { merchants, rest } = readMerchants(text, known);
  const read = readCategories(merchants.length > 0 ? rest : text);
  return { subject: { categories: read.categories, merchants }, strange: strangeWords(read.rest) };
}

function readAccount(text: string): Slots['account'] {
  if (/\b(?:owed?|outstanding|debts?|dues?)\b/.test(text)) return /\bcard\b/.test(text) ? 'card' : /\bloan\b/.test(text) ? 'loan' : 'owed';
  if (
    /\b(?:credit card|card (?:balance|payments?|purchases?|transactions?|spending|bill)|(?:with|on|by|from|using) (?:my |the )?card)\b/.test(
      text,
    )
  )
    return 'card';
  if (/\bsavings (?:account|a\/c|acct|balance)\b|\b(?:my|in|from) savings\b/.test(text)) return 'savings';
  if (/\bcurrent (?:account|a\/c|acct|balance)\b/.test(text)) return 'current';
  return /\bloan (?:balance|account|outstanding)\b/.test(text) ? 'loan' : null;
}

function readPer(text: string): Slots['per'] {
  if (/\b(?:daily|(?:per|a|each|every|an?) day|day on average)\b/.test(text)) return 'day';
  if (/\b(?:weekly|(?:per|a|each|every) week)\b/.test(text)) return 'week';
  if (/\b(?:monthly|(?:per|a|each|every) month)\b/.test(text)) return 'month';
  return /\b(?:per|each) (?:payment|transaction|purchase|order|visit|trip)\b|\baverage (?:\w+ )?(?:bill|payment|transaction|purchase|order|ticket)\b/.test(
    text,
  )
    ? 'payment'
    : null;
}

function readFlow(text: string): Slots['flow'] {
  if (/\b(?:received?|credit(?:s|ed)|incoming|money in|deposits?)\b/.test(text)) return 'in';
  return /\b(?:payments?|purchases?|debits?|outgoing|bought|buy|paid|pay|spent|spend|expenses?)\b/.test(text) ? 'out' : null;
}
