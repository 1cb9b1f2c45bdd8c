import type { Category } from '@munshi/events/spending';
import { BRANDS, TRADE_WORDS } from './merchant-lexicon.ts';
import { merchantKey, merchantName } from './merchant-name.ts';

export interface NameClassified {
  readonly category: Category;
  /** 0..1. */
  readonly confidence: number;
}

/** Merchants whose category is known, and what their words tell: from codes that came with them, or a customer's correction. */
export interface NameModel {
  readonly merchants: Readonly<Record<string, Category>>;
  /** Word → how many merchants of each category have it in their name. */
  readonly words: Readonly<Record<string, Partial<Record<Category, number>>>>;
}

export const NO_NAMES: NameModel = { merchants: {}, words: {} };

/** Below this nothing is claimed. */
export const LEAST_CONFIDENCE = 0.5;
const KNOWN_CONFIDENCE = 0.98;
const BRAND_CONFIDENCE = 0.9;
/** Letters that a trade's word needs before it may go on: `bus` is no `business`. */
const STEM_LETTERS = 5;
/** What a word of the lexicon weighs, and at most one that merchants of the bank have. */
const TRADE_WEIGHT = 2;
const LEARNED_WEIGHT = 2;
/** Votes for nobody: one word of one known merchant is not enough. */
const DOUBT = 1.2;

type Words = Readonly<Partial<Record<Category, string>>>;
const split = (lists: Words, by: RegExp | string) =>
  Object.entries(lists).flatMap(([category, list]) => list.split(by).map((word) => [word, category as Category] as const));
const trades = split(TRADE_WORDS, ' ');
const brands = split(BRANDS, '|').sort(([left], [right]) => right.length - left.length);
const exact = Map.groupBy(trades, ([word]) => word);
const stems = trades.filter(([word]) => word.length >= STEM_LETTERS);

/** A model of merchants whose category is known. The order of the examples leaves no trace; of two categories the more frequent stands. */
export function learnNames(examples: readonly { readonly name: string; readonly category: Category }[]): NameModel {
  const byKey = Map.groupBy(examples, ({ name }) => keyOf(name));
  const merchants: Record<string, Category> = {};
  const words: Record<string, Partial<Record<Category, number>>> = {};
  for (const [key, own] of byKey) {
    const category = mostFrequent(own.map((example) => example.category));
    merchants[key] = category;
    for (const word of wordsOf(own[0]?.name ?? '')) {
      words[word] ??= {};
      const counts = words[word];
      counts[category] = (counts[category] ?? 0) + 1;
    }
  }
  return { merchants, words };
}

/**
 * The category that a merchant's name tells: a known merchant, a brand that everybody knows (`brandsKnown`), else the votes of
 * its words. Null where that is less sure than `LEAST_CONFIDENCE`.
 */
export function classifyName(name: string, model: NameModel = NO_NAMES, brandsKnown = true): NameClassified | null {
  const known = model.merchants[keyOf(name)];
  if (known !== undefined) return { category: known, confidence: KNOWN_CONFIDENCE };
  const plain = name.toLowerCase();
  const brand = brandsKnown ? brands.find(([word]) => isWithin(plain, word)) : undefined;
  if (brand !== undefined) return { category: brand[1], confidence: BRAND_CONFIDENCE };
  const votes = new Map<Category, number>();
  for (const word of wordsOf(name)) {
    for (const category of tradesOf(word)) votes.set(category, (votes.get(category) ?? 0) + TRADE_WEIGHT);
    for (const [category, count] of Object.entries(model.words[word] ?? {}) as [Category, number][])
      votes.set(category, (votes.get(category) ?? 0) + (LEARNED_WEIGHT * count) / (count + 1));
  }
  const total = [...votes.values()].reduce((sum, vote) => sum + vote, 0);
  const [best] = [...votes].sort(([one, left], [other, right]) => right - left || (one < other ? -1 : 1));
  const confidence = best === undefined ? 0 : best[1] / (total + DOUBT);
  return best === undefined || confidence < LEAST_CONFIDENCE ? null : { category: best[0], confidence };
}

function tradesOf(word: string): Category[] {
  const found = exact.get(word) ?? stems.filter(([stem]) => word.startsWith(stem));
  return [...new Set(found.map(([, category]) => category))];
}

function isWithin(name: string, brand: string): boolean {
  const at = name.indexOf(brand);
  if (at < 0) return false;
  const isLetter = (letter: string | undefined) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
  return !isLetter(name[at - 1]) && !isLetter(name[at + brand.length]);
}

function wordsOf(name: string): string[] {
  return [...new Set((merchantName(name) ?? '').toLowerCase().split(/[^\p{L}\p{N}\p{M}]+/u))].filter((word) => word.length > 1);
}

function keyOf(name: string): string {
  return merchantKey(merchantName(name)) ?? name;
}

function mostFrequent(categories: readonly Category[]): Category {
  const counts = [...Map.groupBy(categories, (category) => category)].map(([category, own]) => [category, own.length] as const);
  return counts.sort(([one, left], [other, right]) => right - left || (one < other ? -1 : 1))[0]?.[0] ?? 'uncategorised';
}
