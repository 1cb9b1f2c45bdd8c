import type { Bus, OutgoingRecord, ReceivedRecord } from '@munshi/bus/bus';
import { BusRecordError } from '@munshi/bus/errors';
import { DEAD_LETTER_HEADERS, deadLettersOf } from '@munshi/events/dead-letter';
import type { ServiceName } from '@munshi/events/topic';
import { codeOf, type DeliveryFailure } from './failure.ts';

const MESSAGE_CHARACTERS = 500;
const STAND_IN_KEY = 'unkeyed';

/** A record that is given up, why and when. */
export interface Verdict {
  readonly record: ReceivedRecord;
  readonly error: unknown;
  readonly failure: DeliveryFailure;
  readonly attempts: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** The dead letter of a record: key, value and headers as they were, and where it came from and why. */
export function deadLetterOf(service: ServiceName, { record, ...verdict }: Verdict): OutgoingRecord {
  const names = DEAD_LETTER_HEADERS;
  const message = verdict.error instanceof Error ? verdict.error.message : String(verdict.error);
  return {
    topic: deadLettersOf(service).name,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      [names.topic]: record.topic,
      [names.partition]: String(record.partition),
      [names.offset]: String(record.offset),
      [names.failure]: verdict.failure,
      [names.code]: codeOf(verdict.error),
      [names.message]: message.slice(0, MESSAGE_CHARACTERS).toWellFormed().replaceAll('\0', ' '),
      [names.attempts]: String(verdict.attempts),
      [names.firstAt]: verdict.firstAt.toISOString(),
      [names.lastAt]: verdict.lastAt.toISOString(),
    },
  };
}

/**
 * Resolves when the dead letters are stored. A record that the bus cannot carry a second time (a foreign writer's, beyond our
 * limits) leaves its reason and place behind: the original stays on its topic for as long as that keeps it.
 */
export async function publishDeadLetters(bus: Bus, letters: readonly OutgoingRecord[]): Promise<void> {
  try {
    await bus.publish(letters);
  } catch (error) {
    if (!(error instanceof BusRecordError) || error.code === 'TOPIC_UNKNOWN') throw error;
    const [only] = letters;
    if (letters.length === 1 && only !== undefined) return bus.publish([bareLetter(only)]);
    for (const letter of letters) await publishDeadLetters(bus, [letter]);
  }
}

function bareLetter(letter: OutgoingRecord): OutgoingRecord {
  const ours = new Set<string>(Object.values(DEAD_LETTER_HEADERS));
  const usable = letter.key !== '' && !letter.key.includes('\0') && letter.key.isWellFormed() && letter.key.length <= 1_000;
  return {
    topic: letter.topic,
    key: usable ? letter.key : STAND_IN_KEY,
    value: null,
    headers: Object.fromEntries(Object.entries(letter.headers).filter(([name]) => ours.has(name))),
  };
}
