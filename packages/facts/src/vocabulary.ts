const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/**
 * What a model may say around figures without saying anything of its own: function words, politeness, and the neutral words of the
 * subject. A sentence with any other word is replaced, so a lie needs a word that is not here.
 */
export const NEUTRAL_WORDS = list(`
  a an the and or but so if then than as at by for from in into of on onto to with within across over out up off
  is are was were be been being am has have had having do does did can could will would may might shall
  it its it's that this these those there here which who what when where how
  you your yours you've you're i i'm i've me my we our us they them their
  hi hello hey sure certainly okay yes please thanks thank welcome great good glad happy course
  see look looking looked show shows shown showing find found know let tell ask say says said
  hope helps help like want wanted need would detail details further also too both each every all any some other others
  about around during between altogether overall total totals amount amounts figure figures sum sums came comes come stood stands
  went goes go going gone made make makes making including includes include included
  transaction transactions entry entries account accounts period month months year years day days week weeks time date dates
  category categories merchant merchants shop shops place places list breakdown summary item items
  following below above currently now so far just only exactly
  question questions answer answers information data record records history bank banks
  feel free anything else open tap click behind based according
`);

/** Words that state something about money, and the kinds of fact (by the start of their name) that may stand behind them. */
const CLAIM_FAMILIES: readonly { readonly words: ReadonlySet<string>; readonly facts: readonly string[] }[] = [
  // What is there now: not what is expected, or would be left.
  {
    words: list('balance balances available savings saving current hold holds holding'),
    facts: ['balance.total', 'balance.account', 'balance.name', 'balance.owed', 'balance.pending'],
  },
  {
    words: list('expected expects expect forecast likely'),
    facts: ['balance.expected', 'balance.low', 'balance.high', 'forecast.', 'budget.expected'],
  },
  { words: list('lowest'), facts: ['forecast.low'] },
  { words: list('safe safely'), facts: ['forecast.safe'] },
  { words: list('budget budgets limit'), facts: ['budget.limit', 'budget.proposed'] },
  { words: list('propose proposes proposed suggest suggested'), facts: ['budget.proposed'] },
  { words: list('left remaining remains'), facts: ['budget.left', 'balance.after', 'goal.missing'] },
  { words: list('goal goals target'), facts: ['goal.target', 'goal.name'] },
  { words: list('needed'), facts: ['goal.needed'] },
  { words: list('save saves saved'), facts: ['tip.saving', 'goal.saved'] },
  { words: list('price prices'), facts: ['recurring.price-'] },
  { words: list('owe owes owed owing outstanding'), facts: ['balance.owed'] },
  {
    words: list(
      'spend spends spent spending expense expenses paid pay pays paying payment payments purchase purchases bought buy cost costs',
    ),
    facts: ['spending.', 'transaction.', 'recurring.', 'anomaly.'],
  },
  { words: list('receive received receives income earn earned earnings credited salary deposit deposits'), facts: ['income.'] },
  { words: list('pending'), facts: ['spending.pending', 'balance.pending'] },
  { words: list('biggest largest highest top'), facts: ['spending.biggest', 'spending.category', 'spending.merchant'] },
  { words: list('recent latest newest last'), facts: ['transaction.'] },
  { words: list('usual usually typical typically normal normally average'), facts: ['spending.usual', 'spending.average', 'anomaly.'] },
  { words: list('recurring subscription subscriptions regular regularly renews due'), facts: ['recurring.'] },
  { words: list('unusual alert alerts'), facts: ['anomaly.'] },
  { words: list('card loan cards loans'), facts: ['balance.owed', 'balance.account'] },
  { words: list('uncategorised'), facts: ['spending.not-enriched', 'spending.category'] },
];

const RISING = list('more higher increase increased increases rose risen above');
const FALLING = list('less lower decrease decreased decreases fell fallen fewer below');

/** May this word stand in a sentence beside a figure of this kind? A comparison needs a fact named for its direction: `spending.more`. */
export function isCovered(word: string, kind: string): boolean {
  if (RISING.has(word)) return kind.endsWith('more');
  if (FALLING.has(word)) return kind.endsWith('less');
  return CLAIM_FAMILIES.some(({ words, facts }) => words.has(word) && facts.some((start) => kind.startsWith(start)));
}

export function isClaimWord(word: string): boolean {
  return RISING.has(word) || FALLING.has(word) || CLAIM_FAMILIES.some(({ words }) => words.has(word));
}

/** Turn a true sentence round. */
export const NEGATIONS = list(
  'not no never none nothing without neither nor cannot cant dont didnt doesnt isnt wasnt wont hardly barely unless',
);
