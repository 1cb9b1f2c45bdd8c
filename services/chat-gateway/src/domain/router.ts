import type { Intent, Plan, Slots } from './plan.ts';
import { readSlots, type SlotsOptions } from './slots.ts';

/** What the words alone say; `unknown` where they say nothing. */
export function route(question: string, options: SlotsOptions, previous: Plan | null): Plan {
  const slots = readSlots(question, options);
  const text = question.toLowerCase().replaceAll('’', "'").trim();
  const intent = intentOf(text, question, slots);
  if (intent !== 'unknown') return { intent, slots };
  const followUp = followUpOf(text, slots, previous);
  return followUp ?? { intent: slots.category || slots.merchant ? 'spending' : 'unknown', slots };
}

type Rule = readonly [Intent, (text: string, slots: Slots) => boolean];

const SPEND =
  /\b(?:spen[dt]|spending|spendings|expen[sd]\w*|outgoings?|paid|pay(?:ing)?|cost(?:s|ing)?|bought|buy|money go(?:es)?|splurge\w*|shell(?:ed)? out|kharch\w*|blow|blew|used up)\b/;
const OWN = /\b(?:i|my|me|mine|i've|i'm|am i|do i|did i|have i)\b/;
const PRODUCT =
  /\b(?:interest rates?|eligib\w*|appl(?:y|ication)|kyc|minimum balance|min(?:imum)? bal|annual fee|joining fee|reward points?|benefits?|terms|conditions|cheque ?books?|branch(?:es)?|fixed deposits?|fds?|recurring deposits?|locker|nominee|upi limit|daily limit|transfer limit|lost (?:my )?cards?|stolen|block (?:my |a |the )?cards?|activate|reset|pin|password|foreclos\w*|prepay\w*|closing an account|close (?:my|an|the) account|open (?:an?|my) \w* ?(?:account|deposit)|policy|policies|dispute|chargeback|documents? (?:do i|are|is)|working hours|customer care|contact|how long does|how do i|how can i|how to|what happens if|what is (?!my\b)\w+|what'?s an?|do you (?:sell|offer|have|give|charge)|can i (?:send|transfer|withdraw|use|get|have|deposit|open|change|link|block)|does the bank|what are the|tell me about|difference between)\b/;

const RULES: readonly Rule[] = [
  [
    'greeting',
    (text) => /^(?:hi|hello|hey|hiya|namaste|namaskar|good (?:morning|afternoon|evening|day))(?: there| munshi)?[\s!.,]*$/.test(text),
  ],
  [
    'thanks',
    (text) => /^(?:(?:ok(?:ay)?|great|cool|nice)[,. ]*)?(?:thanks?(?: you)?|thx|ty|dhanyavaad|shukriya|bye|goodbye)\b[^?]*$/.test(text),
  ],
  [
    'help',
    (text) =>
      /^(?:help|menu|\?)[\s!.?]*$|\bwhat (?:can|could|else can) (?:you|i)\b.*\b(?:do|tell|ask|help|know|answer)|\bhow (?:can|do) you (?:help|work)|\bwho are you\b|\bwhat are you\b/.test(
        text,
      ),
  ],
  [
    'recurring',
    (text) =>
      /\b(?:subscriptions?|recurring|standing (?:orders?|instructions?)|auto ?-?pay(?:ments)?|mandates?|regular (?:payments?|bills?)|upcoming (?:bills?|payments?))\b/.test(
        text,
      ) &&
      !/\bhow much (?:did|have|do) i (?:spen|pa)/.test(text) &&
      !/\brecurring deposits?\b/.test(text) &&
      !/\bspen[dt]\b/.test(text),
  ],
  [
    'alerts',
    (text) =>
      /\b(?:unusual|suspicious|strange|weird|fraud\w*|alerts?|anomal\w+|notifications?|warnings?|odd|out of the ordinary|don't recogni[sz]e|anything wrong)\b/.test(
        text,
      ),
  ],
  [
    'groups',
    (text) =>
      /\b(?:what|which) (?:kind|type|sort) of (?:a )?(?:customer|spender|person|saver|user)|\bsegments?\b|\bwhich groups?\b|\bmy (?:spending )?(?:profile|personality|habits)\b|\bdescribe me\b|\bgroup (?:am|do) i\b/.test(
        text,
      ),
  ],
  [
    'offers',
    (text) =>
      /\b(?:recommend\w*|offers?|suggest\w*|(?:which|what|best|right) (?:\w+ )?(?:product|card|account|loan|deposit|plan)s? (?:\w+ )*(?:me|for me|suits?|should)|should i (?:get|take|open|buy|invest|apply)|suits? me|good for me)\b/.test(
        text,
      ),
  ],
  [
    'biggest',
    (text) =>
      /\b(?:biggest|largest|highest|most expensive|costliest|single most|top|maximum)\b.*\b(?:expen\w+|purchases?|transactions?|spen\w+|payments?|costs?|buys?|bought|thing|outgoings?|debits?)\b/.test(
        text,
      ) && !/categor|merchant|shops?\b/.test(text),
  ],
  [
    'average',
    (text, { category }) =>
      /\b(?:on average|average|per month|a month|each month|every month|monthly)\b/.test(text) &&
      (SPEND.test(text) || category !== null) &&
      !/\b(?:compared?|than|versus|vs)\b/.test(text) &&
      !/\bsubscriptions?\b/.test(text),
  ],
  [
    'compare',
    (text, { category, against }) =>
      /\b(?:compared?|comparison|versus|vs\.?|more or less|more than|less than|than (?:last|the|previous|in|before|usual|normal)|difference|trend|increas\w+|decreas\w+|gone (?:up|down)|usual(?:ly)?|typical(?:ly)?|normal(?:ly)?|on average|average|changed?)\b/.test(
        text,
      ) &&
      (SPEND.test(text) || category !== null || against !== null || /\bbudget\b/.test(text)) &&
      !/\b(?:more|less) than (?:rs\.?|₹|inr)? ?\d/.test(text),
  ],
  [
    'forecast',
    (text) =>
      /\b(?:will i (?:have|be|spend|run|need)|forecast|predict\w*|run out|next (?:month|week|year)|going to (?:have|spend|be)|end of (?:the|this) month|enough money|expected balance|projected?|how long will)\b/.test(
        text,
      ),
  ],
  [
    'balance',
    (text) =>
      /\bbalances?\b(?! transfer)|\bhow much (?:money )?(?:do|have) i (?:have|got|still)|\bmoney (?:do i have|in my|left)|\b(?:do|what do|how much do) i owe\b|\boutstanding\b|\bnet worth\b|\bmy funds\b|\bhow much is (?:left|in my|on my)|\bmy accounts?\b(?!.*\bspen)/.test(
        text,
      ) && !/\bminimum balance\b/.test(text),
  ],
  [
    'income',
    (text) =>
      /\b(?:income|salar(?:y|ies)|earn(?:ed|ings?)?|receiv\w+|(?:got|get|been) paid|money (?:came|come|coming) in|credited|deposited|inflows?)\b/.test(
        text,
      ) && !/\bspen[dt]\b/.test(text),
  ],
  [
    'merchants',
    (text) =>
      /\b(?:which|what|top|favou?rite) (?:\w+ )?(?:shops?|stores?|merchants?|places)\b|\bby (?:merchant|shop)\b|\bper merchant\b|\bwhere do i (?:shop|spend)\b/.test(
        text,
      ),
  ],
  [
    'breakdown',
    (text, slots) =>
      slots.category === null &&
      slots.merchant === null &&
      /\bbreak ?down\b|\bby categor|\bper category\b|\bcategories\b|\bwhere (?:did|does|do|is|has) (?:all )?my money\b|\bwhat (?:did|do|have) i (?:spen[dt]|spend)\b(?!.*\bmuch)|\bspen[dt] (?:the )?most\b|\bmost on\b|\bsummary\b|\bsummari[sz]e\b/.test(
        text,
      ),
  ],
  ['product', (text) => PRODUCT.test(text) && !/\bdid i\b|\bhave i\b|\bi (?:spent|paid)\b/.test(text)],
  ['transactions', (_text, { refunds }) => refunds],
  [
    'transactions',
    (text) =>
      /\b(?:list|show|display|see|view)\b(?!.*\bhow much\b).*\b(?:transactions?|payments?|purchases?|spending|expenses|debits?|credits?|refunds?)\b|\b(?:recent|latest|last|all)(?: \w+)? (?:transactions?|payments?|purchases?|refunds?)\b|\bstatement\b|\bmy transactions\b|\bwhen did i\b|\bwhat did i (?:buy|pay for)\b|\btransactions? (?:over|above|under|below|at|on|in|from)\b/.test(
        text,
      ),
  ],
  ['spending', (text) => SPEND.test(text) || /\bhow much\b.*\b(?:on|at|for|in|to)\b/.test(text) || /\btotal\b/.test(text)],
  ['recurring', (text) => /\bsubscriptions?\b|\bbills\b/.test(text)],
];

function intentOf(text: string, question: string, slots: Slots): Intent {
  if (asksOfOthers(text, question, slots)) return 'others';
  const intent = RULES.find(([, applies]) => applies(text, slots))?.[0] ?? 'unknown';
  // A product's fee is the bank's to tell; a fee that was paid is in the ledger.
  if (intent === 'spending' && !OWN.test(text) && PRODUCT.test(text)) return 'product';
  return intent;
}

const NOT_PEOPLE =
  /^(?:today|yesterday|month|year|week|last|this|what|that|it|there|here|let|who|how|where|when|bank|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/;

function asksOfOthers(text: string, question: string, { merchant }: Slots): boolean {
  if (
    /\b(?:other|another|every|all|each|different|any) (?:the )?(?:bank )?(?:customers?|users?|clients?|people|persons?|account ?holders?)\b|\b(?:someone|somebody|anyone|everyone|everybody)(?: else)?(?:'s)?\b.*\b(?:balance|account|spen\w+|transactions?|salary|money)\b|\bmy (?:wife|husband|brother|sister|friend|neighbou?r|boss|colleague|mother|father|son|daughter|partner|landlord)'s\b/.test(
      text,
    )
  )
    return true;
  if (/\bcustomer(?: ?id| number| no\.?)?:? ?#?[a-z]*[-_]?\d+\b|\bC[-_]?\d{3,}\b/i.test(question)) return true;
  if (merchant !== null) return false;
  const owner =
    /\b([\p{Lu}][\p{L}]+)'s (?:bank |account )?(?:balance|accounts?|spending|transactions?|salary|income|money|data|details)\b/u.exec(
      question.replaceAll('’', "'"),
    )?.[1];
  return owner !== undefined && !NOT_PEOPLE.test(owner.toLowerCase());
}

/** "And in June?", "what about groceries?": the question before, with what is new in this one. */
function followUpOf(text: string, slots: Slots, previous: Plan | null): Plan | null {
  const isShort = text.split(/\s+/).length <= 7;
  const names = slots.period !== null || slots.category !== null || slots.merchant !== null || slots.account !== null;
  if (!previous || !isShort || !names) return null;
  const { intent } = previous;
  if (!['spending', 'breakdown', 'merchants', 'compare', 'biggest', 'income', 'transactions', 'balance'].includes(intent)) return null;
  const what = slots.category ?? slots.merchant;
  return {
    intent: what !== null && (intent === 'breakdown' || intent === 'merchants') ? 'spending' : intent,
    slots: {
      ...slots,
      period: slots.period ?? previous.slots.period,
      category: slots.category ?? (slots.merchant === null ? previous.slots.category : null),
      merchant: slots.merchant ?? (slots.category === null ? previous.slots.merchant : null),
    },
  };
}
