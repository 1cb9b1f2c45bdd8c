import type { Environment, SettingsRule } from '@munshi/service-kit/settings';
import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });

/** Which vector store: Pinecone where its key is set, else pgvector on the service's own database. */
export const vectorStoreSettings = z.object({
  PINECONE_API_KEY: z.string().optional().meta({ description: 'Key of Pinecone; without it vectors live in PostgreSQL', secret: true }),
  PINECONE_INDEX: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/, 'is not an index name: 1 to 45 of a-z, 0-9 and -')
    .optional()
    .meta({ description: 'Pinecone index; created where it is missing' }),
  PINECONE_HOST: webAddress
    .or(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, 'is not a host'))
    .optional()
    .meta({ description: 'Host of an existing Pinecone index; spares asking for it' }),
  PINECONE_CONTROLLER_HOST: webAddress
    .default('https://api.pinecone.io')
    .meta({ description: 'Where Pinecone indexes are described and created' }),
  PINECONE_CLOUD: z.string().default('aws').meta({ description: 'Cloud of an index that is created' }),
  PINECONE_REGION: z.string().default('us-east-1').meta({ description: 'Region of an index that is created' }),
});
export type VectorStoreSettings = z.output<typeof vectorStoreSettings>;

function pineconeIsWhole(environment: Environment): readonly string[] {
  const place = ['PINECONE_INDEX', 'PINECONE_HOST'].filter((name) => environment[name] !== undefined);
  if (environment.PINECONE_API_KEY === undefined) {
    return place.length === 0 ? [] : [`PINECONE_API_KEY: missing, while ${place.join(', ')} is set`];
  }
  return place.length === 0 ? ['PINECONE_INDEX or PINECONE_HOST: missing, while PINECONE_API_KEY is set'] : [];
}

export const rules: SettingsRule[] = [pineconeIsWhole];
