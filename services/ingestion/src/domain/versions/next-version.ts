import { jsonHash } from '@munshi/events/event-id';
import type { KnownVersion } from './known.ts';

export interface NextVersion extends KnownVersion {
  /** What the event's id is made of: equal when the same version is published again after a crash. */
  readonly cause: string;
  /** The content that was hashed, as JSON. */
  readonly json?: string;
}

/**
 * The version that `content` makes, or null when it is what is known already. The cause is the content; of a later
 * version also its revision, its place in the feed, so that a change back is not taken for a redelivery.
 */
export function nextVersion(content: unknown, known: { hash: string | null; revision: number } | undefined): NextVersion | null {
  const json = JSON.stringify(content);
  const hash = jsonHash(json);
  if (known === undefined || known.revision === 0) return { hash, revision: 1, cause: hash, json };
  if (known.hash === hash) return null;
  const revision = known.revision + 1;
  return { hash, revision, cause: `${hash}@${revision}`, json };
}
