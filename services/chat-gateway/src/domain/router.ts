import { mayBeOfBank } from './bank-question.ts';
import { followUpOf } from './follow-up.ts';
import { readHinglish } from './hinglish.ts';
import { intentByRules } from './intent-rules.ts';
import { nameWords } from './merchant-words.ts';
import { asksOfOthers } from './other-people.ts';
import { NO_SLOTS, type Plan } from './plan.ts';
import { readSlots, type SlotsOptions } from './slots.ts';
import { correctSpelling } from './spelling.ts';

/** What the words alone say; `unknown` where they say nothing. `previous` is what the question before asked for. */
export function route(question: string, options: SlotsOptions, previous: Plan | null): Plan {
  const text = readable(question, options);
  const slots = readSlots(text, { ...options, about: previous?.slots.period ?? null });
  if (slots.transactions.length > 0) return { intent: 'transactions', slots: { ...NO_SLOTS, transactions: slots.transactions } };
  if (asksOfOthers(question, slots)) return { intent: 'others', slots };
  const own: Plan = { intent: intentByRules(text, slots), slots };
  const followUp = followUpOf(text, own, previous);
  if (followUp !== null) return followUp;
  const { categories, merchants, period } = slots;
  const isBare = period !== null && text.split(' ').length <= 3;
  const isName = isBare || (categories.length + merchants.length > 0 && !isLong(text));
  const plan: Plan = own.intent === 'unknown' && isName ? { intent: 'spending', slots } : own;
  return mayBeOfBank(text, plan) ? { ...plan, isDoubtful: true } : plan;
}

/** Lower case, straight quotes, Hindi words in English, slips of spelling put right. */
function readable(question: string, { merchants }: SlotsOptions): string {
  const plain = question.toLowerCase().replaceAll(/[’‘]/g, "'").replaceAll(/\s+/g, ' ').trim();
  return correctSpelling(readHinglish(plain), nameWords(merchants));
}

/** A name alone asks what was spent there; a name in a long sentence may mean anything. */
function isLong(text: string): boolean {
  return text.split(' ').length > 6;
}
