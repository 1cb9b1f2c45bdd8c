import { NARROW_WORDS, readCategories } from './category-words.ts';
import { isSlipOf } from './spelling.ts';
import { isOrdinary } from './strange-words.ts';

/** A name in the customer's own ledger. */
export interface KnownMerchant {
  readonly name: string;
  readonly category: string;
}

export interface ReadMerchants {
  /** As the ledger writes them. */
  readonly merchants: readonly string[];
  /** The text without the words that named them. */
  readonly rest: string;
}

/** Words of merchants' names that name nobody by themselves. */
const PLAIN_WORDS = new Set(
  `the and bank india indian store stores shop mart pay payment payments online services service limited ltd pvt super market fresh city home
  house one new foods food cafe restaurant hotel pharmacy medical electricity mobile broadband insurance school college cash salary rent loan card
  account transfer last first month year spend spent much what where when how from with this that general prime premium private group company
  board provision bazaar clinic hospital salon station pump rail recharge digital life park urban dental smile metro express central national royal
  july june march april august september october november december january february`.split(/\s+/),
);

export function normalName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/(?<=\p{Script=Latin})\p{M}/gu, '')
    .replaceAll(/['’]s?(?![\p{L}])/gu, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * The merchants that a text names: by whole name, the longest first; by a telling word of the name (all that share it, since
 * "Reliance" may be any of them); by such a word with a slip in it.
 */
export function readMerchants(text: string, known: readonly KnownMerchant[]): ReadMerchants {
  const names = [...new Set(known.map(({ name }) => name))].map((name) => ({ name, normal: normalName(name) }));
  const found: string[] = [];
  let rest = ` ${normalName(text)} `;
  for (const { name, normal } of names.toSorted((left, right) => right.normal.length - left.normal.length)) {
    if (normal.length < 2 || PLAIN_WORDS.has(normal) || (isCategoryWord(normal) && !normal.includes(' ')) || !rest.includes(` ${normal} `))
      continue;
    found.push(name);
    rest = rest.replaceAll(` ${normal} `, ' ');
  }
  for (const word of rest.match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? []) {
    if (!isTelling(word)) continue;
    const named = byWord(word, names);
    if (named.length === 0) continue;
    found.push(...named);
    rest = rest.replaceAll(` ${word} `, ' ');
  }
  const narrow = narrowed(rest, known);
  return { merchants: [...new Set([...found, ...narrow.merchants])], rest: narrow.rest.trim() };
}

/** Words of the ledger's names: no slips of other words. */
export function nameWords(known: readonly KnownMerchant[]): ReadonlySet<string> {
  return new Set(known.flatMap(({ name }) => normalName(name).split(' ')));
}

interface Name {
  readonly name: string;
  readonly normal: string;
}

function byWord(word: string, names: readonly Name[]): string[] {
  const starting = names.filter(({ normal }) => normal.split(' ')[0] === word);
  if (starting.length > 0) return starting.map(({ name }) => name);
  if (word.length < 4) return [];
  const holding = names.filter(({ normal }) => normal.split(' ').includes(word));
  if (holding.length > 0) return holding.map(({ name }) => name);
  if (word.length < 5) return [];
  return names
    .filter(({ normal }) => normal.split(' ').some((part) => isTelling(part) && part.length >= 5 && isSlipOf(word, part)))
    .map(({ name }) => name);
}

/** Whether a word names somebody by itself: neither an everyday word nor one that many names hold. Lower case in. */
export function isTelling(word: string): boolean {
  return word.length >= 3 && !PLAIN_WORDS.has(word) && !isOrdinary(word) && !isCategoryWord(word);
}

function isCategoryWord(word: string): boolean {
  return readCategories(word).categories.length > 0;
}

/** "My electricity bill": where merchants of that category are called so, those. */
function narrowed(rest: string, known: readonly KnownMerchant[]): ReadMerchants {
  const word = NARROW_WORDS.exec(rest)?.[0];
  if (word === undefined) return { merchants: [], rest };
  const { categories } = readCategories(`${word} bill`);
  const called = known.filter(
    ({ name, category }) => (categories as readonly string[]).includes(category) && normalName(name).split(' ').includes(word),
  );
  if (called.length === 0) return { merchants: [], rest };
  return { merchants: called.map(({ name }) => name), rest: rest.replace(new RegExp(` ${word}( bills?)?`), ' ') };
}
