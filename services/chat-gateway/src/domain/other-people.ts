import type { Slots } from './plan.ts';

const NOT_PEOPLE =
  /^(?:today|yesterday|month|year|week|last|this|what|that|it|there|here|let|who|how|where|when|bank|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/;
const OTHERS =
  /\b(?:other|another|every|all|each|different|any) (?:the )?(?:bank )?(?:customers?|users?|clients?|people|persons?|account ?holders?)\b|\b(?:someone|somebody|anyone|everyone|everybody)(?: else)?(?:'s)?\b.*\b(?:balance|account|spen\w+|transactions?|salary|money)\b|\bmy (?:wife|husband|brother|sister|friend|neighbou?r|boss|colleague|mother|father|son|daughter|partner|landlord|mom|dad)'?s\b.*\b(?:balance|accounts?|spen\w+|transactions?|salary|income|money|data|details)\b/;
const IDENTIFIER = /\bcustomer(?: ?id| number| no\.?)?:? ?#?[a-z]*[-_]?\d+\b|\bC[-_]?\d{3,}\b/i;
const OWNER = /\b([\p{Lu}][\p{L}]+)'s (?:bank |account )?(?:balance|accounts?|spending|transactions?|salary|income|money|data|details)\b/u;

/** Whether a question is about somebody else's money. Capitals tell names, so it is read as it was typed. */
export function asksOfOthers(question: string, { merchants }: Slots): boolean {
  const typed = question.replaceAll('’', "'");
  if (OTHERS.test(typed.toLowerCase()) || IDENTIFIER.test(typed)) return true;
  if (merchants.length > 0) return false;
  const owner = OWNER.exec(typed)?.[1];
  return owner !== undefined && !NOT_PEOPLE.test(owner.toLowerCase());
}
