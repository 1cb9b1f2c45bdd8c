import { contentHash } from '@munshi/events/event-id';
import { documentRecord } from '../domain/versions/event-records.ts';
import { registerRepository } from '../store/register-repository.ts';
import type { AcceptPorts } from './accept-batch.ts';

/**
 * Removes a document, its parts included: a null for each, then the register. Idempotent.
 * @returns the ids that were removed
 */
export async function removeDocuments(ports: AcceptPorts, documentId: string): Promise<string[]> {
  const { bus, database, clock, bank } = ports;
  const known = [...(await registerRepository.documentParts(database.sql, documentId))];
  if (known.length === 0) return [];
  const envelope = { intake: 'live' as const, timeZone: bank.timeZone, now: clock.now().toISOString() };
  const removals = known.map(([id, { revision }]) => ({ id, revision: revision + 1 }));
  await bus.publish(
    removals.map(({ id, revision }) => {
      const hash = contentHash(null);
      return documentRecord(id, null, { version: { hash, revision, cause: `${hash}@${revision}` }, envelope });
    }),
  );
  await database.transaction(async (tx) => {
    for (const { id, revision } of removals) await registerRepository.storeRemoved(tx, id, revision);
  });
  return removals.map(({ id }) => id);
}
