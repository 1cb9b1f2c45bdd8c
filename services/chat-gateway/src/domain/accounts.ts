import { dateIn } from '@munshi/events/calendar-date';
import type { Account, Customer } from '@munshi/events/customer';
import { addMoney, type Money } from '@munshi/events/money';
import { type Balance, balanceOf, type LedgerRow } from '@munshi/facts/definitions';

/** Where the bank names no account, its rows form one. */
export const UNNAMED_ACCOUNT = 'unnamed';

export interface AccountBalance {
  readonly accountId: string;
  /** Null: the bank's record of the customer does not list it. */
  readonly kind: Account['kind'] | null;
  readonly name: string | null;
  readonly currency: string;
  /** Null: the bank never reported one. */
  readonly balance: Balance | null;
  /** Counts in "my balance". */
  readonly isOwnMoney: boolean;
  readonly pending: readonly LedgerRow[];
}

export interface AccountsOptions {
  readonly profile: Customer | null;
  readonly rows: readonly LedgerRow[];
  readonly timeZone: string;
}

/** The accounts of the bank's record and those only seen in transactions. Without a record every one of them counts as own money. */
export function accountsOf({ profile, rows, timeZone }: AccountsOptions): AccountBalance[] {
  const listed = profile?.accounts ?? [];
  const byAccount = Map.groupBy(rows, (row) => row.accountId ?? UNNAMED_ACCOUNT);
  const dateOf = (instant: string): string => dateIn(timeZone, new Date(instant));
  const known = listed.map((account) => {
    const own = byAccount.get(account.accountId) ?? [];
    const reported = account.balance && account.balanceAsOf ? { balance: account.balance, asOf: account.balanceAsOf } : null;
    return toBalance(account.accountId, own, {
      kind: account.kind,
      name: account.name ?? null,
      currency: account.currency,
      balance: balanceOf(own, reported, dateOf),
      isOwnMoney: account.kind === 'current' || account.kind === 'savings',
    });
  });
  const unlisted = [...byAccount].filter(([accountId]) => !listed.some((account) => account.accountId === accountId));
  return [
    ...known,
    ...unlisted.map(([accountId, own]) =>
      toBalance(accountId, own, {
        kind: null,
        name: null,
        currency: own.at(-1)?.amount.currency ?? '',
        balance: balanceOf(own, null, dateOf),
        isOwnMoney: listed.length === 0,
      }),
    ),
  ];
}

function toBalance(
  accountId: string,
  rows: readonly LedgerRow[],
  rest: Pick<AccountBalance, 'kind' | 'name' | 'currency' | 'balance' | 'isOwnMoney'>,
): AccountBalance {
  return { accountId, ...rest, pending: rows.filter((row) => row.status === 'pending') };
}

/** "My balance": current and savings accounts, one sum a currency. */
export function ownMoney(accounts: readonly AccountBalance[]): { readonly money: Money; readonly accounts: readonly AccountBalance[] }[] {
  const known = accounts.filter((account) => account.isOwnMoney && account.balance !== null);
  return [...Map.groupBy(known, (account) => account.balance?.money.currency ?? '')].map(([currency, members]) => ({
    money: members.reduce<Money>((sum, { balance }) => (balance ? addMoney(sum, balance.money) : sum), { minor: 0, currency }),
    accounts: members,
  }));
}
