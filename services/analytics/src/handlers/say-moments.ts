import type { UnitOfWork } from '@munshi/delivery/delivery';
import { eventId } from '@munshi/events/event-id';
import { insightsMoments, type MomentInsight } from '@munshi/events/insights';
import type { DueMoment } from '../domain/moments/due-moments.ts';
import { toInsight, transactionEvidence } from '../domain/moments/moment.ts';
import { loadBehind } from '../store/moment-repository.ts';
import type { Cause } from './insight-events.ts';

export interface SaidMoment {
  readonly customerId: string;
  readonly moment: DueMoment;
  readonly cause: Cause;
}

const RULE = 'moment@1';

/** Says moments, each with the transactions behind it, where these are to be read from the ledger. */
export async function sayMoments(unit: UnitOfWork, said: readonly SaidMoment[]): Promise<void> {
  const wanted = said.flatMap(({ customerId, moment: { behind } }, at) => (behind === undefined ? [] : [{ at, customerId, ...behind }]));
  const read = await loadBehind(unit.tx, wanted);
  for (const [at, { customerId, moment, cause }] of said.entries()) {
    const data = toInsight(customerId, moment, transactionEvidence(read.get(at) ?? []));
    unit.emit<MomentInsight>({
      topic: insightsMoments,
      id: eventId({ topic: insightsMoments.name, subject: data.momentId, cause: cause.id, rule: RULE }),
      key: customerId,
      subject: data.momentId,
      sequence: moment.sequence,
      time: cause.time,
      intake: cause.intake,
      data,
    });
  }
}
