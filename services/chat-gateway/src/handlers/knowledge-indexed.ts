import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { type Indexed, knowledgeIndexed } from '@munshi/events/knowledge';
import { storeDocuments } from '../store/document-repository.ts';

export const knowledgeIndexedHandler: TransactionalHandler<Indexed> = {
  topic: knowledgeIndexed,
  apply: (events, { tx }) => storeDocuments(tx, events),
};
