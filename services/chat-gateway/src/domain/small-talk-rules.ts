import type { IntentRule } from './plan.ts';

/** What people say that asks for no figure, and what neither a ledger nor a bank's documents can tell. */
export const SMALL_TALK_RULES: readonly IntentRule[] = [
  [
    'greeting',
    (text) =>
      /^(?:hi+|hello+|hey+|hiya|yo|namaste|namaskar|namaskaram|vanakkam|salaam|good (?:morning|afternoon|evening|day))(?: there| munshi| ji)*[\s!.,]*$/.test(
        text,
      ),
  ],
  [
    'thanks',
    (text) =>
      /^(?:(?:ok(?:ay)?|great|cool|nice|perfect)[,. ]*)?(?:thanks?(?: you| a lot)?|thx|ty|dhanyavaad|dhanyawad|shukriya|bye|goodbye|good night)\b[^?]*$|^(?:exit|quit)[\s!.]*$/.test(
        text,
      ),
  ],
  [
    'chat',
    (text) =>
      /^(?:ok(?:ay)?|k|yes|yeah|yep|no|nope|nah|fine|cool|great|nice|good|hmm+|lol|haha+|wow|sure|alright|right|i see|got it|understood|never ?mind|stop|wait)[\s!.,]*$/.test(
        text,
      ),
  ],
  [
    'about',
    (text) =>
      /\b(?:you(?:'re| are)? (?:are )?(?:wrong|lying|mistaken|useless|stupid|crazy)|that(?:'s| is) (?:wrong|not right|incorrect|not true)|are you (?:sure|a (?:robot|bot|human|person)|real|an? ai|human))\b/.test(
        text,
      ),
  ],
  [
    'elsewhere',
    (text) =>
      /\b\d[\d.,]* ?(?:[*x×+/÷^]|times|plus|minus|divided by|multiplied by) ?\d/.test(text) ||
      /\b(?:weather|joke|poem|prime minister|president|who won|cricket|football|news|song|recipe|(?:bitcoin|stock|share|gold|crypto) price|translate|capital of)\b/.test(
        text,
      ),
  ],
  [
    'help',
    (text) =>
      /^(?:help|menu|\?+)[\s!.?]*$|\bwhat (?:can|could|else can) (?:you|i)\b.*\b(?:do|tell|ask|help|know|answer)|\bhow (?:can|do) you (?:help|work)|\bwho are you\b|\bwhat are you\b|\bwhat do you do\b/.test(
        text,
      ),
  ],
];
