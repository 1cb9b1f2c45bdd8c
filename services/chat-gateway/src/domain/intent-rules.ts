import { MONEY_RULES } from './money-rules.ts';
import type { Intent, IntentRule, Slots } from './plan.ts';
import { SMALL_TALK_RULES } from './small-talk-rules.ts';

const SPEND =
  /\b(?:spen[dt]|spending|spendings|expen[sd]\w*|outgoings?|paid|pay(?:ing)?|cost(?:s|ing)?|bought|buy|money go(?:es)?|splurge\w*|shell(?:ed)? out|blow|blew|used up|gave|given?|sent|order(?:ed)?|withdr[ae]w)\b/;
const OWN = /\b(?:i|my|me|mine|i've|i'm|am i|do i|did i|have i)\b/;
const HOW_MUCH = /\bhow (?:much|many)\b|\btotal\b|\bsum\b|\bwhat (?:was|is|were)\b|\bamount\b/;
const PRODUCT =
  /\b(?:interest rates?|eligib\w*|appl(?:y|ication)|kyc|minimum balance|min(?:imum)? bal|annual fee|joining fee|reward points?|benefits?|terms|conditions|cheque ?books?|branch(?:es)?|fixed deposits?|fds?|recurring deposits?|locker|nominee|upi limit|daily limit|transfer limit|lost (?:my )?cards?|stolen|activate|reset|pin|password|foreclos\w*|prepay\w*|closing an account|close (?:my|an|the) account|open (?:an?|my) \w* ?(?:account|deposit)|policy|policies|disputes?|chargeback|documents? (?:do i|are|is)|working hours|customer care|contact|how long does|how do i|how can i|how to|what happens if|what is (?!my\b)\w+|what'?s an?|what'?s the|do you (?:sell|offer|have|give|charge)|can i (?:send|transfer|withdraw|use|get|have|deposit|open|change|link|block)|does the bank|what are the|tell me about|difference between)\b/;
const SINGLE = /\b(?:expen\w+|purchases?|transactions?|spen\w+|payments?|costs?|buys?|bought|thing|outgoings?|debits?|bills?|orders?)\b/;
const isNamed = ({ categories, merchants }: Slots): boolean => categories.length + merchants.length > 0;

