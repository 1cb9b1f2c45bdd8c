import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import { deadLettersOf } from '@munshi/events/dead-letter';
import type { ServiceName, TopicDefinition } from '@munshi/events/topic';
import { SERVICES } from '@munshi/events/topics';
import { type Letter, letterOf, type OpenedLetter, openLetter, originalOf } from './letter.ts';

const TURNS_A_SECOND = 10;

/** Which letters; what is not said does not matter. */
export interface LetterFilter {
  readonly service?: ServiceName | undefined;
  /** Where the record came from. */
  readonly topic?: string | undefined;
  readonly failure?: string | undefined;
  readonly customer?: string | undefined;
  /** Given up then or later. */
  readonly since?: Date | undefined;
}

export interface ReplayOptions {
  readonly filter: LetterFilter;
  /** The `next` of the call before; null to begin. */
  readonly after: string | null;
  /** Most letters of this call. */
  readonly limit: number;
  readonly perSecond: number;
  /** Says what would be done. */
  readonly dryRun: boolean;
  /** Aborted: replays nothing more. */
  readonly signal: AbortSignal;
}

export interface ReplayReport {
  readonly replayed: number;
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  /** For the next call; null at the end. */
  readonly next: string | null;
}

/** Reads the dead letters of every service, and puts records back on their topics. */
export interface DeadLetterDesk {
  /** Those given up last come first. */
  list(filter: LetterFilter): Promise<readonly Letter[]>;
  open(id: string): Promise<OpenedLetter | null>;
  /** In the order in which they were given up, within a key. Under its own id, so twice is as once. */
  replay(options: ReplayOptions): Promise<ReplayReport>;
}

interface Found {
  readonly letter: Letter;
  readonly record: ReceivedRecord;
}

/** @param topics those that a record can be put back on */
export function createDeadLetterDesk(bus: Bus, topics: readonly Pick<TopicDefinition, 'name'>[]): DeadLetterDesk {
  const known = new Set(topics.map(({ name }) => name));

  async function read<Taken>(services: readonly ServiceName[], take: (service: ServiceName, record: ReceivedRecord) => Taken | null) {
    const owners = new Map(services.map((service) => [deadLettersOf(service).name, service]));
    const read = services.map(deadLettersOf);
    const taken: Taken[] = [];
    await bus.ensureTopics(read);
    await bus.readAll(read, (record) => {
      const service = owners.get(record.topic);
      const one = service === undefined ? null : take(service, record);
      if (one !== null) taken.push(one);
    });
    return taken;
  }

  function matching<Taken>(filter: LetterFilter, take: (letter: Letter, record: ReceivedRecord) => Taken): Promise<Taken[]> {
    return read(filter.service === undefined ? SERVICES : [filter.service], (service, record) => {
      const letter = letterOf(service, record, known);
      return matches(letter, filter) ? take(letter, record) : null;
    });
  }

  async function publish(found: readonly Found[], { perSecond, signal }: ReplayOptions): Promise<number> {
    const size = Math.max(1, Math.floor(perSecond / TURNS_A_SECOND));
    let replayed = 0;
    while (replayed < found.length && !signal.aborted) {
      const turn = found.slice(replayed, replayed + size);
      await bus.publish(turn.map(({ record }) => originalOf(record)));
      replayed += turn.length;
      if (replayed < found.length) await pause((turn.length * 1000) / perSecond, undefined, { signal }).catch(() => undefined);
    }
    return replayed;
  }

  return {
    async list(filter) {
      const letters = await matching(filter, (letter) => letter);
      return letters.sort((one, other) => (one.lastAt === other.lastAt ? byPlace(other, one) : one.lastAt < other.lastAt ? 1 : -1));
    },

    async open(id) {
      const service = SERVICES.find((name) => id.startsWith(`${name}:`));
      if (service === undefined) return null;
      const [found] = await read([service], (name, record) => {
        const letter = letterOf(name, record, known);
        return letter.id === id ? openLetter(letter, record) : null;
      });
      return found ?? null;
    },

    async replay(options) {
      const found = await matching(options.filter, (letter, record): Found => ({ letter, record }));
      found.sort((one, other) => byPlace(one.letter, other.letter));
      const { after } = options;
      const begin = after === null ? 0 : found.findIndex(({ letter }) => byPlace(letter, { id: after }) > 0);
      const part = begin < 0 ? [] : found.slice(begin, begin + options.limit);
      const usable = part.filter(({ letter }) => letter.unreplayable === null);
      const replayed = options.dryRun ? usable.length : await publish(usable, options);
      const skipped = part.flatMap(({ letter: { id, unreplayable } }) => (unreplayable === null ? [] : [{ id, reason: unreplayable }]));
      const isEnd = begin < 0 || begin + part.length >= found.length;
      return { replayed, skipped, next: isEnd ? null : (part.at(-1)?.letter.id ?? null) };
    },
  };
}

function matches(letter: Letter, { topic, failure, customer, since }: LetterFilter): boolean {
  return (
    (topic === undefined || letter.topic === topic) &&
    (failure === undefined || letter.failure === failure) &&
    (customer === undefined || letter.key === customer) &&
    (since === undefined || new Date(letter.lastAt) >= since)
  );
}

type Place = Pick<Letter, 'id'>;

/** The order of the log: within a key that in which they were given up. */
function byPlace(one: Place, other: Place): number {
  const [service = '', partition = '0', offset = '0'] = one.id.split(':');
  const [otherService = '', otherPartition = '0', otherOffset = '0'] = other.id.split(':');
  if (service !== otherService) return service < otherService ? -1 : 1;
  return Number(partition) - Number(otherPartition) || Number(offset) - Number(otherOffset);
}
