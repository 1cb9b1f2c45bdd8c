import type { IntentRule } from './plan.ts';

const SPEND = '(?:spend|spent|pay|paid|buy|bought|withdraw|withdrew|take out|took out)';
const PAY_DAY = '(?:salar(?:y|ies)|pay ?days?|pay ?che(?:ck|que)s?|wages?|pension|stipend|income)';

/** No income: a payment that was made, or something to be asked of the bank. */
const INCOME_TAX = /\bincome tax\b|\btax returns?\b|\bitr\b|\bsave tax(?:es)?\b/;
const PAID = /\b(?:did|have|paid|spen[dt])\b/;

/** Questions about what lies ahead: what may be spent, budgets, bills, the next income, how to save. */
export const MONEY_RULES: readonly IntentRule[] = [
  [
    'goals',
    (text) =>
      (/\bgoals?\b/.test(text) && /\b(?:i|i'm|i've|my|savings?|set|reach|track)\b/.test(text)) ||
      (/\b(?:on|off) track\b/.test(text) && !/\bbudgets?\b/.test(text)),
  ],
  ['spending', (text) => INCOME_TAX.test(text) && PAID.test(text)],
  ['product', (text) => INCOME_TAX.test(text)],
  [
    'tips',
    (text) =>
      !/\b(?:did|have|am) i\b|\bhow much\b|\btax(?:es)?\b|\bsave (?:a|an|the|my|this) (?!money)/.test(text) &&
      /\btips?\b|\bhow (?:do|can|could|should|might|to) (?:i |we )?(?:\w+ ){0,2}(?:save|cut|economi[sz]e|spend less|reduce (?:my )?(?:costs|spending|expenses|bills))\b(?!.*\baccount)|\b(?:ways?|where|help me|advice|ideas?) (?:\w+ ){0,3}(?:save|cut|spend less)\b|\b(?:save|saving) (?:some |more |me )?money\b|\bcut (?:down|back|(?:my )?(?:costs|spending|expenses|bills))\b/.test(
        text,
      ),
  ],
  [
    'budgets',
    (text, { categories, amount }) =>
      (/\bbudget(?:s|ing|ed)?\b/.test(text) && !/\bwhat (?:is|are|does) (?:a |an )?(?:budgets?|budgeting)\b/.test(text)) ||
      (categories.length > 0 && amount === null && /\bhow much (?:more )?(?:can|could|may|should) i (?:still )?spend\b/.test(text)),
  ],
  [
    'afford',
    (text, { amount }) =>
      (amount !== null && new RegExp(`\\b(?:what if|what happens (?:if|when)|what would happen if|if|suppose) i ${SPEND}\\b`).test(text)) ||
      /\bhow much (?:more )?(?:can|could|may|should) i (?:\w+ ){0,2}(?:spend|withdraw)\b|\bsafe(?:ly)? to spend\b|\bsafely spend\b|\bspend safely\b|\bwhat can i (?:\w+ )?spend\b/.test(
        text,
      ),
  ],
  [
    'forecast',
    (text) =>
      !/\bdid\b/.test(text) &&
      new RegExp(
        `\\b(?:lowest|least|low point|minimum)\\b.*\\b(?:before|until|till|next|ahead|coming)\\b|\\b(?:run (?:out|short|low)|below zero|enough|last|make it|get through|get by)\\b.*\\b(?:before|until|till|to|for)\\b.*\\b(?:next )?(?:${PAY_DAY}|month)\\b`,
      ).test(text),
  ],
  [
    'income',
    (text) =>
      !/\b(?:did|was|last|latest|before|until|till)\b/.test(text) &&
      new RegExp(
        `\\bwhen\\b.*\\b(?:${PAY_DAY}|paid)\\b|\\bnext (?:${PAY_DAY})\\b|\\b(?:${PAY_DAY})\\b.*\\b(?:due|expected|coming|arrive)\\b`,
      ).test(text) &&
      !/\bwhen\b.*\bpaid\b(?<!\b(?:get|be|getting) paid)/.test(text),
  ],
  [
    'alerts',
    (text) => /\b(?:pa(?:y|id)|charged|billed|debited)\b.*\b(?:twice|double|two times)\b|\bduplicates?\b|\bdouble charges?\b/.test(text),
  ],
  [
    'recurring',
    (text, { aspect, categories, amount }) =>
      aspect !== null &&
      amount === null &&
      !(aspect === 'rises' && (/\bspen[dt]/.test(text) || categories.some((category) => category !== 'subscriptions'))),
  ],
];
