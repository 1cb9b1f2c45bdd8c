import { type Intent, LEDGER_INTENTS, type Plan } from './plan.ts';

/** Answered with figures of the customer's own; budgets are asked for in words that no product's page has. */
export const FIGURE_INTENTS: ReadonlySet<string> = new Set<Intent>(
  [...LEDGER_INTENTS, 'balance' as const, 'forecast' as const, 'alerts' as const].filter((intent) => intent !== 'budgets'),
);

/** Asks for what only a ledger can be asked for, however it is worded. */
const LEDGER_ALONE: ReadonlySet<Intent> = new Set<Intent>(['breakdown', 'compare', 'merchants']);

/** Whether what was learned for a doubtful question that no rule knows may still be wrong. */
export function mayBeTakenForLedger(intent: Intent): boolean {
  return FIGURE_INTENTS.has(intent) && !LEDGER_ALONE.has(intent);
}

/** What was done, and lists of it: only the ledger knows. */
const DONE =
  /\b(?:did|have|had|was|were|am|will) i\b|\bdid you\b|\brun out\b|(?<!that )\bi(?:'ve| have)? (?:spent|paid|bought|sent|got|gave|received|earned|made|saved)\b|(?<!(?:if|does|do|when) )\bmy (?:last|latest|recent|next|total|average|biggest|largest|balance|salary|spending|expenses?|transactions?)\b|\b(?:spent|spending|expenses?|total|history|biggest|largest|smallest|recent|latest|last|number of|on average|usual)\b|^(?:show|list|display)\b/;
/** Orders to pay somebody: never a question. */
const PAYS = /^(?:please |can you )?(?:transfer|send|pay|move)\b.*\b(?:to|bills?|rent)\b/;
/** "What can you do?"; longer ones tell of something. */
const LONGEST_HELP = 6;

/**
 * Whether a question that the rules take for one about the ledger, or do not know, may as well be about the bank's products ("cost of a replacement
 * card"): then its meaning has to tell. Never where it names a time, a shop or an amount of the customer's own, or what they did.
 */
export function mayBeOfBank(text: string, { intent, slots }: Plan): boolean {
  if (intent === 'help') return text.split(' ').length > LONGEST_HELP;
  if (intent !== 'action' && intent !== 'unknown' && !FIGURE_INTENTS.has(intent)) return false;
  const { period, against, merchants, min, max, ahead, per, aspect, refunds, pending } = slots;
  const times = [period, against, per === null ? ahead : null];
  if ([...times, min, max, aspect === 'missed' ? null : aspect].some((named) => named !== null) || merchants.length > 0) return false;
  if (intent === 'action') return !PAYS.test(text);
  return !((refunds || pending) && intent === 'transactions' && text.split(' ').length <= 3) && !DONE.test(text);
}
