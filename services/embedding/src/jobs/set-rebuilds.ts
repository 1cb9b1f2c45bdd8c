import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import type { Rebuilder, RebuildJob } from '@munshi/delivery/rebuild';
import type { TopicDefinition } from '@munshi/events/topic';
import { AppError } from '@munshi/service-kit/errors';
import type { KnownSet, SetState } from '../domain/sets/set-plan.ts';
import { groupOf } from '../store/set-names.ts';
import { setRepository } from '../store/set-repository.ts';
import type { SetKeeper } from './keep-sets.ts';

/** A group that never reads: all that the topics hold is before it. */
const NOBODY = { number: 0 };

export interface SetRebuildsOptions {
  readonly bus: Bus;
  readonly database: Database;
  readonly keeper: Pick<SetKeeper, 'rebuild'>;
  readonly topics: readonly TopicDefinition[];
}

/**
 * The rebuilds of the vectors: each is a set, built beside the one that is read and switched to when it has applied all that the topics
 * hold. One whose process dies goes on with the next.
 */
export function createSetRebuilds({ bus, database, keeper, topics }: SetRebuildsOptions): Rebuilder {
  async function jobOf(set: KnownSet, current: number): Promise<RebuildJob> {
    const total = (await bus.lag(groupOf(NOBODY), topics)).messages;
    const left = set.state === 'building' ? (await bus.lag(groupOf(set), topics)).messages : 0;
    const state = set.number > current && set.state === 'closing' ? 'failed' : STATES[set.state];
    return {
      jobId: `set-${set.number}`,
      service: 'embedding',
      state,
      phase: state === 'done' ? 'done' : left > 0 ? 'applying' : 'swapping',
      done: Math.max(0, total - left),
      total,
      startedAt: set.since.toISOString(),
      finishedAt: state === 'running' ? null : set.since.toISOString(),
      error: state === 'failed' ? 'the settings ask for other vectors by now; what was read is read on' : null,
    };
  }

  async function jobs(): Promise<RebuildJob[]> {
    const sets = await setRepository.load(database.sql);
    const current = sets.find(({ state }) => state === 'current')?.number ?? 0;
    return Promise.all(sets.toReversed().map((set) => jobOf(set, current)));
  }

  return {
    async open() {},
    async start() {
      await keeper.rebuild();
      const [newest] = await jobs();
      if (newest === undefined) throw new AppError('No set of vectors was begun', { code: 'REBUILD_NOT_NOW', failure: 'unavailable' });
      return newest;
    },
    jobs,
    async stop() {},
  };
}

const STATES: Readonly<Record<SetState, RebuildJob['state']>> = { building: 'running', current: 'done', retired: 'done', closing: 'done' };
