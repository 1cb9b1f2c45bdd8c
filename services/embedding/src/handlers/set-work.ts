import type { SqlTransaction } from '@munshi/database/database';
import type { EffectHandler, UnitOfWork } from '@munshi/delivery/delivery';
import type { MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { type Change, changesTo, type Wanted } from '../domain/indexing/indexing.ts';
import type { IndexedRepository } from '../store/indexed-repository.ts';
import { setRepository } from '../store/set-repository.ts';
import type { Indexer } from './indexer.ts';

/** What handlers need of the set that they write. */
export interface SetWork {
  readonly number: number;
  /** Takes removals and nothing else. */
  readonly isFrozen: boolean;
  readonly indexer: Indexer;
  readonly indexed: IndexedRepository;
}

/** The three steps that all topics have in common: what is wanted against what is held, the vectors, what is held from then on. */
export function indexing<Data>(
  { number, isFrozen, indexer, indexed }: SetWork,
  topic: TopicDefinition<Data>,
  wantedOf: (event: MunshiEvent<Data>) => Wanted,
  tell: (changes: readonly Change[], unit: UnitOfWork) => void,
): EffectHandler<Data, Change[], Change[]> {
  async function wantedAmong(events: readonly MunshiEvent<Data>[], tx: SqlTransaction): Promise<Wanted[]> {
    const all = events.map(wantedOf);
    const erased = await setRepository.erasedAmong(tx, [...new Set(all.flatMap(({ customerId }) => customerId ?? []))]);
    return all.filter(({ customerId, passages }) => !(customerId !== null && erased.has(customerId)) && !(isFrozen && passages.length > 0));
  }
  return {
    topic,
    async plan(events, tx) {
      const wanted = await wantedAmong(events, tx);
      return changesTo(await indexed.load(tx, wanted), wanted);
    },
    async perform(changes, signal) {
      await indexer.perform(changes, signal);
      return changes;
    },
    async store(_events, changes, unit) {
      if (changes.length === 0) return;
      const told = await setRepository.isCurrent(unit.tx, number);
      await indexed.save(unit.tx, changes, told);
      if (told) tell(changes, unit);
    },
  };
}
