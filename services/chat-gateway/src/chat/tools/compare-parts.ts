import type { Period } from '@munshi/events/calendar-date';
import type { CategorySpending, Spending } from '@munshi/facts/definitions';
import { categoryWords } from '../../domain/category-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';

const SHOWN = 4;

export interface Compared {
  readonly period: Period;
  readonly total: Spending;
}

export interface PartsOptions {
  readonly currency: string;
  /** By merchant where the whole is a category already. */
  readonly byMerchant: boolean;
  readonly context: CustomerContext;
  readonly pen: Pen;
}

/** Which categories or merchants moved a sum between two periods the most, either way. */
export function changeSentences(now: Compared, before: Compared, { currency, byMerchant, context, pen }: PartsOptions): string[] {
  const groups = (total: Spending) =>
    new Map<string, Omit<CategorySpending, 'category'>>(
      byMerchant ? total.merchants.map((group) => [group.merchantName, group]) : total.categories.map((group) => [group.category, group]),
    );
  const [later, earlier] = [groups(now.total), groups(before.total)];
  const changes = [...new Set([...later.keys(), ...earlier.keys()])]
    .map((name) => ({ name, change: (later.get(name)?.spent ?? 0) - (earlier.get(name)?.spent ?? 0) }))
    .filter(({ change }) => change !== 0)
    .sort((left, right) => Math.abs(right.change) - Math.abs(left.change) || (left.name < right.name ? -1 : 1));
  const lines = changes.slice(0, SHOWN).map(({ name, change }) => {
    const rows = [...(later.get(name)?.entries ?? []), ...(earlier.get(name)?.entries ?? [])].map(({ row }) => row);
    const common = { period: now.period, asOf: newestDate(rows, now.period, context.today), evidence: evidenceOf(rows) };
    const direction = change > 0 ? 'more' : 'less';
    const value = { minor: Math.abs(change), currency };
    const ref = pen.add({
      fact: `spending.part-${direction}`,
      value,
      label: byMerchant ? 'Change at one merchant' : `Change on ${categoryWords(name)}`,
      ...common,
    });
    const words = byMerchant
      ? pen.add({ fact: 'spending.merchant-name', value: { name }, label: 'The merchant’s name', ...common }).value
      : capital(categoryWords(name));
    return `\n• ${words}: ${ref.value} ${direction}.`;
  });
  return lines.length === 0 ? [] : ['The largest changes:', ...lines];
}

function capital(words: string): string {
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}
