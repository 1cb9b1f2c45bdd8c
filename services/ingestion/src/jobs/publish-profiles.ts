import { renderCustomer } from '../domain/profile/observed-profile.ts';
import { customerRecord, type TopicRecord } from '../domain/versions/event-records.ts';
import { nextVersion } from '../domain/versions/next-version.ts';
import type { Job } from '../store/job.ts';
import { registerRepository } from '../store/register-repository.ts';
import type { AcceptPorts } from './accept-batch.ts';

const PAGE_SIZE = 500;

/** Whose rows changed the profiles. */
export type ProfileSource = Pick<Job, 'jobId' | 'live'>;

/**
 * When a file has been read: one event for each customer whose profile its rows changed. Published, then stored, a page at a
 * time; after a crash the page comes again with the same ids.
 */
export async function publishProfiles(ports: AcceptPorts, job: ProfileSource, signal: AbortSignal): Promise<void> {
  let after = '';
  while (!signal.aborted) {
    const from = after;
    const last = await ports.gate.pass(() => publishPage(ports, job, from));
    if (last === null) return;
    after = last;
  }
}

/** The last id of the page; null when there was none. */
async function publishPage({ bus, database, clock, bank }: AcceptPorts, job: ProfileSource, after: string): Promise<string | null> {
  const page = await registerRepository.observedBy(database.sql, job.jobId, after, PAGE_SIZE);
  const last = page.at(-1);
  if (!last) return null;
  const envelope = { intake: job.live ? ('live' as const) : ('history' as const), timeZone: bank.timeZone, now: clock.now().toISOString() };
  const records: TopicRecord[] = [];
  const published = page.map((known) => {
    const { customerId, revision: base } = known;
    const customer = renderCustomer(customerId, known.record, known.observed);
    const version = nextVersion(customer, known);
    if (version) records.push(customerRecord(customer, version, envelope, known.observed?.time ?? null));
    return { customerId, hash: version?.hash ?? known.hash ?? '', revision: version?.revision ?? base, base };
  });
  if (records.length > 0) await bus.publish(records);
  const stored = await database.transaction((tx) => registerRepository.storePublished(tx, published));
  // A record that was posted meanwhile has a newer version: those rows stay marked, and the next look finds them.
  return stored ? last.customerId : after;
}
