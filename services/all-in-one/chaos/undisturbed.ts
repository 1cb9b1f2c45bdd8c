import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { bankCustomers } from '@munshi/events/customer';
import { TOPICS } from '@munshi/events/topics';
import { bankTransactions } from '@munshi/events/transaction';
import { sql } from 'kysely';
import { NOTHING, type Verdict } from './history.ts';
import { type InstallationOptions, install } from './installation.ts';
import { settled } from './judge.ts';

const SOURCES = [bankTransactions, bankCustomers];
const A_PUBLISH = 500;

/** What analytics makes of a customer, by a name: of each transaction, and of all of them together. */
export type Readings = ReadonlyMap<string, string>;

/** Analytics' features and sums against those of an installation of its own that takes the same events and is left alone. */
export async function checkUndisturbed(bus: Bus, database: Database, options: InstallationOptions): Promise<Verdict> {
  const events = await firstOfEach(bus);
  const found = await readings(database);
  const clean = await install({ ...options, folder: `${options.folder}-undisturbed` });
  try {
    await clean.bus.ensureTopics(TOPICS);
    for (let from = 0; from < events.length; from += A_PUBLISH) await clean.bus.publish(events.slice(from, from + A_PUBLISH));
    await clean.start('analytics');
    await settled(clean.bus, clean.database, ['analytics']);
    await clean.stop();
    return { ...NOTHING, differing: difference(found, await readings(clean.database)) };
  } finally {
    await clean.close();
  }
}

/** What the bank said, once each, in the order of publishing. */
async function firstOfEach(bus: Bus): Promise<readonly ReceivedRecord[]> {
  const seen = new Set<string>();
  const events: ReceivedRecord[] = [];
  await bus.readAll(SOURCES, (record) => {
    const id = `${record.topic}/${record.headers.ce_id}`;
    if (!seen.has(id)) events.push(record);
    seen.add(id);
  });
  return events.sort((a, b) => a.timestamp - b.timestamp);
}

/**
 * Not among them, since they follow from what came in one batch: how unusual a payment was scored (whether it was found unusual is among
 * them), how often it was said again, and when something was said of its customer.
 */
async function readings(database: Database): Promise<Readings> {
  const { rows } = await sql<{ name: string; reading: string }>`
    select customer_id || '/' || source || '/' || transaction_id as name, (to_jsonb(t) - 'score' - 'revision')::text as reading
    from analytics.transactions t
    union all
    select customer_id || '/' || field.key, field.value::text
    from analytics.customers, jsonb_each(state) field
    where field.key <> 'said'`.execute(database.sql);
  return new Map(rows.map(({ name, reading }) => [name, reading]));
}

/** Names of what is not the same on both sides, or on one side only. */
export function difference(found: Readings, expected: Readings): string[] {
  const names = new Set([...found.keys(), ...expected.keys()]);
  return [...names].filter((name) => found.get(name) !== expected.get(name));
}
