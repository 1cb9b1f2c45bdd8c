import type { CalendarDate, Instant } from '@munshi/events/calendar-date';
import type { Intake } from '@munshi/events/event';
import type { Decision } from '@munshi/events/notification';
import type { Preferences } from '@munshi/events/preferences';
import type { Message } from '../messages/message.ts';
import { quietUntil } from './quiet-hours.ts';

export const POLICY_VERSION = '1';

/** More of one kind on one day is noise, whatever it says. */
const MOST_OF_A_KIND_A_DAY = 5;

/** Moments that another insight tells of as well, by kind: one thing that happened is told once. */
const TOLD_BY: Readonly<Record<string, string>> = {
  'moment.duplicate-charge': 'insights.anomalies',
  'moment.idle-cash': 'insights.recommendations',
};

/** What is known of the customer when it is decided. */
export interface Standing {
  readonly timeZone: string;
  readonly today: CalendarDate;
  readonly preferences: Pick<Preferences, 'quietHours' | 'mutedKinds'>;
  /** Keys that are normal for this customer. */
  readonly normalKeys: ReadonlySet<string>;
  /** `told()` of what was told before. */
  readonly told: ReadonlySet<string>;
  /** How many of a kind were told today. */
  readonly toldToday: ReadonlyMap<string, number>;
}

export interface Candidate {
  readonly message: Message;
  readonly intake: Intake;
  readonly standing: Standing;
  readonly now: Date;
}

export interface Verdict {
  readonly outcome: Decision['outcome'];
  readonly rule: string;
  readonly reason: string;
  readonly inputs: Decision['inputs'];
  /** When what is held may be told. */
  readonly until: Instant | null;
}

interface Rule {
  readonly rule: string;
  readonly outcome: 'withheld' | 'held';
  readonly reason: string;
  readonly applies: (candidate: Candidate) => boolean;
  readonly inputs: (candidate: Candidate) => Decision['inputs'];
}

/** The first rule that applies decides; where none does, it is sent. */
const RULES: readonly Rule[] = [
  {
    rule: 'history',
    outcome: 'withheld',
    reason: 'It came with history, which moves figures and tells nobody',
    applies: ({ intake }) => intake === 'history',
    inputs: ({ intake }) => ({ intake }),
  },
  {
    rule: 'expired',
    outcome: 'withheld',
    reason: 'It happened too long ago to be of use now',
    applies: ({ message, now }) => message.expiresAt <= now.toISOString(),
    inputs: ({ message, now }) => ({ expiresAt: message.expiresAt, now: now.toISOString() }),
  },
  {
    rule: 'normal',
    outcome: 'withheld',
    reason: 'The customer said that this is normal',
    applies: ({ message, standing }) => standing.normalKeys.has(message.key),
    inputs: ({ message }) => ({ key: message.key }),
  },
  {
    rule: 'muted',
    outcome: 'withheld',
    reason: 'The customer does not want to hear of this kind',
    applies: ({ message, standing }) => isMuted(message.kind, standing.preferences.mutedKinds),
    inputs: ({ message }) => ({ kind: message.kind }),
  },
  {
    rule: 'told-otherwise',
    outcome: 'withheld',
    reason: 'Another insight tells the customer of the same',
    applies: ({ message }) => message.kind in TOLD_BY,
    inputs: ({ message }) => ({ kind: message.kind, toldBy: TOLD_BY[message.kind] ?? null }),
  },
  {
    rule: 'repeat',
    outcome: 'withheld',
    reason: 'The customer was told already',
    applies: ({ message, standing }) => standing.told.has(toldKey(message)),
    inputs: ({ message }) => ({ key: message.key, bucket: message.bucket }),
  },
  {
    rule: 'daily-limit',
    outcome: 'withheld',
    reason: 'The customer has heard enough of this kind today',
    applies: ({ message, standing }) => (standing.toldToday.get(message.kind) ?? 0) >= MOST_OF_A_KIND_A_DAY,
    inputs: ({ message, standing }) => ({
      kind: message.kind,
      today: standing.toldToday.get(message.kind) ?? 0,
      most: MOST_OF_A_KIND_A_DAY,
    }),
  },
  {
    rule: 'quiet-hours',
    outcome: 'held',
    reason: 'The customer wants no message at this hour',
    applies: (candidate) => candidate.message.severity !== 'critical' && quietEnd(candidate) !== null,
    inputs: (candidate) => ({ until: quietEnd(candidate), severity: candidate.message.severity }),
  },
];

/** Whether a customer hears of it, and which rule said so. */
export function decide(candidate: Candidate): Verdict {
  const rule = RULES.find(({ applies }) => applies(candidate));
  if (rule === undefined) {
    return {
      outcome: 'sent',
      rule: 'told',
      reason: 'Nothing speaks against it',
      // The kind and the customer's date: what was told is restored from its decision.
      inputs: { severity: candidate.message.severity, kind: candidate.message.kind, today: candidate.standing.today },
      until: null,
    };
  }
  const { outcome, reason } = rule;
  return { outcome, rule: rule.rule, reason, inputs: rule.inputs(candidate), until: outcome === 'held' ? quietEnd(candidate) : null };
}

export function toldKey({ key, bucket }: Pick<Message, 'key' | 'bucket'>): string {
  return `${key}\n${bucket}`;
}

/** `anomaly` mutes `anomaly.amount` as well. */
function isMuted(kind: string, mutedKinds: readonly string[]): boolean {
  return mutedKinds.some((muted) => kind === muted || kind.startsWith(`${muted}.`));
}

function quietEnd({ standing, now }: Candidate): Instant | null {
  return quietUntil(standing.preferences.quietHours, standing.timeZone, now);
}
