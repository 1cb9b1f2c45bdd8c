import type { UnitOfWork } from '@munshi/delivery/delivery';
import { dateIn } from '@munshi/events/calendar-date';
import { contentHash, eventId } from '@munshi/events/event-id';
import { type Decision, notifications, notificationsDecisions } from '@munshi/events/notification';
import { createWriter } from '@munshi/facts/write';
import type { Clock } from '@munshi/service-kit/clock';
import type { BankSettings } from '@munshi/service-kit/settings';
import { notificationIdOf, notificationOf } from '../domain/messages/notification-of.ts';
import { decide, POLICY_VERSION, type Standing, toldKey, type Verdict } from '../domain/policy/policy.ts';
import { type Held, heldRepository, type Occurrence } from '../store/held-repository.ts';
import { type Recipient, recipientRepository, rememberedSince, type Told } from '../store/recipient-repository.ts';

export interface Teller {
  /** Decides on each occurrence, in order: emits a decision for every one and a notification for what is sent. */
  tell(occurrences: readonly Occurrence[], unit: UnitOfWork): Promise<void>;
}

export interface TellerOptions {
  readonly clock: Clock;
  readonly bank: BankSettings;
  /** Called for each decision, with its outcome. */
  onDecided(outcome: Decision['outcome'], rule: string): void;
}

const RULE = `policy@${POLICY_VERSION}`;
const NOBODY: Recipient = { profile: null, preferences: null, normalKeys: new Set(), told: [] };

export function createTeller({ clock, bank, onDecided }: TellerOptions): Teller {
  return {
    async tell(occurrences, unit) {
      const now = clock.now();
      const customers = occurrences.filter(({ intake }) => intake === 'live').map(({ message }) => message.customerId);
      const since = rememberedSince(now);
      const recipients = customers.length === 0 ? new Map<string, Recipient>() : await recipientRepository.load(unit.tx, customers, since);
      const told: Told[] = [];
      const held: Held[] = [];
      for (const occurrence of occurrences) {
        const { message } = occurrence;
        const recipient = recipients.get(message.customerId) ?? NOBODY;
        const standing = standingOf(recipient, told, bank, now);
        const verdict = decide({ message, intake: occurrence.intake, standing, now });
        onDecided(verdict.outcome, verdict.rule);
        emitDecision(occurrence, verdict, now, unit);
        if (verdict.outcome === 'sent') {
          emitNotification(occurrence, recipient.profile?.locale ?? bank.BANK_LOCALE, now, unit);
          told.push(toldOf(occurrence, standing, now));
        }
        if (verdict.until !== null) {
          const waiting = { ...occurrence, round: occurrence.round + 1 };
          held.push({ notificationId: notificationIdOf(message), releaseAt: verdict.until, occurrence: waiting });
        }
      }
      await recipientRepository.addTold(unit.tx, told, since);
      await heldRepository.add(unit.tx, held);
    },
  };
}

function standingOf(recipient: Recipient, toldNow: readonly Told[], bank: BankSettings, now: Date): Standing {
  const { profile, preferences, normalKeys } = recipient;
  const timeZone = preferences?.timeZone ?? profile?.timeZone ?? bank.BANK_TIME_ZONE;
  const today = dateIn(timeZone, now);
  const told = [...recipient.told, ...toldNow];
  const toldToday = new Map<string, number>();
  for (const { kind, toldOn } of told) if (toldOn === today) toldToday.set(kind, (toldToday.get(kind) ?? 0) + 1);
  return {
    timeZone,
    today,
    preferences: preferences ?? { quietHours: null, mutedKinds: [] },
    normalKeys,
    told: new Set(told.map(toldKey)),
    toldToday,
  };
}

function toldOf({ message }: Occurrence, { today }: Standing, now: Date): Told {
  const { customerId, key, bucket, kind } = message;
  return { notificationId: notificationIdOf(message), customerId, key, bucket, kind, toldOn: today, toldAt: now.toISOString() };
}

function emitNotification({ message, causeId, intake }: Occurrence, locale: string, now: Date, unit: UnitOfWork): void {
  const data = notificationOf(message, createWriter(locale), now.toISOString());
  const { notificationId: subject, customerId: key, occurredAt: time } = data;
  const id = eventId({ topic: notifications.name, subject, cause: causeId, rule: RULE });
  unit.emit({ topic: notifications, id, key, subject, sequence: 1, time, intake, data });
}

function emitDecision({ message, causeId, intake, round }: Occurrence, verdict: Verdict, now: Date, unit: UnitOfWork): void {
  const { customerId, insight, key, bucket } = message;
  const decisionId = contentHash(['decision', customerId, key, bucket, causeId, POLICY_VERSION]);
  const { outcome, rule, reason, inputs } = verdict;
  const data: Decision = {
    decisionId,
    customerId,
    insight,
    outcome,
    rule,
    reason,
    inputs,
    policyVersion: POLICY_VERSION,
    key,
    bucket,
    notificationId: outcome === 'withheld' ? null : notificationIdOf(message),
    decidedAt: now.toISOString(),
  };
  const id = eventId({ topic: notificationsDecisions.name, subject: decisionId, cause: causeId, rule: `${RULE}/${round}` });
  unit.emit({
    topic: notificationsDecisions,
    id,
    key: customerId,
    subject: decisionId,
    sequence: round,
    time: message.occurredAt,
    intake,
    data,
  });
}
