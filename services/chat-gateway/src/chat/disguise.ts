import type { Disguise, Pseudonyms } from '@munshi/pseudonyms/pseudonyms';
import { isTelling, normalName } from '../domain/merchant-words.ts';
import { personNamesIn } from '../domain/person-names.ts';
import { ledgerNames } from '../store/ledger-names.ts';
import type { CustomerContext } from './context.ts';

/** A shorter id is too often a number of something else. */
const SHORTEST_ID = 3;
const SHORTEST_NUMBER = 5;

/**
 * Hides whom a vendor must not hear of: the customer, everybody and every account in their ledger, and whoever else the question names.
 * `more`: names that were read out of the question.
 */
export async function openDisguise(
  context: CustomerContext,
  pseudonyms: Pseudonyms,
  { question, more = [] }: { readonly question: string; readonly more?: readonly string[] },
): Promise<Disguise> {
  const { customerId, db, states } = context;
  const profile = states['bank.customers'];
  const { counterparties, merchants, accounts } = await ledgerNames(db, customerId);
  // What a tool is asked for is written as the ledger's reader writes it: analytics may have put it right.
  const spellings = new Map(
    (await context.entries()).flatMap(({ merchantName }) => (merchantName ? [[normalName(merchantName), merchantName]] : [])),
  );
  const spelled = (names: readonly string[]): string[] => names.map((name) => spellings.get(normalName(name)) ?? name);
  const accountNames = (profile?.accounts ?? []).flatMap(({ name }) => name ?? []);
  // Whom a goal is for is the customer's own words.
  const goals = (states['customer.preferences']?.goals ?? []).map(({ name }) => name);
  const ids = [customerId, ...(profile?.accounts ?? []).map(({ accountId }) => accountId), ...accounts].filter(
    (id) => id.length >= (/^\d+$/.test(id) ? SHORTEST_NUMBER : SHORTEST_ID),
  );
  return pseudonyms.disguise({
    people: [
      ...(profile?.name ? [profile.name] : []),
      ...spelled(counterparties),
      ...personNamesIn(question),
      ...goals.flatMap(personNamesIn),
      ...more,
    ],
    others: [...[...spelled(merchants), ...accountNames, ...goals].filter(namesSomebody), ...ids],
    isOrdinary: (word) => !isTelling(word),
  });
}

/** "Savings account" and "Rent" name nobody, and a question without such words asks nothing. */
function namesSomebody(name: string): boolean {
  return normalName(name).split(' ').some(isTelling);
}

/** Hides what of a question may not reach the embeddings. */
export type HideQuery = (context: CustomerContext, query: string) => Promise<string>;

/** A local model tells nobody: it may know the names that tell what a question is about, as its documents name them. */
export function createHideQuery(embeddings: { readonly kind: string }, pseudonyms: Pseudonyms): HideQuery {
  return async (context, query) => {
    if (embeddings.kind !== 'local') return (await openDisguise(context, pseudonyms, { question: query })).hide(query);
    const name = context.states['bank.customers']?.name;
    return pseudonyms.hide(query, name ? [name] : []);
  };
}

/** The same value with each of its texts as `write` leaves it; keys stay. */
export function mapTexts(value: unknown, write: (text: string) => string): unknown {
  if (typeof value === 'string') return write(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, write));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, write)]));
}
