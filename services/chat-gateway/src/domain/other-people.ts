import type { Slots } from './plan.ts';

const NOT_PEOPLE =
  /^(?:my|the|all|today|yesterday|month|year|week|last|this|what|that|it|there|here|let|who|how|where|when|bank|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/;
const OTHERS =
  /\b(?:other|another|every|all|each|different|any) (?:the )?(?:bank )?(?:customers?|users?|clients?|people|persons?|account ?holders?)\b|\b(?:someone|somebody|anyone|everyone|everybody)(?: else)?(?:'s)?\b.*\b(?:balance|account|spen\w+|transactions?|salary|money)\b|\bmy (?:wife|husband|brother|sister|friend|neighbou?r|boss|colleague|mother|father|son|daughter|partner|landlord|mom|dad)'?s\b.*\b(?:balance|accounts?|spen\w+|transactions?|salary|income|money|data|details)\b/;
const IDENTIFIER =
  /\bcustomer(?: ?id| number| no\.?)?:? ?#?[a-z]*[-_]?\d+\b|\bC[-_]?\d{3,}\b|\baccount (?:no\.? |number )?[a-z]{0,4}\d{5,}\b/i;
const ASKED = '(?:balance|accounts?|spending|transactions?|statement|salary|income|money|data|details|kharch\\w*)';
/** "Ravi's balance", "balance of Ravi", "did Ravi spend", "Ravi ka balance". */
const OWNERS: readonly RegExp[] = [
  new RegExp(`\\b(\\p{Lu}\\p{L}+)'s (?:bank |account )?${ASKED}\\b`, 'u'),
  new RegExp(`\\b${ASKED} of (\\p{Lu}\\p{L}+)`, 'u'),
  /\bdid (\p{Lu}\p{L}+)(?: \p{Lu}\p{L}+)? (?:spend|earn|pay|get|receive|buy|have|save)\b(?! me\b)/u,
  new RegExp(`(?<!\\p{L})(\\p{Lu}\\p{L}+) (?:ka|ki|ke) (?:\\p{L}+ )?${ASKED}\\b`, 'u'),
];

/** Whether a question is about somebody else's money. Capitals tell names, so it is read as it was typed. */
export function asksOfOthers(question: string, { merchants }: Slots): boolean {
  const typed = question.replaceAll('’', "'");
  if (OTHERS.test(typed.toLowerCase()) || IDENTIFIER.test(typed)) return true;
  if (merchants.length > 0) return false;
  const owners = OWNERS.map((words) => words.exec(typed)?.[1]?.toLowerCase());
  return owners.some((owner) => owner !== undefined && !NOT_PEOPLE.test(owner));
}
