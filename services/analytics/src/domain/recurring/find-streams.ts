import { contentHash } from '@munshi/events/event-id';
import { entryKey, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { dateOf, epochDay, nominalDay, slotOf } from './cadence.ts';
import { bestChain, type Chain, type Occurrence } from './find-chain.ts';
import { isBought, isContract } from './is-contract.ts';
import type { Stream } from './stream.ts';

/** Postings of the bank itself are no contract of the customer, and cash goes to nobody. */
const NO_CONTRACT = new Set(['fees', 'interest', 'cash']);
/** One payee has at most so many contracts with one customer. */
const MOST_CONTRACTS = 4;
/** Amounts of this many of the newest payments make the range of the next. */
const RANGE_PAYMENTS = 6;
/** Logarithms; below this the price is fixed, from it on it has risen. */
const FIXED_CHANGE = 0.02;
/** Less than this share of the price is a trial's token: that it ends is no rise. */
const TOKEN_SHARE = 0.25;

/** A customer's recurring payments, in and out, as of a date. A pure function of the ledger: the order of the entries leaves no trace. */
export function findStreams(entries: readonly LedgerEntry[], asOf: string): Stream[] {
  const posted = entries.filter((entry) => entry.date <= asOf && mayRecur(entry));
  const sorted = [...posted].sort((left, right) => compare(left.date, right.date) || compare(entryKey(left), entryKey(right)));
  return [...Map.groupBy(sorted, payeeOf)]
    .flatMap(([payee, own]) => streamsOf(own, { payee, asOf }))
    .sort((left, right) => compare(left.streamId, right.streamId));
}

/** Posted, not sent back, and of own transfers the leg that leaves: the other says the same again. */
function mayRecur({ status, minor, refundMatch, transferMatch, category }: LedgerEntry): boolean {
  if (status !== 'posted' || minor === 0 || refundMatch !== null || NO_CONTRACT.has(category)) return false;
  return transferMatch === null || minor < 0;
}

/**
 * Who is paid or pays: the merchant; where only an exact amount could be a contract (what is bought each time anew, what moves
 * between own accounts, what names nobody) also that amount.
 */
export function payeeOf({ currency, minor, merchantId, merchantName, category, accountId, transferMatch }: LedgerEntry): string {
  const who = merchantId ?? merchantName;
  const isByAmount = who === null || transferMatch !== null || isBought(category);
  return `${currency} ${minor < 0 ? 'out' : 'in'} ${who ?? `${category} ${accountId}`}${isByAmount ? ` ${minor}` : ''}`;
}

function streamsOf(entries: readonly LedgerEntry[], { payee, asOf }: { readonly payee: string; readonly asOf: string }): Stream[] {
  const byKey = new Map(entries.map((entry) => [entryKey(entry), entry]));
  let left: Occurrence[] = entries.map((entry) => ({ key: entryKey(entry), day: epochDay(entry.date), minor: Math.abs(entry.minor) }));
  const chains: Chain[] = [];
  while (left.length >= 2 && chains.length < MOST_CONTRACTS) {
    const chain = bestChain(left);
    if (chain === null || chain.occurrences.length - chain.missed < 2) break;
    chains.push(chain);
    const taken = new Set(chain.occurrences.map(({ key }) => key));
    left = left.filter(({ key }) => !taken.has(key));
  }
  const share = 1 - left.length / entries.length;
  const category = entries.at(-1)?.category ?? 'uncategorised';
  return chains
    .filter((chain) => isContract(chain, { share, category }))
    .map((chain) => toStream(chain, { payee, asOf, rest: left, entriesOf: (keys) => keys.flatMap((key) => byKey.get(key) ?? []) }));
}

interface About {
  readonly payee: string;
  readonly asOf: string;
  /** The payee's payments that are in no chain. */
  readonly rest: readonly Occurrence[];
  entriesOf(keys: readonly string[]): LedgerEntry[];
}

function toStream(chain: Chain, { payee, asOf, rest, entriesOf }: About): Stream {
  const { cadence, phase, occurrences, slots, change } = chain;
  const entries = entriesOf(occurrences.map(({ key }) => key));
  const newest = entries.at(-1) as LedgerEntry;
  const next = nominalDay(cadence, phase, (slots.at(-1) as number) + 1);
  const isEnded = epochDay(asOf) > next + cadence.grace;
  const recent = entries.slice(-RANGE_PAYMENTS).map(({ minor }) => minor);
  return {
    streamId: contentHash(['stream', newest.customerId, payee, entries[0]?.date, entries[0]?.transactionId]),
    payee,
    merchantName: newest.merchantName,
    category: newest.category,
    direction: newest.minor < 0 ? 'out' : 'in',
    cadence: cadence.name,
    state: isEnded ? 'ended' : occurrences.length < cadence.enough ? 'early' : 'mature',
    amount: { minor: change < FIXED_CHANGE ? newest.minor : middle(recent), currency: newest.currency },
    range: { low: Math.min(...recent.map(Math.abs)), high: Math.max(...recent.map(Math.abs)) },
    nextDate: isEnded ? null : dateOf(next),
    from: entries[0]?.date ?? newest.date,
    to: newest.date,
    priceRise: riseOf(entries, change),
    isMissed: !isEnded && epochDay(asOf) > next + cadence.late,
    doubled: doubledIn(chain, rest, entriesOf),
    trialEnds: null,
    transactionIds: entries.map(({ transactionId }) => transactionId),
  };
}

/** The payment beside the newest one: the same amount once more in the same turn. */
function doubledIn(
  { cadence, phase, occurrences, slots, change }: Chain,
  rest: readonly Occurrence[],
  entriesOf: About['entriesOf'],
): string | null {
  const newest = occurrences.at(-1);
  if (newest === undefined || change >= FIXED_CHANGE) return null;
  const again = rest.find(({ day, minor }) => minor === newest.minor && slotOf(cadence, phase, day)?.slot === slots.at(-1));
  return again === undefined ? null : (entriesOf([again.key])[0]?.transactionId ?? null);
}

/** The newest change of a fixed price upwards. */
function riseOf(entries: readonly LedgerEntry[], change: number): Stream['priceRise'] {
  if (change >= FIXED_CHANGE) return null;
  const at = entries.findLastIndex(({ minor }, index) => index > 0 && minor !== entries[index - 1]?.minor);
  const [before, after] = [entries[at - 1], entries[at]];
  if (before === undefined || after === undefined || Math.abs(after.minor) <= Math.abs(before.minor)) return null;
  if (Math.abs(before.minor) < Math.abs(after.minor) * TOKEN_SHARE) return null;
  return { from: Math.abs(before.minor), to: Math.abs(after.minor), date: after.date };
}

/** The middle one of some amounts: an amount that was paid. */
function middle(amounts: readonly number[]): number {
  return [...amounts].sort((left, right) => left - right)[Math.floor((amounts.length - 1) / 2)] ?? 0;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
