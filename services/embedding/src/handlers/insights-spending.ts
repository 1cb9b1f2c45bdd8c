import type { EffectHandler } from '@munshi/delivery/delivery';
import { insightsSpending, type SpendingInsight } from '@munshi/events/insights';
import type { Writer } from '@munshi/facts/write';
import { type Change, changesTo } from '../domain/indexing/indexing.ts';
import { statementsOf } from '../domain/statement/statement.ts';
import { indexedRepository } from '../store/indexed-repository.ts';
import type { Indexer } from './indexer.ts';

/** The statement of each complete month becomes a vector in its customer's own namespace. */
export function insightsSpendingHandler(indexer: Indexer, writer: Writer): EffectHandler<SpendingInsight | null, Change[], Change[]> {
  return {
    topic: insightsSpending,
    async plan(events, tx) {
      // Of each customer the newest state says all that the older ones said.
      const newest = new Map(events.toSorted((left, right) => left.sequence - right.sequence).map((event) => [event.key, event]));
      const wanted = [...newest.values()].flatMap(({ data, sequence }) => (data === null ? [] : statementsOf(data, sequence, writer)));
      return changesTo(await indexedRepository.load(tx, wanted), wanted, indexer.model);
    },
    async perform(changes, signal) {
      await indexer.perform(changes, signal);
      return changes;
    },
    async store(_events, changes, { tx }) {
      if (changes.length > 0) await indexedRepository.save(tx, changes);
    },
  };
}
