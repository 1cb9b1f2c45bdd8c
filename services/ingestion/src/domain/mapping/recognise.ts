import { cardTransactions } from './card-transactions.ts';
import { kaggleIndia, promptCompletion } from './kaggle-india.ts';
import type { AnyMapping, Mapping } from './mapping.ts';
import { ownColumns } from './own-columns.ts';

/** Tried in this order: the more particular before the general. */
export const BUILT_IN_MAPPINGS: readonly Mapping[] = [kaggleIndia, cardTransactions, ownColumns, promptCompletion];

export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The mapping whose columns are all there. */
export function recogniseColumns(columns: Iterable<string>, mappings = BUILT_IN_MAPPINGS): Mapping | null {
  const present = new Set(columns);
  return mappings.find((mapping) => mapping.rows === 'columns' && mapping.recognisedBy.every((column) => present.has(column))) ?? null;
}

/** The columns that a mapping reads. */
export function columnsOf(mapping: AnyMapping): string[] {
  const { customers, transaction, customer } = { customers: {}, transaction: {}, customer: {}, ...mapping };
  return [customers, transaction, customer].flatMap((fields) => Object.values(fields).flatMap(columnsIn));
}

const COLUMN_KEYS = ['column', 'currency', 'out', 'in', 'direction'];

/** Those of one field: itself, or what it names under the keys that hold columns. */
function columnsIn(field: unknown): string[] {
  if (typeof field === 'string') return [field];
  if (typeof field !== 'object' || field === null) return [];
  return Object.entries(field).flatMap(([key, value]) => (COLUMN_KEYS.includes(key) ? columnsIn(value) : []));
}
