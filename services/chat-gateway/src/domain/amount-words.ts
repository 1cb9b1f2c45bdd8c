import { parseMinor } from '@munshi/events/money';

const NUMBER = /(?:rs\.? ?|₹ ?|inr ?)?(\d[\d,]*(?:\.\d+)?) ?(k|lakhs?|lacs?|crores?|cr|thousand)?\b/;
const FACTORS: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand)$/, 1000],
  [/^(?:lakh|lac)s?$/, 100_000],
  [/^cr(?:ores?)?$/, 10_000_000],
];

/** The amount after words such as "more than", in minor units. */
export function readLimit(text: string, words: RegExp, currency: string): number | null {
  return toMinor(new RegExp(`${words.source} (?:than )?${NUMBER.source}`).exec(text), currency);
}

/** "Between 1000 and 2000", where no month follows: those are days. */
export function readBetween(text: string, currency: string): readonly [number, number] | null {
  const [, from = '', to = ''] =
    new RegExp(`\\b(?:between|from) (${PLAIN}) (?:and|to) (${PLAIN})(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))`).exec(
      text,
    ) ?? [];
  const [min, max] = [from, to].map((limit) => toMinor(NUMBER.exec(limit), currency));
  return min != null && max != null && min <= max ? [min, max] : null;
}

const PLAIN = '(?:rs\\.? ?|₹ ?)?\\d[\\d,]{2,}(?: ?k)?';

/** An amount that stands by itself: written as money, or too large to be a count or a day. A year is none. */
export function readAmount(text: string, currency: string): number | null {
  const money = /(?:rs\.? ?|₹ ?|inr ?)(\d[\d,]*(?:\.\d+)?) ?(k|lakhs?|lacs?|crores?|cr|thousand)?\b/.exec(text);
  const plain =
    /\b(\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|(?<!\b(?:in|of|since|year|fy|last|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*) (?=(?:19|20)\d{2}\b))\d{3,9}(?:\.\d+)?|\d{1,6}(?:\.\d+)?(?= ?(?:k|lakh|lac|crore|thousand|rs|rupee|bucks)))(?: ?(k|lakhs?|lacs?|crores?|thousand)\b)?/.exec(
      text,
    );
  return toMinor(money ?? plain, currency);
}

function toMinor(match: RegExpExecArray | null, currency: string): number | null {
  const [, number, unit] = match ?? [];
  if (number === undefined) return null;
  const factor = FACTORS.find(([name]) => unit !== undefined && name.test(unit))?.[1] ?? 1;
  const whole = parseMinor(number.replaceAll(',', ''), currency);
  const minor = whole === null ? null : whole * factor;
  return minor !== null && Number.isSafeInteger(minor) ? minor : null;
}
