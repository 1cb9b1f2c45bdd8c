import { z } from 'zod';
import { defineTopic } from './topic.ts';

export const indexed = z.object({
  documentId: z.string(),
  title: z.string(),
  chunks: z.int().min(0),
  contentHash: z.string(),
  model: z.string(),
  removed: z.boolean(),
});
export type Indexed = z.infer<typeof indexed>;

export const knowledgeIndexed = defineTopic<Indexed>({
  name: 'knowledge.indexed',
  description: 'A public document is now findable, or gone, in the vector store',
  schema: indexed,
  keyspace: 'document',
  producer: 'embedding',
  consumers: ['chat-gateway'],
  kind: 'event',
  retentionDays: 90,
  classification: 'public',
});
