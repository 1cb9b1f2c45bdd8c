import { CATEGORIES, type Category } from '@munshi/events/spending';

/** Words that customers use for a category, besides its own name; the more telling ones first. */
const WORDS: readonly (readonly [readonly Category[], RegExp])[] = [
  [
    ['dining'],
    /\b(?:dining(?: out)?|restaurants?|eating out|eat(?:ing)? (?:out|outside)|ate out|food delivery|takeaways?|cafes?|coffee|meals?)\b/,
  ],
  [['groceries', 'dining'], /\b(?:food|eating|khana)\b/],
  [['groceries'], /\b(?:grocer(?:y|ies)|supermarkets?|vegetables?|veggies|kirana|provisions)\b/],
  [['fuel'], /\b(?:fuel|petrol|diesel|gas stations?|cng)\b/],
  [['transport'], /\b(?:transport(?:ation)?|cabs?|taxis?|metro|bus(?:es)?|auto ?rickshaws?|rides?|commut(?:e|ing)|parking)\b/],
  [['travel'], /\b(?:travel(?:l?ing)?|flights?|hotels?|trips?|holidays?|vacations?|air ?fares?|train tickets?)\b/],
  [['shopping'], /\b(?:shopping|clothes|clothing|electronics|online shopping|fashion)\b/],
  [['entertainment'], /\b(?:entertainment|movies?|cinema|concerts?|games?|gaming)\b/],
  [['subscriptions'], /\b(?:subscriptions?|streaming|memberships?)\b/],
  [['utilities'], /\b(?:utilit(?:y|ies)|electricity|water bills?|gas bills?|power bills?|light bills?)\b/],
  [
    ['telecom'],
    /\b(?:telecom|(?:mobile|phone|internet|broadband|wi-?fi|cell ?phone)(?: (?:and|&) internet)?(?: (?:bills?|recharges?|plans?))?|recharges?)\b/,
  ],
  [['utilities', 'telecom'], /\b(?:bills)\b/],
  [['rent'], /\b(?:rent|landlord)\b/],
  [['health'], /\b(?:health|medicines?|doctors?|pharmac(?:y|ies)|hospitals?|medical|chemists?|dentists?)\b/],
  [['education'], /\b(?:(?:education|school|tuition|college|exam)(?: fees?)?|courses?|books)\b/],
  [['insurance'], /\b(?:insurance|premiums?)\b/],
  [['loan'], /\b(?:loan (?:payments?|instal?ments?|emis?)|emis?|loans?|instal?ments?)\b/],
  [['investment'], /\b(?:invest(?:ments?|ing|ed)?|mutual funds?|sips?|stocks?|shares)\b/],
  [['cash'], /\b(?:cash(?: withdrawals?)?|atms?|withdraw(?:als?|n|ing)?|withdrew)\b/],
  [['fees'], /\b(?:(?:bank )?(?:fees?|charges)|penalt(?:y|ies))\b/],
  [['taxes'], /\b(?:tax(?:es)?|gst|tds)\b/],
  [['gifts'], /\b(?:gifts?|donations?|charity)\b/],
  [['personal'], /\b(?:personal care|salons?|haircuts?|gyms?|spa|beauty)\b/],
  [['transfer'], /\b(?:transfers?|transferred)\b/],
  [['salary'], /\b(?:salar(?:y|ies)|pay ?che(?:ck|que)s?|wages?)\b/],
  [['interest'], /\binterest\b/],
  [['uncategorised'], /\b(?:uncategori[sz]ed|without a category|unknown category)\b/],
];

/** Words narrower than their category: where merchants of it are called so, those are meant. */
export const NARROW_WORDS = /\b(?:electricity|water|gas|metro|bus|broadband|dth)\b/;

export interface ReadCategories {
  readonly categories: readonly Category[];
  /** The text without the words that named them. */
  readonly rest: string;
}

/** Every spending category that a text names, in the order in which it does. */
export function readCategories(text: string): ReadCategories {
  const found: { at: number; categories: readonly Category[] }[] = [];
  let rest = text;
  for (const [categories, words] of WORDS) {
    rest = rest.replaceAll(new RegExp(words, 'g'), (word, at: number) => {
      found.push({ at, categories });
      return ' '.repeat(word.length);
    });
  }
  found.sort((left, right) => left.at - right.at);
  return { categories: [...new Set(found.flatMap(({ categories }) => categories))], rest };
}

/** The words for a category in a sentence; one that we do not know is shown by its id. */
export function categoryWords(category: string): string {
  return Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category as Category] : category.replaceAll(/[^a-z-]/g, ' ').trim();
}

/** `groceries, fuel and dining out`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
