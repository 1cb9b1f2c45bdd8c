import { CATEGORIES, type Category } from '@munshi/events/spending';

/** Words that customers use for a category, besides its own name. */
const WORDS: readonly (readonly [Category, RegExp])[] = [
  ['groceries', /\b(?:grocer(?:y|ies)|supermarkets?|vegetables?|kirana|provisions)\b/],
  [
    'dining',
    /\b(?:dining(?: out)?|restaurants?|eating out|eat(?:ing)? outside|food delivery|takeaway|cafes?|coffee|swiggy|zomato|meals?)\b/,
  ],
  ['fuel', /\b(?:fuel|petrol|diesel|gas stations?|cng)\b/],
  ['transport', /\b(?:transport(?:ation)?|cabs?|taxis?|metro|bus(?:es)?|auto ?rickshaws?|rides?|commut(?:e|ing)|parking)\b/],
  ['travel', /\b(?:travel(?:l?ing)?|flights?|hotels?|trips?|holidays?|vacations?|air ?fares?|train tickets?)\b/],
  ['shopping', /\b(?:shopping|clothes|clothing|electronics|online shopping|fashion)\b/],
  ['entertainment', /\b(?:entertainment|movies?|cinema|concerts?|games?|gaming)\b/],
  ['subscriptions', /\b(?:subscriptions?|streaming)\b/],
  ['utilities', /\b(?:utilit(?:y|ies)|electricity|water bills?|gas bills?|power bills?)\b/],
  ['telecom', /\b(?:telecom|mobile|phone|internet|broadband|recharges?|wi-?fi)\b/],
  ['rent', /\b(?:rent|landlord)\b/],
  ['health', /\b(?:health|medicines?|doctors?|pharmac(?:y|ies)|hospitals?|medical|chemists?)\b/],
  ['education', /\b(?:education|school|tuition|college|courses?|books)\b/],
  ['insurance', /\b(?:insurance|premiums?)\b/],
  ['loan', /\b(?:loan (?:payments?|instal?ments?|emis?)|emis?|loans?|instal?ments?)\b/],
  ['investment', /\b(?:invest(?:ments?|ing|ed)?|mutual funds?|sips?|stocks?|shares)\b/],
  ['cash', /\b(?:cash|atms?|withdraw(?:als?|n|ing)?|withdrew)\b/],
  ['fees', /\b(?:fees?|charges|penalt(?:y|ies)|bank charges)\b/],
  ['taxes', /\b(?:tax(?:es)?|gst|tds)\b/],
  ['gifts', /\b(?:gifts?|donations?|charity)\b/],
  ['personal', /\b(?:personal care|salons?|haircuts?|gyms?|spa|beauty)\b/],
  ['uncategorised', /\b(?:uncategori[sz]ed|without a category|unknown category)\b/],
];

/** The spending category that a question names; the one that is named first. */
export function readCategory(text: string): Category | null {
  const lower = text.toLowerCase();
  const found = WORDS.map(([category, words]) => ({ category, at: lower.search(words) })).filter(({ at }) => at >= 0);
  found.sort((left, right) => left.at - right.at);
  return found[0]?.category ?? null;
}

/** The words for a category in a sentence; one that we do not know is shown by its id. */
export function categoryWords(category: string): string {
  return Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category as Category] : category.replaceAll(/[^a-z-]/g, ' ').trim();
}
