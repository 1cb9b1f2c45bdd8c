import type { Account, Customer } from '@munshi/events/customer';
import type { Agreed, AgreedField, Dated, NewestField, Observation } from './observation.ts';

/**
 * What all rows seen so far say of one customer. Merging is idempotent and gives the same in any order: rows that
 * disagree on what never changes leave it unknown for good, other fields are those of the newest row that has them.
 */
export interface ObservedProfile {
  readonly time: string;
  readonly agreed: Readonly<Partial<Record<AgreedField, Agreed | 'conflict'>>>;
  readonly newest: Readonly<Partial<Record<NewestField, Dated>>>;
  readonly accounts: readonly Pick<Account, 'accountId' | 'kind' | 'currency'>[];
}

const AGREED: readonly AgreedField[] = ['birthDate', 'gender'];
const NEWEST: readonly NewestField[] = ['name', 'city', 'occupation'];

/** The profile with one more row; the same object when the row says nothing new. */
export function mergeObservation(profile: ObservedProfile | null, row: Observation): ObservedProfile {
  if (profile === null) return first(row);
  const agreed = mergeAgreed(profile.agreed, row);
  const newest = mergeNewest(profile.newest, row);
  const accounts = mergeAccounts(profile.accounts, row);
  if (agreed === profile.agreed && newest === profile.newest && accounts === profile.accounts) return profile;
  return { time: laterOf(row.time, profile.time), agreed, newest, accounts };
}

/** Rows disagree on who this customer is. */
export function isConflicting(profile: ObservedProfile | null): boolean {
  return profile !== null && AGREED.some((field) => profile.agreed[field] === 'conflict');
}

/**
 * The profile to be published: the bank's own customer record, and where it says nothing, what rows of files say.
 * Fields are in a fixed order, null where they are unknown.
 */
export function renderCustomer(customerId: string, record: Customer | null, observed: ObservedProfile | null): Customer {
  return {
    customerId,
    status: 'active',
    name: record?.name ?? observed?.newest.name?.value ?? null,
    birthDate: record?.birthDate ?? agreedValue(observed, 'birthDate'),
    gender: record?.gender ?? agreedValue(observed, 'gender'),
    city: record?.city ?? observed?.newest.city?.value ?? null,
    locale: record?.locale ?? null,
    timeZone: record?.timeZone ?? null,
    currency: record?.currency ?? null,
    occupation: record?.occupation ?? observed?.newest.occupation?.value ?? null,
    // came later: where it is unknown, profiles published before it have the same content
    ...(record?.incomeBand ? { incomeBand: record.incomeBand } : {}),
    products: record?.products ?? null,
    consents: record?.consents ?? null,
    accounts: record?.accounts ?? accountsOf(observed),
  };
}

function laterOf(left: string, right: string): string {
  if (left > right) return left;
  return right;
}

function accountsOf(observed: ObservedProfile | null): Account[] | null {
  return observed === null || observed.accounts.length === 0 ? null : observed.accounts.map((account) => ({ ...account }));
}

function agreedValue(observed: ObservedProfile | null, field: AgreedField): string | null {
  const agreed = observed?.agreed[field];
  return agreed === undefined || agreed === 'conflict' || !agreed.known ? null : agreed.said;
}

function first(row: Observation): ObservedProfile {
  const newest = mergeNewest({}, row);
  return { time: row.time, agreed: row.agreed, newest, accounts: row.account === null ? [] : [row.account] };
}

function mergeAgreed(before: ObservedProfile['agreed'], row: Observation): ObservedProfile['agreed'] {
  let merged = before;
  for (const field of AGREED) {
    const said = row.agreed[field];
    const known = before[field];
    if (said === undefined || known === 'conflict' || known?.said === said.said) continue;
    merged = { ...merged, [field]: known === undefined ? said : 'conflict' };
  }
  return merged;
}

function mergeNewest(before: ObservedProfile['newest'], row: Observation): ObservedProfile['newest'] {
  let merged = before;
  for (const field of NEWEST) {
    const value = row.newest[field];
    const known = before[field];
    if (value === undefined || (known !== undefined && known.at >= row.at)) continue;
    merged = { ...merged, [field]: { value, at: row.at } };
  }
  return merged;
}

function mergeAccounts(before: ObservedProfile['accounts'], row: Observation): ObservedProfile['accounts'] {
  const { account } = row;
  if (account === null || before.some(({ accountId }) => accountId === account.accountId)) return before;
  return [...before, account].sort((left, right) => (left.accountId < right.accountId ? -1 : 1));
}
