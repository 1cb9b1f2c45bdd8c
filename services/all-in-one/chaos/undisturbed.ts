import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { bankCustomers } from '@munshi/events/customer';
import { TOPICS } from '@munshi/events/topics';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { NOTHING, type Verdict } from './history.ts';
import { type InstallationOptions, install } from './installation.ts';
import { settled } from './judge.ts';

/** Profiles first, as the feed has it: a payment is scored once, on the accounts that are known by then. */
const SOURCES = [bankCustomers, bankTransactions];
const A_PUBLISH = 500;
const PROFILES_LIMIT_MS = 300_000;

/** What analytics makes of a customer, by a name: of each transaction, and of all of them together. */
export type Readings = ReadonlyMap<string, string>;

/** Analytics' features and sums against those of an installation of its own that takes the same events and is left alone. */
export async function checkUndisturbed(bus: Bus, database: Database, options: InstallationOptions): Promise<Verdict> {
  const events = await firstOfEach(bus);
  const found = await readings(database);
  const clean = await install({ ...options, folder: `${options.folder}-undisturbed` });
  try {
    await clean.bus.ensureTopics(TOPICS);
    await clean.start('analytics');
    for (const { name } of SOURCES) {
      const own = events.filter(({ topic }) => topic === name);
      for (let from = 0; from < own.length; from += A_PUBLISH) await clean.bus.publish(own.slice(from, from + A_PUBLISH));
      await settled(clean.bus, clean.database, ['analytics']);
    }
    await clean.stop();
    return { ...NOTHING, differing: difference(found, await readings(clean.database)) };
  } finally {
    await clean.close();
  }
}

/** Resolves when analytics has taken in the profiles of so many customers. */
export async function profilesKnown(database: Database, customers: number): Promise<void> {
  const known = async () => {
    const { rows } = await sql<{ known: number }>`
      select count(*)::int as known from analytics.customers where (state ->> 'profileSequence')::bigint >= 0`.execute(database.sql);
    return (rows[0]?.known ?? 0) >= customers;
  };
  await eventually('the profiles are known', known, PROFILES_LIMIT_MS);
}

/** What the bank said, once each, in the order of each partition: that in which they were applied. Times of publishing need not rise. */
async function firstOfEach(bus: Bus): Promise<readonly ReceivedRecord[]> {
  const seen = new Set<string>();
  const events: ReceivedRecord[] = [];
  await bus.readAll(SOURCES, (record) => {
    const id = `${record.topic}/${record.headers.ce_id}`;
    if (!seen.has(id)) events.push(record);
    seen.add(id);
  });
  return events;
}

/**
 * Not among them, since they follow from what came in one batch: how often something was said, moments, and what is looked at once a
 * day (outlook, groups, advice). What was last said of spending is among them, by its hash.
 */
async function readings(database: Database): Promise<Readings> {
  const { rows } = await sql<{ name: string; reading: string }>`
    select customer_id || '/' || source || '/' || transaction_id as name, (to_jsonb(t) - 'revision')::text as reading
    from analytics.transactions t
    union all
    select customer_id || '/' || field.key, case field.key when 'said' then field.value #>> '{spending,1}' else field.value::text end
    from analytics.customers, jsonb_each(state) field
    union all
    select customer_id || '/money ' || field.key, field.value::text
    from analytics.money, jsonb_each(money) field where field.key <> 'said'
    union all
    select 'merchant ' || merchant_id || ' ' || date || ' ' || known_on, payments || ' ' || frauds from analytics.merchant_days
    where payments <> 0 or frauds <> 0
    union all
    select 'scored ' || customer_id || '/' || source || '/' || transaction_id, to_jsonb(s)::text from analytics.scored_payments s`.execute(
    database.sql,
  );
  return new Map(rows.map(({ name, reading }) => [name, reading]));
}

/** Names of what is not the same on both sides, or on one side only. */
export function difference(found: Readings, expected: Readings): string[] {
  const names = new Set([...found.keys(), ...expected.keys()]);
  return [...names].filter((name) => found.get(name) !== expected.get(name));
}
