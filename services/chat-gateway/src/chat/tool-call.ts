import type { Plan, Slots } from '../domain/plan.ts';
import { periodText } from './tools/period-args.ts';

export interface PlannedCall {
  readonly tool: string;
  readonly args: unknown;
}

const MOST_LISTED = 20;

/** The tool and arguments that answer a plan; null where talk answers it. */
export function callFor({ intent, slots, isDocumented }: Plan, question: string): PlannedCall | null {
  const chosen = selectionOf(slots);
  const count = slots.count === null ? null : Math.min(slots.count, MOST_LISTED);
  switch (intent) {
    case 'balance':
      return { tool: 'balance', args: { account: slots.account, period: chosen.period } };
    case 'spending':
      return { tool: 'spending', args: chosen };
    case 'share':
      return { tool: 'spending', args: { ...chosen, share: true } };
    case 'breakdown':
      return { tool: 'spending', args: { ...chosen, by: 'category', count } };
    case 'merchants':
      return { tool: 'spending', args: { ...chosen, by: 'merchant', count } };
    case 'months':
      return { tool: 'months', args: chosen };
    case 'average':
      return { tool: 'average', args: { ...chosen, per: slots.per } };
    case 'compare':
      return {
        tool: 'compare',
        args: {
          ...chosen,
          with: slots.against ? periodText(slots.against) : null,
          versus: slots.versus,
          why: slots.why,
        },
      };
    case 'biggest':
    case 'smallest':
      return { tool: 'biggest_expense', args: { ...chosen, count, order: intent } };
    case 'income':
      return { tool: 'income', args: incomeOf(chosen, slots, question) };
    case 'saved':
      return { tool: 'saved', args: { period: chosen.period } };
    case 'transactions':
      return slots.transactions.length > 0
        ? { tool: 'transactions', args: { ids: slots.transactions.slice(0, MOST_LISTED), count: MOST_LISTED } }
        : { tool: 'transactions', args: { ...chosen, count: count ?? (isLatestAsked(question) ? 1 : null), ...listOf(slots) } };
    case 'recurring':
      return {
        tool: 'recurring',
        args: {
          categories: chosen.categories.length === 1 ? chosen.categories : [],
          merchants: chosen.merchants,
          aspect: slots.aspect,
          until: slots.ahead,
        },
      };
    case 'budgets':
      return { tool: 'budgets', args: { categories: chosen.categories, change: isChange(question) } };
    case 'goals':
      return { tool: 'goals', args: { about: question.slice(0, 500), change: isChange(question) } };
    case 'afford':
      return { tool: 'afford', args: { amount: slots.amount, on: slots.ahead } };
    case 'forecast':
      return { tool: 'forecast', args: { on: slots.ahead, lowest: isLowestAsked(question) } };
    case 'alerts':
      return { tool: 'alerts', args: alertsOf(question) };
    case 'action':
      return isDocumented || isUrgent(question) ? { tool: 'documents', args: { query: question.slice(0, 1000) } } : null;
    case 'groups':
    case 'offers':
    case 'tips':
      return { tool: intent, args: {} };
    case 'product':
    case 'unknown':
      return { tool: 'documents', args: { query: question.slice(0, 1000) } };
    default:
      return null;
  }
}

function selectionOf({ period, categories, merchants, except, account, channel, weekdays }: Slots) {
  return {
    period: period ? periodText(period) : null,
    categories,
    merchants,
    except,
    account: account === 'owed' ? null : account,
    channel,
    weekdays,
  };
}

/** "That 6517 payment": whole rupees mean whatever paise. */
const PAISE = 99;

function listOf({ skip, min, max, amount, flow, refunds, pending }: Slots) {
  const isExact = min === null && max === null && amount !== null;
  return { skip, min: isExact ? amount : min, max: isExact ? amount + PAISE : max, flow, refunds, pending };
}

/** "When was my salary credited" asks for the newest, "how much in June" for a sum. */
function incomeOf({ period, account, categories, merchants }: ReturnType<typeof selectionOf>, slots: Slots, question: string) {
  const asksWhen =
    /\b(?:when|last|latest|come in|arrived?|credited|yet)\b/i.test(question) || (slots.categories.includes('salary') && period === null);
  const asksNext = asksWhen && /\b(?:when (?:do|does|will|is|are|am)|next|due|expected|coming)\b/i.test(question);
  return { period, account, categories, merchants, newest: asksNext || (asksWhen && period === null), next: asksNext };
}

/** What was told, what was charged twice, or all that stood out. */
function alertsOf(question: string) {
  return {
    told: /\b(?:notif\w*|warn\w*|alert\w*|messages?)\b/i.test(question),
    twice: /\b(?:twice|double|two times|duplicates?)\b/i.test(question),
  };
}

function isChange(question: string): boolean {
  return /\b(?:set|change|make|create|add|raise|lower|increase|decrease|update|remove|delete)\b/i.test(question);
}

/** Whether money lasts, rather than how much there will be on a day. */
function isLowestAsked(question: string): boolean {
  return /\b(?:lowest|least|low point|minimum|run (?:out|short|low)|last|make it|get (?:by|through)|enough|zero|short|tight|trouble)\b/i.test(
    question,
  );
}

/** What nobody should have to look for: how to do it is in the bank's documents. */
function isUrgent(question: string): boolean {
  return /\b(?:block|freeze|lost|stolen|dispute|fraud)\b/i.test(question);
}

function isLatestAsked(question: string): boolean {
  return /\bwhen did i (?:last|most recently)\b|\bwhen was (?:the|my) last\b|\bmy (?:last|latest) (?:payment|transaction|purchase|bill|order)\b/i.test(
    question,
  );
}
