import type { Account } from '@munshi/events/customer';

/** What was said of a field that never changes; `known` is false where it stands for "not known". */
export interface Agreed {
  readonly said: string;
  readonly known: boolean;
}

/** A field of the newest row, with the moment that orders rows. */
export interface Dated {
  readonly value: string;
  readonly at: string;
}

export type AgreedField = 'birthDate' | 'gender';
export type NewestField = 'name' | 'city' | 'occupation';

/** What one row of a file says of its customer. */
export interface Observation {
  readonly customerId: string;
  /** Orders rows: the transaction's instant or date, then its id. */
  readonly at: string;
  /** When it was so in the bank, RFC 3339 UTC. */
  readonly time: string;
  readonly agreed: Readonly<Partial<Record<AgreedField, Agreed>>>;
  readonly newest: Readonly<Partial<Record<NewestField, string>>>;
  readonly account: Pick<Account, 'accountId' | 'kind' | 'currency'> | null;
}
