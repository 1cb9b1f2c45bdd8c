import type { Intake } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';

/** Metadata of a vector: enough to show and cite the passage without asking anybody. */
export interface PassageMetadata {
  readonly [field: string]: string | readonly string[];
  readonly kind: 'document' | 'statement' | 'recurring' | 'segment' | 'recommendation';
  readonly documentId: string;
  readonly title: string;
  readonly section: string;
  readonly text: string;
}

/** A passage with its id in the vector store. */
export interface Passage {
  readonly id: string;
  readonly metadata: PassageMetadata;
}

/** What `knowledge.indexed` says of a public document besides its passages. */
export interface Announcement {
  /** Id of the event that made it change. */
  readonly cause: string;
  readonly time: string;
  readonly intake: Intake;
  readonly title: string;
}

/** A document as it should be in the vector store; without passages it should be gone. */
export interface Wanted {
  /** A customer, or null for what everybody may read. */
  readonly customerId: string | null;
  readonly documentId: string;
  readonly sequence: number;
  readonly passages: readonly Passage[];
  /** Null: nobody is told of it. */
  readonly announcement: Announcement | null;
}

/** What the vector store holds of a passage: the hash of its content says whether it has to be embedded again. */
export interface HeldPassage {
  readonly id: string;
  readonly hash: string;
}

/** What the vector store holds of a document. */
export interface Indexed {
  readonly customerId: string | null;
  readonly documentId: string;
  readonly sequence: number;
  readonly passages: readonly HeldPassage[];
}

export interface Change {
  readonly wanted: Wanted;
  readonly held: readonly HeldPassage[];
  readonly contentHash: string;
  /** What was not embedded before, or with other metadata. */
  readonly fresh: readonly Passage[];
  /** Vectors of an older version that this one has no more. */
  readonly stale: readonly string[];
}

/** What has to be done so that the store holds what is wanted; older versions than it holds change nothing. */
export function changesTo(indexed: readonly Indexed[], wanted: readonly Wanted[]): Change[] {
  const known = new Map(indexed.map((document) => [keyOf(document), document]));
  const newest = new Map<string, Wanted>();
  for (const document of wanted) {
    const before = newest.get(keyOf(document)) ?? known.get(keyOf(document));
    if (before === undefined || document.sequence > before.sequence) newest.set(keyOf(document), document);
  }
  return [...newest].map(([key, document]) => changeTo(document, known.get(key)?.passages ?? []));
}

/** A passage by what it says: it keeps its id and its vector wherever in the document it moves to. */
export function passagesOf(owner: string, metadata: readonly PassageMetadata[]): Passage[] {
  const times = new Map<string, number>();
  return metadata.map((each) => {
    const hash = contentHash(['passage', owner, each.title, each.section, each.text]);
    const repeated = times.get(hash) ?? 0;
    times.set(hash, repeated + 1);
    return { id: repeated === 0 ? hash : `${hash}-${repeated}`, metadata: each };
  });
}

function changeTo(wanted: Wanted, before: readonly HeldPassage[]): Change {
  const hashes = new Map(before.map(({ id, hash }) => [id, hash]));
  const held = wanted.passages.map(({ id, metadata }) => ({ id, hash: contentHash(metadata) }));
  const kept = new Set(held.map(({ id }) => id));
  return {
    wanted,
    held,
    contentHash: contentHash(held),
    fresh: wanted.passages.filter((_, n) => hashes.get(held[n]?.id ?? '') !== held[n]?.hash),
    stale: before.flatMap(({ id }) => (kept.has(id) ? [] : [id])),
  };
}

function keyOf({ customerId, documentId }: Pick<Wanted, 'customerId' | 'documentId'>): string {
  return JSON.stringify([customerId, documentId]);
}
