import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { priorFor } from '../anomaly/prior.ts';
import { corrected, hasCorrections, learnMerchant } from '../corrections/corrections.ts';
import { ownAccounts, takeAccount, takeDate } from '../customer/customer-state.ts';
import { disownedOn } from '../customer/labels.ts';
import { addedUp, type MerchantDay, merchantDaysOf } from '../features/merchant-days.ts';
import { type EntryIndex, indexEntries, putEntry, referenceKey } from '../ledger/entry-index.ts';
import { entryKey, type LedgerEntry, replaces, toEntry } from '../ledger/ledger-entry.ts';
import { amountGroup } from '../matching/match-by-amount.ts';
import { matchEntries } from '../matching/match-entries.ts';
import type { CustomerBatch, Surroundings } from './customer-batch.ts';
import { learnEntry } from './learn-entry.ts';
import { type Alert, type PaymentSample, scorePayment } from './score-payment.ts';

/** What becomes of a batch that is taken a version at a time. */
export interface StepsTaken {
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** Keys of those that were changed, in the order in which they first were. */
  readonly moved: ReadonlySet<string>;
  readonly causes: ReadonlyMap<string, MunshiEvent<Transaction>>;
  readonly alerts: readonly Alert[];
  readonly merchantDays: readonly MerchantDay[];
  readonly samples: readonly PaymentSample[];
}

interface Steps {
  readonly batch: CustomerBatch;
  readonly around: Surroundings;
  readonly index: EntryIndex;
  readonly moved: Set<string>;
  readonly causes: Map<string, MunshiEvent<Transaction>>;
  readonly alerts: Alert[];
  readonly merchantDays: MerchantDay[];
  readonly samples: PaymentSample[];
  ownAccounts: ReadonlySet<string>;
}

/** What was said and found before the batch first, then each event: matched, scored against what was known before it, learned. */
export function applyInSteps(batch: CustomerBatch, around: Surroundings): StepsTaken {
  const steps: Steps = {
    batch,
    around,
    index: indexEntries(batch.standing),
    moved: new Set(),
    causes: new Map(),
    alerts: [],
    merchantDays: [],
    samples: [],
    ownAccounts: ownAccounts(batch.state),
  };
  const isNamed = ({ counterpartyAccount }: LedgerEntry) => counterpartyAccount !== null && batch.newAccounts?.has(counterpartyAccount);
  if (batch.newAccounts !== undefined) settle(steps, { touched: groupsOf(batch.standing.filter(isNamed)) });
  correctStanding(steps);
  for (const event of batch.events) takeEvent(steps, event);
  const { index, moved, causes, alerts, merchantDays, samples } = steps;
  return { entries: index.entries, moved, causes, alerts, merchantDays, samples };
}

function takeEvent(steps: Steps, event: MunshiEvent<Transaction>): void {
  const { batch, around, index, causes } = steps;
  const { state } = batch;
  takeDate(state, event.data.date);
  takeOwnAccount(steps, event.data.accountId ?? null);
  const key = entryKey(event.data);
  const before = index.entries.get(key);
  if (!replaces(before, { status: event.data.status, sequence: event.sequence })) return;
  const plain = toEntry(event, before, around.timeZone);
  const isTaught = batch.corrections !== undefined && learnMerchant(batch.corrections, plain);
  const own = batch.corrections === undefined ? plain : corrected(plain, batch.corrections);
  const entry = batch.outlook !== undefined && before === undefined ? { ...own, streamId: batch.outlook.streamOf(own) } : own;
  causes.set(key, event);
  const target = index.entries.get(referenceKey(entry) ?? '');
  settle(steps, { touched: groupsOf([entry, before, target]), news: new Map([[key, entry]]), event });
  if (isTaught) correctStanding(steps);
}

/** From now on what names the account moves between own ones. */
function takeOwnAccount(steps: Steps, accountId: string | null): void {
  const { batch, index } = steps;
  if (!takeAccount(batch.state, accountId)) return;
  steps.ownAccounts = ownAccounts(batch.state);
  settle(steps, { touched: groupsOf([...index.entries.values()].filter((entry) => entry.counterpartyAccount === accountId)) });
}

