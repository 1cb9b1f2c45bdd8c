import type { MunshiEvent } from '@munshi/events/event';
import { erases } from './erasure.ts';
import type { Unseen } from './inbox.ts';

/** What a chunk comes to inside its transaction. */
export interface Selection {
  /** For the handler. */
  readonly events: readonly MunshiEvent[];
  readonly erasedNow: ReadonlySet<string>;
  /** Customers of the chunk that are erased, before it or by it. */
  readonly gone: ReadonlySet<string>;
  /** Keys of which it is known whether they are erased. */
  readonly checked: ReadonlySet<string>;
}

/** Leaves out what belongs to erased customers; their `erased` state itself is for effect handlers, which have more to remove. */
export function select({ events, erased }: Unseen, handler: 'transactional' | 'effect'): Selection {
  const erasedNow = new Set(events.filter(erases).map(({ key }) => key));
  const gone = new Set([...erased, ...erasedNow]);
  return {
    events: events.filter((event) => !gone.has(event.key) || (handler === 'effect' && erases(event))),
    erasedNow,
    gone,
    checked: new Set(events.map(({ key }) => key)),
  };
}

export function sameEvents(left: readonly MunshiEvent[], right: readonly MunshiEvent[]): boolean {
  return left.length === right.length && left.every(({ id }, i) => id === right[i]?.id);
}
