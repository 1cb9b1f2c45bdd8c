import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { dateIn } from '@munshi/events/calendar-date';
import type { MunshiEvent } from '@munshi/events/event';
import { type Decision, notificationsDecisions } from '@munshi/events/notification';
import type { BankSettings } from '@munshi/service-kit/settings';
import { recipientRepository, rememberedSince, type Told } from '../store/recipient-repository.ts';

/** In a rebuild: what was told, from the decisions that were made then. Nothing is decided again. */
export function notificationsDecisionsHandler(bank: BankSettings): TransactionalHandler<Decision> {
  return {
    topic: notificationsDecisions,
    async apply(events, { tx }) {
      const sent = events.filter(({ data }) => data.outcome === 'sent');
      // Decided in one transaction, at one moment: what was told too long before was forgotten with each.
      for (const [decidedAt, together] of Map.groupBy(sent, ({ data }) => data.decidedAt)) {
        await recipientRepository.addTold(
          tx,
          together.map((event) => toldOf(event, bank)),
          rememberedSince(new Date(decidedAt)),
        );
      }
    },
  };
}

function toldOf({ data }: MunshiEvent<Decision>, { BANK_TIME_ZONE }: BankSettings): Told {
  const { customerId, key, bucket, decidedAt, inputs, insight } = data;
  const { kind, today } = inputs;
  return {
    notificationId: data.notificationId ?? '',
    customerId,
    key,
    bucket,
    // Decisions of the first version did not say these two.
    kind: typeof kind === 'string' ? kind : insight.topic === 'insights.anomalies' ? `anomaly.${key.split(':')[0]}` : 'offer',
    toldOn: typeof today === 'string' ? today : dateIn(BANK_TIME_ZONE, new Date(decidedAt)),
    toldAt: decidedAt,
  };
}
