import type { CalendarDate } from '@munshi/events/calendar-date';
import type { Account } from '@munshi/events/customer';
import type { Transaction } from '@munshi/events/transaction';
import { instantOf, midnightOf } from './calendar.ts';
import type { Draft, Role } from './draft.ts';
import { accountIdOf } from './ids.ts';
import type { Persona } from './persona.ts';
import { fractionOf } from './random.ts';
import { excessOver, payersOf, topUpsFor } from './sweep.ts';
import type { Entry } from './truth-record.ts';

export const CURRENCY = 'INR';
const ROLES: readonly Role[] = ['primary', 'reserve', 'card', 'loan'];

export interface OwnAccount {
  readonly role: Role;
  readonly accountId: string;
  readonly kind: Account['kind'];
  readonly name: string;
  /** Paise before the first day; owed is negative. */
  readonly opening: number;
  /** Paise below which it may not fall. */
  readonly floor: number;
}

/** When a draft is posted, and under which ids. */
export interface PostingDay {
  readonly date: CalendarDate;
  readonly epochDay: number;
  nextId(): string;
}

/** The accounts of one customer: every balance that is reported is kept here. */
export interface AccountBook {
  readonly accounts: readonly OwnAccount[];
  balanceOf(role: Role): number;
  has(role: Role): boolean;
  /** Whether so much (positive) can leave the account. */
  affords(role: Role, minor: number): boolean;
  /** The transactions that a draft becomes: none where no account can bear it, two where money moves between own accounts. */
  post(draft: Draft, day: PostingDay): Entry[];
}

export function createAccountBook(seed: number, persona: Persona, openings: Readonly<Partial<Record<Role, number>>>): AccountBook {
  const accounts = ROLES.filter((role) => openings[role] !== undefined).map((role) => accountOf(seed, persona, role, openings[role] ?? 0));
  const { balanceOf, has, affords, enter } = createPostings(persona, accounts);

  function post(meant: Draft, day: PostingDay): Entry[] {
    const draft = has(meant.role) ? meant : { ...meant, role: 'primary' as const };
    if (draft.settles) return settle(draft, day);
    if (draft.minor >= 0) return receive(draft, day);
    const payer = payersOf(persona.ceiling, draft).find((candidate) => affords(candidate, -draft.minor));
    if (payer !== undefined) return enter({ ...draft, role: payer }, day);
    const topUp = topUpFor(draft);
    if (topUp !== null) return enter(topUp, day).concat(enter(draft, day));
    return draft.merchant && affords('card', -draft.minor) ? enter({ ...draft, role: 'card' }, day) : [];
  }

  /** What was pending is posted at last, unless its account cannot bear it by then. */
  function settle(draft: Draft, day: PostingDay): Entry[] {
    if (draft.settles?.as !== 'posted' || affords(draft.role, -draft.minor)) return enter(draft, day);
    const topUp = topUpFor(draft);
    if (topUp !== null) return enter(topUp, day).concat(enter(draft, day));
    return enter({ ...draft, settles: { ...draft.settles, as: 'cancelled' } }, day);
  }

  /** What comes in; of what the everyday account then holds too much, the rest goes to the reserve. */
  function receive(draft: Draft, day: PostingDay): Entry[] {
    const entries = enter(draft, day);
    if (draft.role !== 'primary' || !has('reserve')) return entries;
    const minor = excessOver(persona.ceiling, balanceOf('primary'));
    return minor === 0 ? entries : entries.concat(enter(ownTransfer({ at: draft.at, from: 'primary', into: 'reserve', minor }), day));
  }

  /** What is fetched from the reserve just before a payment. */
  function topUpFor(draft: Draft): Draft | null {
    if (draft.role !== 'primary' || draft.into?.role === 'reserve') return null;
    const minor = topUpsFor(persona.ceiling, draft, balanceOf('primary')).find((paise) => affords('reserve', paise));
    return minor === undefined ? null : ownTransfer({ at: draft.at, from: 'reserve', into: 'primary', minor });
  }

  return { accounts, balanceOf, has, affords, post };
}

