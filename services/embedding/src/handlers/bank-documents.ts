import type { EffectHandler } from '@munshi/delivery/delivery';
import { chunkMarkdown } from '@munshi/embeddings/chunk-markdown';
import { type BankDocument, bankDocuments } from '@munshi/events/document';
import type { MunshiEvent } from '@munshi/events/event';
import { type Change, type PassageMetadata, passagesOf, type Wanted } from '../domain/indexing/indexing.ts';
import { knowledgeIndexedEvent } from './knowledge-indexed.ts';
import { indexing, type SetWork } from './set-work.ts';

/** A public document becomes vectors that everybody's questions may find; a null removes them. */
export function bankDocumentsHandler(work: SetWork, model: string): EffectHandler<BankDocument | null, Change[], Change[]> {
  return indexing(work, bankDocuments, wantedOf, (changes, unit) => {
    for (const { wanted, contentHash } of changes) {
      const { documentId, sequence, passages, announcement } = wanted;
      if (announcement === null) continue;
      unit.emit(knowledgeIndexedEvent({ documentId, sequence, contentHash, passages: passages.length, announcement }, model));
    }
  });
}

function wantedOf({ id, key, sequence, time, intake, data }: MunshiEvent<BankDocument | null>): Wanted {
  const chunks = data === null ? [] : chunkMarkdown(data.text).map((chunk) => metadataOf(key, data, chunk));
  const announcement = { cause: id, time, intake, title: data?.title ?? '' };
  return { customerId: null, documentId: key, sequence, passages: passagesOf(key, chunks), announcement };
}

function metadataOf(documentId: string, document: BankDocument, { section, text }: { section: string; text: string }): PassageMetadata {
  return { kind: 'document', documentId, title: document.title, section, text, ...knownFields(document) };
}

/** Fields a retriever may filter by; what is unknown is absent. */
function knownFields({ product, language, validFrom, validUntil, source }: BankDocument): Record<string, string> {
  const entries = Object.entries({ product, language, validFrom, validUntil, source });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
