import type { Customer } from '@munshi/events/customer';
import { contentHash } from '@munshi/events/event-id';
import { customerRecord } from '../domain/versions/event-records.ts';
import { registerRepository } from '../store/register-repository.ts';
import type { AcceptPorts } from './accept-batch.ts';

/** Publishes the erased state, without personal data, then deletes what the register holds. Idempotent. */
export async function eraseCustomer({ bus, database, clock, bank, gate }: AcceptPorts, customerId: string): Promise<void> {
  await gate.close(async () => {
    const known = await registerRepository.customer(database.sql, customerId);
    if (known?.status === 'erased') return;
    const erased: Customer = { customerId, status: 'erased' };
    const hash = contentHash(erased);
    const revision = (known?.revision ?? 0) + 1;
    const envelope = { intake: 'live' as const, timeZone: bank.timeZone, now: clock.now().toISOString() };
    await bus.publish([customerRecord(erased, { hash, revision, cause: hash }, envelope)]);
    await database.transaction((tx) => registerRepository.erase(tx, customerId, revision));
  });
}
