import type { CalendarDate } from '@munshi/events/calendar-date';
import type { Account } from '@munshi/events/customer';
import type { Transaction } from '@munshi/events/transaction';
import { instantOf, midnightOf } from './calendar.ts';
import type { Draft, Role } from './draft.ts';
import { accountIdOf } from './ids.ts';
import type { Persona } from './persona.ts';
import { fractionOf } from './random.ts';
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
  const byRole = new Map(accounts.map((account) => [account.role, account]));
  const balances = new Map(accounts.map(({ role, opening }) => [role, opening]));
  let lastMs = 0;

  const balanceOf = (role: Role) => balances.get(role) ?? 0;
  const has = (role: Role) => byRole.has(role);
  const affords = (role: Role, minor: number) => has(role) && balanceOf(role) - minor >= (byRole.get(role)?.floor ?? 0);

  function post(draft: Draft, day: PostingDay): Entry[] {
    const role = has(draft.role) ? draft.role : 'primary';
    const payer = draft.minor < 0 && !draft.settles ? payerOf(role, draft) : role;
    if (payer !== null) return enter(payer === draft.role ? draft : { ...draft, role: payer }, day);
    const topUp = topUpFor(role, draft);
    return topUp === null ? [] : [...enter(topUp, day), ...enter({ ...draft, role }, day)];
  }

  /** The account that a payment leaves: the one meant, else the other one that one pays with; a card pays only merchants. */
  function payerOf(role: Role, draft: Draft): Role | null {
    const candidates: readonly Role[] = role === 'card' ? ['card', 'primary'] : draft.merchant ? [role, 'card'] : [role];
    return candidates.find((candidate) => affords(candidate, -draft.minor)) ?? null;
  }

  /** What is taken from the reserve, in thousands of rupees, just before a payment that the primary account cannot bear. */
  function topUpFor(role: Role, draft: Draft): Draft | null {
    if (role !== 'primary' || draft.into?.role === 'reserve') return null;
    const minor = Math.ceil((-draft.minor - balanceOf('primary') + persona.outgoings * 0.15) / 100_000) * 100_000;
    if (!affords('reserve', minor)) return null;
    return ownTransfer({ at: Math.max(0, draft.at - 90_000), from: 'reserve', into: 'primary', minor });
  }

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
    const { merchant } = draft;
    const own = as.own === null ? null : { name: persona.name, account: byRole.get(as.own)?.accountId ?? null };
    const transaction: Transaction = {
      transactionId: as.transactionId,
      customerId: persona.customerId,
      accountId: byRole.get(draft.role)?.accountId ?? null,
      amount: { minor: draft.minor, currency: CURRENCY },
      date: day.date,
      time: instantOf(lastMs),
      status,
      channel: draft.channel,
      description: draft.description,
      merchant: merchant ? merchantOf(merchant) : null,
      counterparty: own ?? (draft.counterparty === undefined ? null : { name: draft.counterparty, account: null }),
      balanceAfter: status === 'posted' ? { minor: balanceOf(draft.role), currency: CURRENCY } : null,
      originalAmount: draft.original ?? null,
      refersTo: draft.undoes?.transactionId ?? null,
      source: 'bank',
    };
    const truth = {
      transactionId: as.transactionId,
      customerId: persona.customerId,
      category: draft.category,
      merchant: merchant?.name ?? null,
      streamId: draft.streamId ?? null,
      habitId: draft.habitId ?? null,
      transferMatch: as.match,
      refundMatch: draft.undoes?.transactionId ?? null,
      anomaly: draft.anomaly ?? null,
      awkward: draft.awkward ?? null,
    };
    return { epochMs: lastMs, transaction, truth, undoes: draft.undoes ?? null, says: saysOf(draft, as.transactionId) };
  }

  return { accounts, balanceOf, has, affords, post };
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
