import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { runEmbedding } from './running-embedding.ts';

// The service as a process of its own, to be killed: `node embedding-process.ts JSON`.
const { dataDir, databaseUrl, openai, pinecone } = JSON.parse(process.argv[2] ?? '{}') as {
  dataDir: string;
  databaseUrl?: string;
  openai: Record<string, string>;
  pinecone: Record<string, string>;
};
const embeddings = await openEmbeddings(loadSettings(embeddingsSettings, openai), { logger });
await runEmbedding({ dataDir, databaseUrl, embeddings, pinecone });
