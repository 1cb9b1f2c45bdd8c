import type { NewEvent } from '@munshi/delivery/delivery';
import { eventId } from '@munshi/events/event-id';
import { type Indexed, knowledgeIndexed } from '@munshi/events/knowledge';
import type { Unannounced } from '../store/indexed-repository.ts';

const RULE = 'documents@2';

/** The event that says that a public document can be found, or is gone. */
export function knowledgeIndexedEvent(document: Unannounced, model: string): NewEvent<Indexed> {
  const { documentId, sequence, contentHash, passages, announcement } = document;
  return {
    topic: knowledgeIndexed,
    id: eventId({ topic: knowledgeIndexed.name, subject: documentId, cause: announcement.cause, rule: RULE }),
    key: documentId,
    subject: documentId,
    sequence,
    time: announcement.time,
    intake: announcement.intake,
    data: { documentId, title: announcement.title, chunks: passages, contentHash, model, removed: passages === 0 },
  };
}
