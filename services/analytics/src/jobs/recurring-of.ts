import { setImmediate as pause } from 'node:timers/promises';
import type { Sql } from '@munshi/database/database';
import { addDays } from '@munshi/events/calendar-date';
import { findStreams } from '../domain/recurring/find-streams.ts';
import type { Stream } from '../domain/recurring/stream.ts';
import { loadAgreed } from '../store/agreed-repository.ts';

/** A yearly payment shows from its second time on. */
const DAYS_READ = 800;

/** The recurring payments of some customers as of a date. Other work of the process goes on between two customers. */
export async function recurringOf(database: Sql, customerIds: readonly string[], asOf: string): Promise<Map<string, Stream[]>> {
  const entries = await loadAgreed(database, customerIds, addDays(asOf, -DAYS_READ));
  const found = new Map<string, Stream[]>();
  for (const [customerId, own] of entries) {
    found.set(customerId, findStreams(own, asOf));
    await pause();
  }
  return found;
}
