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

/** Says moments, each with the payments behind it; one statement for those that are read from the ledger, none where there are none. */
export async function sayMoments(unit: UnitOfWork, said: readonly SaidMoment[]): Promise<void> {
  const wanted = said.flatMap(({ customerId, moment: { behind } }) => (behind === undefined ? [] : [{ customerId, ...behind }]));
  const read = await loadBehind(unit.tx, wanted);
  for (const { customerId, moment, cause } of said) {
    const { behind } = moment;
    const key = behind === undefined ? '' : `${customerId} ${behind.currency} ${behind.category} ${behind.month}`;
    const data = toInsight(customerId, moment, transactionEvidence(read.get(key) ?? []));
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
