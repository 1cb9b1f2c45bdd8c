import { contentHash } from '@munshi/events/event-id';

/** Metadata of a vector: enough to show and cite the passage without asking anybody. */
export interface PassageMetadata {
  readonly [field: string]: string | readonly string[];
  readonly kind: 'document' | 'statement';
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

/** A document as it should be in the vector store; without passages it should be gone. */
export interface Wanted {
  /** A customer, or null for what everybody may read. */
  readonly customerId: string | null;
  readonly documentId: string;
  readonly sequence: number;
  readonly passages: readonly Passage[];
}

/** What the vector store holds of a document. */
export interface Indexed {
  readonly customerId: string | null;
  readonly documentId: string;
  readonly sequence: number;
  readonly contentHash: string;
  readonly vectorIds: readonly string[];
}

export interface Change {
  readonly wanted: Wanted;
  readonly contentHash: string;
  /** False where the same content was embedded by the same model before: only its sequence moves. */
  readonly embed: boolean;
  /** Vectors of an older version that this one does not overwrite. */
  readonly stale: readonly string[];
}

/** What has to be done so that the store holds what is wanted; older versions than it holds change nothing. */
export function changesTo(indexed: readonly Indexed[], wanted: readonly Wanted[], model: string): Change[] {
  const held = new Map(indexed.map((document) => [keyOf(document), document]));
  const newest = new Map<string, Wanted>();
  for (const document of wanted) {
    const known = newest.get(keyOf(document)) ?? held.get(keyOf(document));
    if (known === undefined || document.sequence > known.sequence) newest.set(keyOf(document), document);
  }
  return [...newest].map(([key, document]) => {
    const before = held.get(key);
    const hash = hashOf(document, model);
    const ids = new Set(document.passages.map(({ id }) => id));
    return {
      wanted: document,
      contentHash: hash,
      embed: document.passages.length > 0 && before?.contentHash !== hash,
      stale: (before?.vectorIds ?? []).filter((id) => !ids.has(id)),
    };
  });
}

/** The id of the n-th passage: the same for the same document, so that writing twice changes nothing. */
export function passageId(documentId: string, n: number): string {
  return `${contentHash(['passage', documentId])}-${n}`;
}

function keyOf({ customerId, documentId }: Pick<Wanted, 'customerId' | 'documentId'>): string {
  return JSON.stringify([customerId, documentId]);
}

function hashOf({ passages }: Wanted, model: string): string {
  return contentHash([model, passages.map(({ id, metadata }) => [id, metadata])]);
}