/** What the bank's apps do and this assistant does not: orders, not questions. */
const ACTION =
  /^(?:(?:please|pls|can you|could you|i want to|i'd like to|would you|kindly|now|ok)[, ]+)*(?:transfer|send|pay|move|block|unblock|freeze|cancel|stop|close|open|set|change|update|raise|increase|reset|buy|sell|invest|book|order|recharge|apply|activate|delete|remove|add|remind|dispute|report)\b(?!.*\b(?:did|have|was|were) i\b)(?!\s*\?*$)(?! (?:payments?|transactions?|history)\b)/;

/** "Transfer limit", "stop cheque charge": no orders. */
const TERMS = /^(?:transfer|send|pay|block|stop|close|cancel|book)\b(?: \w+){0,2} (?:limits?|charges?|fees?|costs?|penalt(?:y|ies))\b/;

/** The first that fits names the intent. */
export const INTENT_RULES: readonly IntentRule[] = [
  ...SMALL_TALK_RULES,
  ...MONEY_RULES,
  [
    'afford',
    (text) =>
      /\bafford\b|\b(?:can|could|may|should) i (?:still )?(?:spend|buy|pay for)\b|\bhow much (?:can|could|may|should) i (?:still )?(?:spend|pay|withdraw)\b|\bsafe to spend\b|\benough (?:money )?(?:for|to (?:buy|pay|spend))\b/.test(
        text,
      ),
  ],
  [
    'action',
    (text) =>
      ACTION.test(text) &&
      !TERMS.test(text) &&
      !/\bhow\b/.test(text) &&
      !/^(?:pay|order)s?\b.*\b(?:how much|total|last|this|in)\b/.test(text),
  ],
  ['balance', (text) => /\bcard (?:bill|dues?)\b/.test(text) && !/\b(?:paid?|spen[dt]|last)\b/.test(text)],
  [
    'recurring',
    (text, { merchants }) =>
      /\b(?:next|upcoming|due|when is|when will|when does)\b.*\b(?:payments?|bills?|due|renew\w*|emis?|rent|subscriptions?)\b/.test(text) &&
      !/\blast\b/.test(text) &&
      (merchants.length > 0 || !/\bhow (?:much|many)\b/.test(text)),
  ],
  [
    'recurring',
    (text) =>
      /\b(?:subscriptions?|recurring|standing (?:orders?|instructions?)|auto ?-?pay(?:ments)?|mandates?|regular (?:payments?|bills?)|upcoming (?:bills?|payments?)|fixed (?:costs|expenses|payments))\b/.test(
        text,
      ) &&
      !/\bhow much (?:did|have|do) i (?:spen|pa)|\brecurring deposits?\b|\bspen[dt]\b|\bhow much (?:are|is|were|was|for)\b|\btotal\b/.test(
        text,
      ),
  ],
  [
    'alerts',
    (text) =>
      /\b(?:unusual|suspicious|strange|weird|fraud\w*|alerts?|anomal\w+|notifications?|warn(?:ings?|ed)?|notif(?:y|ied)|flag(?:ged)?|duplicates?|charged twice|double charged|odd|out of the ordinary|don't recogni[sz]e|anything wrong|hacked|scam(?:med)?)\b/.test(
        text,
      ) && !/\w\(|[<>]/.test(text),
  ],
  [
    'groups',
    (text) =>
      /\b(?:what|which) (?:kind|type|sort) of (?:a )?(?:customer|spender|person|saver|user)|\bsegments?\b|\bwhich groups?\b|\bmy (?:spending )?(?:profile|personality|habits)\b|\bdescribe me\b|\bgroup (?:am|do) i\b|\babout me\b/.test(
        text,
      ),
  ],
  [
    'offers',
    (text) =>
      /\b(?:recommend\w*|offers?|suggest\w*|(?:which|what|best|right) (?:\w+ )?(?:product|card|account|loan|deposit|plan)s? (?:\w+ )*(?:me|for me|suits?|should)|should i (?:get|take|open|apply)|suits? me|good for me)\b/.test(
        text,
      ),
  ],
  [
    'months',
    (text) =>
      /\b(?:which|what) months?\b|\bmonth (?:by|on|over|wise) ?month\b|\bmonth-?wise\b|\bby month\b|\b(?:best|worst|most expensive|cheapest) month\b/.test(
        text,
      ),
  ],
  [
    'share',
    (text) =>
      /\b(?:percent(?:age)?|share|proportion|fraction|what part|how much of my (?:spending|money|expenses|salary|income))\b|%/.test(text) &&
      !/\bshares\b/.test(text),
  ],
  [
    'saved',
    (text) =>
      /\b(?:how much|what) (?:\w+ )*(?:save|saved|saving|left over)\b(?!.* account)|\bsavings rate\b|\b(?:net|surplus|cash ?flow)\b(?! worth| banking)|\bdid i save\b|\bam i saving\b|\bincome (?:versus|vs|minus|and|against) (?:spending|expen\w+)|\bearned? (?:versus|vs|minus|and|or) spen|\bspen\w+ more than i (?:earn|make)/.test(
        text,
      ),
  ],
  ['smallest', (text) => /\b(?:smallest|lowest|cheapest|least expensive|minimum|tiniest)\b/.test(text) && SINGLE.test(text)],
  [
    'biggest',
    (text, slots) =>
      /\b(?:biggest|largest|highest|most expensive|costliest|single most|top|maximum|priciest)\b/.test(text) &&
      (SINGLE.test(text) || isNamed(slots)) &&
      !/categor|merchant|shops?\b|stores?\b|places?\b/.test(text),
  ],
  [
    'average',
    (text, slots) =>
      !/\b(?:compared?|than|versus|vs)\b/.test(text) &&
      (/\b(?:average|avg|typical(?:ly)?)\b/.test(text) ||
        (slots.per !== null && SPEND.test(text)) ||
        (slots.per !== null && isNamed(slots))) &&
      slots.flow !== 'in' &&
      !/\bbalance\b/.test(text),
  ],
  [
    'compare',
    (text, slots) =>
      (slots.versus !== null ||
        slots.against !== null ||
        /\b(?:compared?|comparison|versus|vs\.?|more or less|more than|less than|than (?:last|the|previous|in|before|usual|normal)|difference|trend|increas\w+|decreas\w+|(?:go(?:ne|ing)?|went) (?:up|down)|spen[dt] (?:more|less)|usual(?:ly)?|normal(?:ly)?|changed?|too much|overspen\w+)\b/.test(
          text,
        )) &&
      (SPEND.test(text) || isNamed(slots) || slots.against !== null || slots.strange !== null || /\bcategor/.test(text)) &&
      slots.min === null &&
      slots.max === null &&
      !/\b(?:balance|fixed deposit)\b/.test(text),
  ],
  [
    'forecast',
    (text) =>
      /\b(?:will i (?:have|be|spend|run|need|get)|will my|forecast|predict\w*|run out|next (?:month|week|year)|going to (?:have|spend|be)|end of (?:the|this) month|month end|enough money|expected balance|projected?|how long will)\b/.test(
        text,
      ),
  ],
  [
    'balance',
    (text) =>
      /\bbalances?\b(?! transfer)|\bhow much (?:money )?(?:do|did|have) i (?:have|had|got|still)\b|\bmoney (?:do i have|in my|left)|\b(?:do|what do|how much do) i owe\b|\boutstanding\b|\bnet worth\b|\bmy funds\b|\bhow much (?:money )?is (?:there |left|in my|on my)|\b(?:list|all|show)(?: \w+){0,2} accounts?\b(?!.*\bspen)|\bmy (?:\w+ )?accounts\b(?!.*\bspen)|^(?:and )?my (?:\w+ )?account\W*$|\bin the red\b|\boverdrawn\b|\bin debt\b|\bhow much is (?:left|in my|on my)/.test(
        text,
      ) && !/\bminimum balance\b|\baccount (?:number|no|id|details?)\b|\bifsc\b|\btransfers?\b/.test(text),
  ],
  [
    'income',
    (text, { categories }) =>
      !/\bspen[dt]\b|\brefund/.test(text) &&
      (/\b(?:get|got|came|come|comes) from\b|\b(?:sent|paid|gave|transferred|pays?|owes?) me\b|\bme back\b/.test(text) ||
        /\b(?:income|salar(?:y|ies)|earn(?:ed|ings?)?|receiv\w+|(?:got|get|been) paid|pay ?day|money (?:came|come|coming) in|credited|deposited|inflows?|wages?)\b/.test(
          text,
        ) ||
        categories.includes('salary') ||
        (categories.includes('interest') && OWN.test(text))),
  ],
  [
    'merchants',
    (text) =>
      /\b(?:which|what|top|favou?rite|biggest) (?:\w+ )?(?:shops?|stores?|merchants?|places|restaurants)\b|\bby (?:merchant|shop)\b|\bper merchant\b|\bwhere do i (?:shop|spend)\b|\bwho(?:m)? (?:do|did) i pay\b/.test(
        text,
      ),
  ],
  [
    'breakdown',
    (text, slots) =>
      !isNamed(slots) &&
      /\bbreak ?down\b|\bby categor|\bper category\b|\bcategor(?:y|ies)\b|\bwhere (?:did|does|do|is|has|all) (?:all )?my money\b|\bwhat (?:did|do|have) i (?:spen[dt]|spend)\b(?!.*\bmuch)|\bspen[dt] (?:the )?most\b|\bmost on\b|\bsummary\b|\bsummari[sz]e\b|\boverview\b|\breport\b/.test(
        text,
      ),
  ],
  [
    'product',
    (text, slots) =>
      PRODUCT.test(text) &&
      !/\bdid i\b|\bhave i\b|\bi (?:spent|paid)\b/.test(text) &&
      !(slots.merchants.length > 0 || (OWN.test(text) && /\bmy (?:last|latest|recent)\b/.test(text))),
  ],
  [
    'transactions',
    (text, { amount }) =>
      amount !== null && /\b(?:payments?|transactions?|charges?|debit(?:ed)?|credit(?:ed)?|what (?:was|is)|why)\b/.test(text),
  ],
  ['transactions', (text, { refunds, pending }) => refunds || (pending && /\b(?:payments?|transactions?|pending)\b/.test(text))],
  [
    'transactions',
    (text, slots) =>
      /^(?:please |can you )?(?:show|list|display|see|view|give)\b/.test(text) && isNamed(slots) && !/\b(?:how much|total|by)\b/.test(text),
  ],
  [
    'transactions',
    (text, slots) =>
      /\b(?:list|show|display|see|view)\b(?!.*\bhow much\b).*\b(?:transactions?|payments?|purchases?|spending|expenses|debits?|credits?|refunds?|orders?)\b|\b(?:recent|latest|last|all)(?: \w+){0,2} (?:transactions?|payments?|purchases?|refunds?|orders?|bills?)\b|\bstatement\b|\bmy transactions\b|\bwhen (?:did|was|have) (?:i|my|the)\b|\bwhat did i (?:buy|pay for|order)\b|\b(?:transactions?|payments?|purchases?) (?:over|above|under|below|at|on|in|from)\b|\blast time\b|\bhow (?:many|often)\b|\bnumber of\b|^(?:and |so )?(?:did|do|have) i (?:ever |already )?(?:pay|paid|buy|bought|order|ordered|send|sent|get|got)\b/.test(
        text,
      ) &&
      !/\bhow much\b/.test(text) &&
      !/\bcategor/.test(text) &&
      !(slots.per !== null),
  ],
  [
    'spending',
    (text, slots) =>
      SPEND.test(text) ||
      (HOW_MUCH.test(text) && (isNamed(slots) || slots.period !== null)) ||
      /\bhow much\b.*\b(?:on|at|for|in|to)\b/.test(text) ||
      /\btotal\b/.test(text),
  ],
  ['recurring', (text) => /\bsubscriptions?\b|\bbills\b/.test(text)],
];

export function intentByRules(text: string, slots: Slots): Intent {
  const intent = INTENT_RULES.find(([, applies]) => applies(text, slots))?.[0] ?? 'unknown';
  // A product's fee is the bank's to tell; a fee that was paid is in the ledger.
  if (intent === 'spending' && !OWN.test(text) && PRODUCT.test(text) && slots.merchants.length === 0) return 'product';
  return intent;
}
