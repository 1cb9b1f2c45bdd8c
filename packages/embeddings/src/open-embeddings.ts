import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Embeddings, OnUsage } from './embeddings.ts';
import type { EmbeddingsSettings } from './settings.ts';

export interface OpenEmbeddingsOptions {
  readonly logger: Logger;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Called with what each request cost (`cost-metrics.ts` counts it). */
  readonly onUsage?: OnUsage;
}

/** The embeddings that the settings choose; without any, the local model. Nothing is asked of anyone before `ensureReady`. */
export async function openEmbeddings(settings: EmbeddingsSettings, options: OpenEmbeddingsOptions): Promise<Embeddings> {
  const embeddings = await choose(settings, options);
  options.logger.info({ kind: embeddings.kind, model: embeddings.model }, 'embeddings chosen');
  return embeddings;
}

async function choose(settings: EmbeddingsSettings, { fetch, clock, onUsage }: OpenEmbeddingsOptions): Promise<Embeddings> {
  const { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: azureKey, AZURE_OPENAI_EMBEDDING_DEPLOYMENT: deployment } = settings;
  if (endpoint !== undefined && azureKey !== undefined && deployment !== undefined) {
    const { createAzureEmbeddings } = await import('./drivers/openai.ts');
    return createAzureEmbeddings({
      endpoint,
      apiKey: azureKey,
      apiVersion: settings.AZURE_OPENAI_API_VERSION,
      deployment,
      fetch,
      clock,
      onUsage,
    });
  }
  const { OPENAI_EMBEDDING_MODEL: model, OPENAI_BASE_URL: baseUrl = 'https://api.openai.com/v1', OPENAI_API_KEY: apiKey = null } = settings;
  if (model !== undefined) {
    const { createCompatibleEmbeddings } = await import('./drivers/openai.ts');
    return createCompatibleEmbeddings({ baseUrl, apiKey, model, fetch, clock, onUsage });
  }
  const { createLocalEmbeddings } = await import('./drivers/local.ts');
  return createLocalEmbeddings({ onUsage });
}
