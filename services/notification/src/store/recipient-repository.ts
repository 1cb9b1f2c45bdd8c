import type { Sql, SqlTransaction } from '@munshi/database/database';
import type { Customer } from '@munshi/events/customer';
import type { Preferences } from '@munshi/events/preferences';
import { sql } from 'kysely';

/** An offer is told once a month: what was told longer ago decides nothing. */
const REMEMBER_DAYS = 40;
const DAY_MS = 86_400_000;

export function rememberedSince(now: Date): Date {
  return new Date(now.getTime() - REMEMBER_DAYS * DAY_MS);
}

/** What notification keeps of a profile. */
export type Profile = Pick<Customer, 'timeZone' | 'locale'>;

export interface Recipient {
  readonly profile: Profile | null;
  readonly preferences: Preferences | null;
  readonly normalKeys: ReadonlySet<string>;
  readonly told: readonly Told[];
}

export interface Told {
  readonly notificationId: string;
  readonly customerId: string;
  readonly key: string;
  readonly bucket: string;
  readonly kind: string;
  /** The customer's date. */
  readonly toldOn: string;
  readonly toldAt: string;
}

interface StateRow {
  readonly customerId: string;
  readonly sequence: number;
  readonly state: unknown;
}

/** Who is told, what they want, and what they were told. One statement a call. */
export const recipientRepository = {
  /** Everything known of some customers; of what was told only what is newer than `since`. */
  async load(tx: Sql, customerIds: readonly string[], since: Date): Promise<ReadonlyMap<string, Recipient>> {
    const { rows } = await sql<{ id: string; profile: Profile | null; preferences: Preferences | null; keys: string[]; told: Told[] }>`
      select wanted.id, r.profile, r.preferences,
        coalesce((select json_agg(n.key) from notification.normal_keys n where n.customer_id = wanted.id), '[]') as keys,
        coalesce((
          select json_agg(json_build_object('notificationId', t.notification_id, 'customerId', t.customer_id, 'key', t.key, 'bucket', t.bucket,
            'kind', t.kind, 'toldOn', t.told_on::text, 'toldAt', t.told_at))
          from notification.told t where t.customer_id = wanted.id and t.told_at > ${since.toISOString()}::timestamptz), '[]') as told
      from json_array_elements_text(${JSON.stringify([...new Set(customerIds)])}::json) as wanted(id)
      left join notification.recipients r on r.customer_id = wanted.id`.execute(tx);
    return new Map(rows.map(({ id, keys, ...row }) => [id, { ...row, normalKeys: new Set(keys) }]));
  },

  async saveProfiles(tx: SqlTransaction, rows: readonly StateRow[]): Promise<void> {
    await sql`
      insert into notification.recipients (customer_id, profile, profile_sequence)
      select * from ${newest(rows)} on conflict (customer_id) do update
      set profile = excluded.profile, profile_sequence = excluded.profile_sequence
      where notification.recipients.profile_sequence < excluded.profile_sequence`.execute(tx);
  },

  async savePreferences(tx: SqlTransaction, rows: readonly StateRow[]): Promise<void> {
    await sql`
      insert into notification.recipients (customer_id, preferences, preferences_sequence)
      select * from ${newest(rows)} on conflict (customer_id) do update
      set preferences = excluded.preferences, preferences_sequence = excluded.preferences_sequence
      where notification.recipients.preferences_sequence < excluded.preferences_sequence`.execute(tx);
  },

  async addNormalKeys(tx: SqlTransaction, keys: readonly { readonly customerId: string; readonly key: string }[]): Promise<void> {
    await sql`
      insert into notification.normal_keys
      select distinct "customerId", key from json_to_recordset(${JSON.stringify(keys)}::json) as k("customerId" text, key text)
      on conflict do nothing`.execute(tx);
  },

  /** Adds to what was told, and forgets what these customers were told before `since`. */
  async addTold(tx: SqlTransaction, told: readonly Told[], since: Date): Promise<void> {
    if (told.length === 0) return;
    const customers = JSON.stringify(told.map(({ customerId }) => customerId));
    await sql`
      delete from notification.told where told_at < ${since.toISOString()}::timestamptz
      and customer_id in (select json_array_elements_text(${customers}::json))`.execute(tx);
    await sql`
      insert into notification.told (notification_id, customer_id, key, bucket, kind, told_on, told_at)
      select "notificationId", "customerId", key, bucket, kind, "toldOn", "toldAt"
      from json_to_recordset(${JSON.stringify(told)}::json) as t(
        "notificationId" text, "customerId" text, key text, bucket text, kind text, "toldOn" date, "toldAt" timestamptz)
      on conflict do nothing`.execute(tx);
  },

  async erase(tx: SqlTransaction, customerId: string): Promise<void> {
    for (const table of ['recipients', 'normal_keys', 'told', 'held']) {
      await sql`delete from ${sql.id('notification', table)} where customer_id = ${customerId}`.execute(tx);
    }
  },
};

/** The newest state of each customer: one statement cannot touch a row twice. */
function newest(rows: readonly StateRow[]) {
  const input = JSON.stringify(rows.map(({ customerId, sequence, state }) => ({ c: customerId, v: state, s: sequence })));
  return sql`(select distinct on (c) c, v, s from json_to_recordset(${input}::json) as r(c text, v jsonb, s integer) order by c, s desc) as newest`;
}