/** Puts the customer's word on every entry that is there. */
function correctStanding(steps: Steps): void {
  const { index, batch } = steps;
  const { corrections } = batch;
  if (corrections === undefined || !hasCorrections(corrections)) return;
  for (const entry of index.entries.values()) learnMerchant(corrections, entry);
  const news = new Map<string, LedgerEntry>();
  for (const [key, entry] of index.entries) {
    const now = corrected(entry, corrections);
    if (now.ownCategory !== entry.ownCategory || now.ownConfidence !== entry.ownConfidence) news.set(key, now);
  }
  settle(steps, { touched: groupsOf(news.values()), news });
}

interface Change {
  /** Amount groups that are matched anew. */
  readonly touched: ReadonlySet<string>;
  /** Versions that take the place of those that stand. */
  readonly news?: ReadonlyMap<string, LedgerEntry>;
  /** The event that brought the new version. */
  readonly event?: MunshiEvent<Transaction>;
}

/** Matches anew what a change touches, scores what came, and learns what is another than before. */
function settle(steps: Steps, { touched, news = new Map(), event }: Change): void {
  if (touched.size === 0) return;
  const { index } = steps;
  const entries = [...neighbours(index, touched, news)].flatMap((key) => news.get(key) ?? index.entries.get(key) ?? []);
  const matched = matchEntries({ entries, touched, ownAccounts: steps.ownAccounts });
  const first = event === undefined ? null : entryKey(event.data);
  const changed = matched.filter((entry) => isOther(index.entries.get(entryKey(entry)), entry) || news.has(entryKey(entry)));
  if (changed.length > 1)
    changed.sort((left, right) => order(left, first) - order(right, first) || (entryKey(left) < entryKey(right) ? -1 : 1));
  for (const entry of changed) take(steps, entry, entryKey(entry) === first ? event : undefined);
}

/** What came is scored before its neighbours have learned of it. */
function order(entry: LedgerEntry, first: string | null): number {
  return entryKey(entry) === first ? 0 : 1;
}

function take(steps: Steps, entry: LedgerEntry, event: MunshiEvent<Transaction> | undefined): void {
  const { around, index, batch, moved } = steps;
  const { scorecard = null, merchants = new Map<string, MerchantDay[]>(), judgements } = around;
  const { state } = batch;
  const key = entryKey(entry);
  const before = index.entries.get(key);
  const everybody = { prior: priorFor(batch.state.segment, around), scorecard, merchants };
  const scored = event === undefined ? null : scorePayment(state, { entry, event, everybody, judged: judgements?.get(key) });
  const after = scored === null ? entry : { ...entry, ...scored.marks };
  if (scored?.alert) steps.alerts.push(scored.alert);
  if (scored?.sample) steps.samples.push(scored.sample);
  const disowned = disownedOn(state.labels, after.transactionId);
  for (const day of addedUp(merchantDaysOf(before, disowned), merchantDaysOf(after, disowned))) {
    steps.merchantDays.push(day);
    merchants.get(day.merchantId)?.push(day);
  }
  learnEntry(state, before, after);
  batch.outlook?.moved(before, after);
  putEntry(index, after);
  moved.add(key);
}

/** The groups whole, what refers to the new versions, and what any of them refers to. */
function neighbours(index: EntryIndex, touched: ReadonlySet<string>, news: ReadonlyMap<string, LedgerEntry>): ReadonlySet<string> {
  const keys = new Set(news.keys());
  for (const group of touched) for (const key of index.groups.get(group) ?? []) keys.add(key);
  for (const key of news.keys()) for (const referring of index.referring.get(key) ?? []) keys.add(referring);
  for (const key of [...keys]) {
    const target = referenceKey(news.get(key) ?? index.entries.get(key) ?? { source: '' });
    if (target !== null) keys.add(target);
  }
  return keys;
}

function groupsOf(entries: Iterable<LedgerEntry | undefined>): Set<string> {
  const groups = new Set<string>();
  for (const entry of entries) if (entry !== undefined) groups.add(amountGroup(entry));
  return groups;
}

const MATCHED = ['category', 'confidence', 'transferMatch', 'refundMatch'] as const;

function isOther(before: LedgerEntry | undefined, after: LedgerEntry): boolean {
  return before === undefined || MATCHED.some((field) => before[field] !== after[field]);
}
