import type { Sql } from '@munshi/database/database';
import { type CalendarDate, dateIn } from '@munshi/events/calendar-date';
import { type Entry, entriesOf, type LedgerRow } from '@munshi/facts/definitions';
import type { BankSettings } from '@munshi/service-kit/settings';
import { type CustomerScope, customerScopeOf } from '@munshi/vector-store/scope';
import { ledgerRows } from '../store/ledger-repository.ts';
import { type States, statesOf } from '../store/state-repository.ts';

/** One customer as the tools see them. Nothing in it can reach another customer. */
export interface CustomerContext {
  readonly customerId: string;
  readonly scope: CustomerScope;
  readonly db: Sql;
  readonly today: CalendarDate;
  readonly timeZone: string;
  readonly locale: string;
  readonly currency: string;
  readonly states: States;
  /** The whole ledger, read once. */
  rows(): Promise<readonly LedgerRow[]>;
  entries(): Promise<readonly Entry[]>;
}

export interface ContextOptions {
  readonly db: Sql;
  readonly bank: BankSettings & { readonly PSEUDONYM_SECRET: string };
  readonly now: Date;
}

/** The customer of a session: the id comes from a verified token and from nowhere else. */
export async function openContext(customerId: string, { db, bank, now }: ContextOptions): Promise<CustomerContext> {
  const states = await statesOf(db, customerId);
  const profile = states['bank.customers'];
  const preferences = states['customer.preferences'];
  const timeZone = usable(preferences?.timeZone) ?? usable(profile?.timeZone) ?? bank.BANK_TIME_ZONE;
  let rows: Promise<readonly LedgerRow[]> | undefined;
  let entries: Promise<readonly Entry[]> | undefined;
  const readRows = (): Promise<readonly LedgerRow[]> => {
    rows ??= ledgerRows(db, customerId);
    return rows;
  };
  return {
    customerId,
    scope: customerScopeOf(customerId, bank.PSEUDONYM_SECRET),
    db,
    today: dateIn(timeZone, now),
    timeZone,
    locale: preferences?.language ?? profile?.locale ?? bank.BANK_LOCALE,
    currency: profile?.currency ?? bank.BANK_CURRENCY,
    states,
    rows: readRows,
    entries() {
      entries ??= readRows().then(entriesOf);
      return entries;
    },
  };
}

function usable(timeZone: string | null | undefined): string | null {
  if (!timeZone) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return null;
  }
}