/** The accounts' balances, and what is entered in them; nothing is refused. */
function createPostings(persona: Persona, accounts: readonly OwnAccount[]) {
  const byRole = new Map(accounts.map((account) => [account.role, account]));
  const balances = new Map(accounts.map(({ role, opening }) => [role, opening]));
  let lastMs = 0;

  const balanceOf = (role: Role) => balances.get(role) ?? 0;
  const has = (role: Role) => byRole.has(role);
  const affords = (role: Role, minor: number) => has(role) && balanceOf(role) - minor >= (byRole.get(role)?.floor ?? 0);
  const accountIdOfRole = (role: Role | null) => (role === null ? null : (byRole.get(role)?.accountId ?? null));

  function enter(draft: Draft, day: PostingDay): Entry[] {
    const transactionId = draft.settles?.transactionId ?? day.nextId();
    if (!draft.into) return [leg(draft, day, { transactionId, match: null, own: null })];
    const other = day.nextId();
    const received = { ...draft, role: draft.into.role, minor: -draft.minor, description: draft.into.description };
    return [
      leg(draft, day, { transactionId, match: other, own: draft.into.role }),
      leg(received, day, { transactionId: other, match: transactionId, own: draft.role }),
    ];
  }

  function leg(draft: Draft, day: PostingDay, as: { transactionId: string; match: string | null; own: Role | null }): Entry {
    lastMs = Math.max(midnightOf(day.epochDay) + draft.at, lastMs + 1);
    const status = draft.settles?.as ?? (draft.fate?.kind === 'pending' ? 'pending' : 'posted');
    if (status === 'posted') balances.set(draft.role, balanceOf(draft.role) + draft.minor);
    const balance = status === 'posted' ? balanceOf(draft.role) : null;
    const own = as.own === null ? null : { name: persona.name, account: accountIdOfRole(as.own) };
    const where = { ...as, own, status, balance, epochMs: lastMs, date: day.date, accountId: accountIdOfRole(draft.role) } as const;
    return entryOf(draft, persona.customerId, where);
  }

  return { balanceOf, has, affords, enter };
}

interface Leg {
  readonly transactionId: string;
  /** The other leg, where money moves between own accounts. */
  readonly match: string | null;
  readonly own: { readonly name: string; readonly account: string | null } | null;
  readonly accountId: string | null;
  readonly status: Transaction['status'];
  /** Paise afterwards; null where nothing was booked. */
  readonly balance: number | null;
  readonly epochMs: number;
  readonly date: CalendarDate;
}

function entryOf(draft: Draft, customerId: string, leg: Leg): Entry {
  const { merchant } = draft;
  const { transactionId, own, balance } = leg;
  const transaction: Transaction = {
    transactionId,
    customerId,
    accountId: leg.accountId,
    amount: { minor: draft.minor, currency: CURRENCY },
    date: leg.date,
    time: instantOf(leg.epochMs),
    status: leg.status,
    channel: draft.channel,
    description: draft.description,
    merchant: merchant ? merchantOf(merchant) : null,
    counterparty: own ?? (draft.counterparty === undefined ? null : { name: draft.counterparty, account: null }),
    balanceAfter: balance === null ? null : { minor: balance, currency: CURRENCY },
    originalAmount: draft.original ?? null,
    refersTo: draft.undoes?.transactionId ?? null,
    source: 'bank',
  };
  const truth = {
    transactionId,
    customerId,
    category: draft.category,
    merchant: merchant?.name ?? null,
    streamId: draft.streamId ?? null,
    habitId: draft.habitId ?? null,
    transferMatch: leg.match,
    refundMatch: draft.undoes?.transactionId ?? null,
    anomaly: draft.anomaly ?? null,
    awkward: draft.awkward ?? null,
  };
  return { epochMs: leg.epochMs, transaction, truth, undoes: draft.undoes ?? null, says: saysOf(draft, transactionId) };
}

/** Money that moves between two own accounts. */
export function ownTransfer(move: { readonly at: number; readonly from: Role; readonly into: Role; readonly minor: number }): Draft {
  return {
    at: move.at,
    role: move.from,
    minor: -move.minor,
    channel: 'INTERNAL',
    description: 'TRF TO OWN A/C',
    category: 'transfer',
    into: { role: move.into, description: 'TRF FROM OWN A/C' },
  };
}

function merchantOf({ id, name, shown, mcc, city, country }: NonNullable<Draft['merchant']>) {
  return { id, name: shown ?? name, mcc, city, country };
}

/** Most who are asked answer; what is undone was seen already. */
function saysOf({ anomaly, isOwnOddity, undoes }: Draft, transactionId: string): Entry['says'] {
  if ((anomaly === undefined && !isOwnOddity) || undoes) return null;
  if (fractionOf('says', transactionId) >= 0.8) return null;
  return anomaly === undefined ? 'normal' : 'notMe';
}

const NAMES = { primary: 'Savings account', reserve: 'Reserve savings', card: 'Credit card', loan: 'Home loan' } as const;
const KINDS = { primary: 'savings', reserve: 'savings', card: 'card', loan: 'loan' } as const;

function accountOf(seed: number, persona: Persona, role: Role, opening: number): OwnAccount {
  const isCurrent = role === 'primary' && persona.stage === 'self-employed';
  const limit = Math.round((persona.outgoings * 1.5) / 1_000_000) * 1_000_000 + 5_000_000;
  return {
    role,
    accountId: accountIdOf(seed, persona.index, ROLES.indexOf(role)),
    kind: isCurrent ? 'current' : KINDS[role],
    name: isCurrent ? 'Current account' : NAMES[role],
    opening,
    floor: role === 'card' ? -limit : role === 'loan' ? Number.NEGATIVE_INFINITY : 0,
  };
}
