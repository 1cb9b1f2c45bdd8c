import type { CalendarDate } from '@munshi/events/calendar-date';
import { fractionDigits, parseMinor } from '@munshi/events/money';
import { readCategory } from './category-words.ts';
import { readPeriod } from './period-words.ts';
import type { Slots } from './plan.ts';

export interface SlotsOptions {
  readonly today: CalendarDate;
  readonly currency: string;
  /** Names in the customer's own ledger. */
  readonly merchants: readonly string[];
}

/** What a question names: period, category, merchant, account, amounts. */
export function readSlots(question: string, { today, currency, merchants }: SlotsOptions): Slots {
  const text = question.toLowerCase();
  const { period, against } = readPeriods(question, today);
  const merchant = readMerchant(text, merchants);
  const category = merchant && readCategory(merchant) === readCategory(text) ? null : readCategory(text);
  return {
    period,
    against,
    category,
    merchant,
    unknownName: merchant === null && namesSomethingElse(question, category !== null),
    account: readAccount(text),
    min: readAmount(text, /(?:over|above|more than|greater than|at least|exceeding|larger than|bigger than|>=?)/, currency),
    max: readAmount(text, /(?:under|below|less than|at most|up to|smaller than|cheaper than|<=?)/, currency),
    count:
      Number(/\b(?:last|latest|recent|top|biggest|largest) (\d{1,2})\b(?! ?(?:days?|weeks?|months?|years?))/.exec(text)?.[1] ?? 0) || null,
    refunds: /\b(?:refund(?:s|ed)?|reversals?|reversed|money back)\b/.test(text),
    received: /\b(?:received?|credit(?:s|ed)|incoming|money in)\b/.test(text),
  };
}

/** "More in July than in March": the period asked for, and the one it is held against. */
function readPeriods(question: string, today: CalendarDate): Pick<Slots, 'period' | 'against'> {
  const [, head, tail] =
    /^(.*?)\b(?:than|versus|vs\.?|compared (?:to|with)|against)\b(.*)$/is.exec(question) ??
    /^(.*\bcompare\b.*?)\b(?:with|to|and)\b(.*)$/is.exec(question) ??
    [];
  const against = tail === undefined ? null : readPeriod(tail, today);
  if (head === undefined || against === null) return { period: readPeriod(question, today), against: null };
  return { period: readPeriod(head, today), against };
}

const normal = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/['’]s?\b/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Words of merchants' names that name nobody by themselves. */
const PLAIN_WORDS = new Set(
  'the and bank india indian store stores shop mart pay payment payments online services service limited ltd pvt super market fresh city home house one new foods food cafe restaurant hotel pharmacy medical electricity mobile broadband insurance school college cash salary rent loan card account transfer last month year spend spent much what where when how from with this that july june march april august september october november december january february'.split(
    ' ',
  ),
);

/** The merchant whose whole name, else whose telling first word, the question says; the longest such name. */
function readMerchant(text: string, merchants: readonly string[]): string | null {
  const said = ` ${normal(text)} `;
  const byLength = [...merchants].sort((left, right) => right.length - left.length);
  const whole = byLength.find((name) => normal(name).length >= 2 && said.includes(` ${normal(name)} `) && !PLAIN_WORDS.has(normal(name)));
  if (whole !== undefined) return whole;
  return (
    byLength.find((name) => {
      const [first = ''] = normal(name).split(' ');
      return first.length >= 4 && !PLAIN_WORDS.has(first) && readCategory(first) === null && said.includes(` ${first} `);
    }) ?? null
  );
}

const ORDINARY = new Set(
  `average it them that this these those all everything anything total my me mine i card credit debit account accounts savings current loan
  home least most night work weekends weekdays the a an which what things stuff expenses expense spending purchases purchase shops shop stores
  merchants merchant last next same any each every per monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
  september october november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday month months year years week weeks day days
  average bills bill bank money cash food india date upi transactions transaction payments payment rupees something else other others
  categories category`.split(/\s+/),
);

/** "at Flipkart", "on fireworks": the object of a spending question that is neither a period nor a category nor anything ordinary. */
function namesSomethingElse(question: string, hasCategory: boolean): boolean {
  const objects = [
    ...question.matchAll(/\b(?:at|on|for|from|to|in)\s+((?:the\s+|my\s+|a\s+|an\s+)?[\p{L}][\p{L}'’&.-]*(?:\s+[\p{Lu}][\p{L}'’&.-]*)*)/gu),
  ];
  const strange = objects
    .map(([, words = '']) =>
      words
        .toLowerCase()
        .replace(/[.'’]+$/, '')
        .split(/\s+/),
    )
    .filter((words) => words.some((word) => !ORDINARY.has(word) && !/\d/.test(word)));
  if (strange.length === 0) return false;
  return !hasCategory || !strange.every((words) => readCategory(words.join(' ')) !== null);
}

function readAccount(text: string): Slots['account'] {
  if (/\bsavings?\b(?= |\?|$)(?! on)/.test(text) && /\bsavings? (?:account|balance)|\bsavings\b/.test(text)) return 'savings';
  if (/\b(?:owe|owed|owing|debts?|outstanding)\b/.test(text)) return 'owed';
  if (/\b(?:current|checking|salary) account\b/.test(text)) return 'current';
  if (/\b(?:credit|debit|my) cards?\b|\bcard balance\b/.test(text)) return 'card';
  return /\b(?:loan|mortgage) (?:account|balance|outstanding)|\bon my loan\b|\bowe on (?:the|my) loan/.test(text) ? 'loan' : null;
}

function readAmount(text: string, words: RegExp, currency: string): number | null {
  const match = new RegExp(
    `${words.source} (?:rs\\.?|inr|₹|rupees)? ?(\\d[\\d,]*(?:\\.\\d+)?) ?(k|thousand|lakhs?|lacs?|crores?)?\\b`,
  ).exec(text);
  const [, digits, unit = ''] = match ?? [];
  if (digits === undefined) return null;
  const minor = parseMinor(digits.replaceAll(',', ''), currency);
  const times = /^(?:k|thousand)$/.test(unit) ? 1000 : unit.startsWith('la') ? 100_000 : unit.startsWith('crore') ? 10_000_000 : 1;
  const scaled = minor === null ? null : minor * times;
  return scaled !== null && Number.isSafeInteger(scaled) && fractionDigits(currency) >= 0 ? scaled : null;
}
