import type { Category } from '@munshi/events/spending';
import { BRANDS, TRADE_PHRASES, TRADE_WORDS } from './merchant-lexicon.ts';
import { merchantName } from './merchant-name.ts';

export interface NameClassified {
  readonly category: Category;
  /** 0..1. */
  readonly confidence: number;
}

/** Below this nothing is claimed. */
export const LEAST_CONFIDENCE = 0.5;
const BRAND_CONFIDENCE = 0.9;
/** Letters that a trade's word needs before it may go on (`bus` is no `business`), or end a compound (`smart` is no `mart`). */
const STEM_LETTERS = 5;
/** Short words that end compounds all the same: FoodMart, MakeMyTrip, BookMyShow, Flipkart. */
const ENDINGS = new Set(['mart', 'cafe', 'trip', 'show', 'kart']);
const LEAST_BEFORE_ENDING = 3;
/** Letters from which a word cut short by the width of a statement is still told. */
const CUT_LETTERS = 6;
/** Votes for nobody: two words of different trades are not enough. */
const DOUBT = 0.6;

type Words = Readonly<Partial<Record<Category, string>>>;
const split = (lists: Words, by: RegExp | string) =>
  Object.entries(lists).flatMap(([category, list]) => list.split(by).map((word) => [word, category as Category] as const));
const longestFirst = ([left]: readonly [string, Category], [right]: readonly [string, Category]) => right.length - left.length;
const trades = split(TRADE_WORDS, ' ');
const exact = Map.groupBy(trades, ([word]) => word);
const phrases = split(TRADE_PHRASES, '|').sort(longestFirst);
const brands = split(BRANDS, '|')
  .map(([brand, category]) => [plainOf(brand), category] as const)
  .sort(longestFirst);

/**
 * The category that a merchant's name tells: a brand that everybody knows (`brandsKnown`), else the votes of its words and
 * phrases. Nothing is learned: no merchant had to be seen before. Null where that is less sure than `LEAST_CONFIDENCE`.
 */
export function classifyName(name: string, brandsKnown = true): NameClassified | null {
  const brand = brandsKnown ? brandOf(name) : null;
  if (brand !== null) return { category: brand, confidence: BRAND_CONFIDENCE };
  const votes = votesOf(plainOf(splitCompounds(merchantName(name) ?? '')));
  const total = [...votes.values()].reduce((sum, vote) => sum + vote, 0);
  const [best] = [...votes].sort(([one, left], [other, right]) => right - left || (one < other ? -1 : 1));
  const confidence = best === undefined ? 0 : best[1] / (total + DOUBT);
  return best === undefined || confidence < LEAST_CONFIDENCE ? null : { category: best[0], confidence };
}

/** The brand of the list that a name has in it, by its category; null where there is none. */
export function brandOf(name: string): Category | null {
  const spellings = [` ${plainOf(name)} `, ` ${plainOf(splitCompounds(name))} `];
  return brands.find(([brand]) => spellings.some((spelling) => spelling.includes(` ${brand} `)))?.[1] ?? null;
}

/** A phrase speaks for all of its words, which then do not vote for themselves. */
function votesOf(name: string): Map<Category, number> {
  const votes = new Map<Category, number>();
  const vote = (category: Category, weight: number) => votes.set(category, (votes.get(category) ?? 0) + weight);
  let rest = ` ${name} `;
  for (const [phrase, category] of phrases) {
    if (!rest.includes(` ${phrase} `)) continue;
    rest = rest.replace(` ${phrase} `, ' ');
    vote(category, phrase.split(' ').length);
  }
  for (const word of new Set(rest.trim().split(' '))) for (const category of tradesOf(word)) vote(category, 1);
  return votes;
}

function tradesOf(word: string): Category[] {
  const found =
    exact.get(word) ??
    exact.get(word.replace(/s$/, '')) ??
    trades.filter(([trade]) => isBegunBy(trade, word) || isEndedBy(trade, word) || isCutFrom(trade, word));
  return [...new Set(found.map(([, category]) => category))];
}

function isBegunBy(trade: string, word: string): boolean {
  return trade.length >= STEM_LETTERS && word.startsWith(trade);
}

function isEndedBy(trade: string, word: string): boolean {
  return (trade.length >= STEM_LETTERS || ENDINGS.has(trade)) && word.length >= trade.length + LEAST_BEFORE_ENDING && word.endsWith(trade);
}

function isCutFrom(trade: string, word: string): boolean {
  return word.length >= CUT_LETTERS && trade.startsWith(word);
}

/** `BookMyShow` and `DMart` are the words of which they are made. */
function splitCompounds(name: string): string {
  return name.replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ');
}

/** Small letters without apostrophes and accents, words apart by one blank: one spelling of `Spencer's` and `SPENCERS`. */
function plainOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}+]+/gu, ' ')
    .trim();
}
