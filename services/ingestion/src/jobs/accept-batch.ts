import type { Bus, OutgoingRecord } from '@munshi/bus/bus';
import type { Database, SqlTransaction } from '@munshi/database/database';
import type { Intake } from '@munshi/events/event';
import type { Clock } from '@munshi/service-kit/clock';
import { AppError } from '@munshi/service-kit/errors';
import type { Entry } from '../domain/entry.ts';
import { type EqualRows, identify } from '../domain/identity.ts';
import type { BankDefaults } from '../domain/mapping/mapping.ts';
import { type BatchPlan, planBatch } from '../domain/versions/plan-batch.ts';
import { registerRepository } from '../store/register-repository.ts';
import type { ErasureGate } from './erasure-gate.ts';

export interface AcceptPorts {
  readonly bus: Bus;
  readonly database: Database;
  readonly clock: Clock;
  readonly bank: BankDefaults;
  readonly gate: ErasureGate;
}

export interface Acceptance {
  readonly entries: readonly Entry[];
  readonly intake: Intake;
  /** The file's job; null for a call. */
  readonly jobId: string | null;
  /** Equal rows without an id that the file had before this batch. */
  readonly equalRows?: EqualRows;
  /** Called before publishing, for each try: what else is published with the events. */
  prepare?(plan: BatchPlan): Promise<readonly OutgoingRecord[]>;
  /** Within the transaction that stores what was published. */
  store?(tx: SqlTransaction, plan: BatchPlan, equalRows: EqualRows): Promise<void>;
}

const MOST_TRIES = 10;

/** Another writer published a version of one of the batch's records meanwhile. */
class OvertakenError extends AppError {
  constructor() {
    super('Other versions of the same records were stored meanwhile: send them again', {
      code: 'RECORDS_CONTENDED',
      failure: 'unavailable',
    });
  }
}

/**
 * Looks up what is known, publishes what is new or changed, waits for the bus, and only then stores register rows and the
 * caller's place in one transaction. A crash between the two leads to the same events again, with the same ids.
 */
export async function acceptBatch(ports: AcceptPorts, acceptance: Acceptance): Promise<BatchPlan> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ports.gate.pass(() => tryBatch(ports, acceptance));
    } catch (error) {
      if (!(error instanceof OvertakenError) || tries >= MOST_TRIES) throw error;
    }
  }
}

async function tryBatch({ bus, database, clock, bank }: AcceptPorts, acceptance: Acceptance): Promise<BatchPlan> {
  const { entries, intake, jobId } = acceptance;
  const before = acceptance.equalRows ?? new Map();
  const register = await registerRepository.lookUp(database.sql, entries, identitiesOf(entries, before));
  const equalRows: EqualRows = new Map(before);
  const plan = planBatch(entries, register, equalRows, { intake, timeZone: bank.timeZone, now: clock.now().toISOString() });
  const more = (await acceptance.prepare?.(plan)) ?? [];
  const records = more.length === 0 ? plan.records : [...plan.records, ...more];
  if (records.length > 0) await bus.publish(records);
  if (!changesAnything(plan) && !acceptance.store) return plan;
  await database.transaction(async (tx) => {
    if (!(await registerRepository.store(tx, plan, jobId))) throw new OvertakenError();
    await acceptance.store?.(tx, plan, equalRows);
  });
  return plan;
}

function identitiesOf(entries: readonly Entry[], before: EqualRows): { source: string; transactionId: string }[] {
  const equalRows: EqualRows = new Map(before);
  return entries.flatMap((entry) => {
    if (entry.kind !== 'transaction') return [];
    const { source, transactionId } = identify(entry.transaction, equalRows);
    return [{ source, transactionId }];
  });
}

function changesAnything({ transactions, customers, documents }: BatchPlan): boolean {
  return transactions.size + customers.size + documents.size > 0;
}
