import type { EffectHandler } from '@munshi/delivery/delivery';
import { chunkMarkdown } from '@munshi/embeddings/chunk-markdown';
import { type BankDocument, bankDocuments } from '@munshi/events/document';
import type { MunshiEvent } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import { knowledgeIndexed } from '@munshi/events/knowledge';
import { type Change, changesTo, type PassageMetadata, passageId, type Wanted } from '../domain/indexing/indexing.ts';
import { indexedRepository } from '../store/indexed-repository.ts';
import type { Indexer } from './indexer.ts';

type DocumentEvent = MunshiEvent<BankDocument | null>;

const RULE = 'documents@1';

/** A public document becomes vectors that everybody's questions may find; a null removes them. */
export function bankDocumentsHandler(indexer: Indexer): EffectHandler<BankDocument | null, Change[], Change[]> {
  return {
    topic: bankDocuments,
    async plan(events, tx) {
      const wanted = events.map(wantedOf);
      return changesTo(await indexedRepository.load(tx, wanted), wanted, indexer.model);
    },
    async perform(changes, signal) {
      await indexer.perform(changes, signal);
      return changes;
    },
    async store(events, changes, unit) {
      await indexedRepository.save(unit.tx, changes);
      for (const change of changes) {
        const { documentId, sequence, passages } = change.wanted;
        const cause = events.find((event) => event.key === documentId && event.sequence === sequence);
        if (cause === undefined) continue;
        unit.emit({
          topic: knowledgeIndexed,
          id: eventId({ topic: knowledgeIndexed.name, subject: documentId, cause: cause.id, rule: RULE }),
          key: documentId,
          subject: documentId,
          sequence,
          time: cause.time,
          intake: cause.intake,
          data: {
            documentId,
            title: cause.data?.title ?? '',
            chunks: passages.length,
            contentHash: change.contentHash,
            model: indexer.model,
            removed: cause.data === null,
          },
        });
      }
    },
  };
}

function wantedOf({ key, sequence, data }: DocumentEvent): Wanted {
  const base = { customerId: null, documentId: key, sequence };
  if (data === null) return { ...base, passages: [] };
  const passages = chunkMarkdown(data.text).map(({ section, text }, n) => ({
    id: passageId(key, n),
    metadata: { kind: 'document', documentId: key, title: data.title, section, text, ...knownFields(data) } satisfies PassageMetadata,
  }));
  return { ...base, passages };
}

/** Fields a retriever may filter by; what is unknown is absent. */
function knownFields({ product, language, validFrom, validUntil, source }: BankDocument): Record<string, string> {
  const entries = Object.entries({ product, language, validFrom, validUntil, source });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
