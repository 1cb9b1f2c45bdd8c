import type { Environment, SettingsRule } from '@munshi/service-kit/settings';
import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });

/** Which embeddings: Azure OpenAI, a compatible server, or (nothing set) the local model. */
export const embeddingsSettings = z.object({
  AZURE_OPENAI_ENDPOINT: webAddress
    .optional()
    .meta({ description: 'Azure OpenAI resource for embeddings, e.g. https://example.openai.azure.com' }),
  AZURE_OPENAI_API_KEY: z.string().optional().meta({ description: 'Key of the Azure OpenAI resource', secret: true }),
  AZURE_OPENAI_EMBEDDING_DEPLOYMENT: z.string().optional().meta({ description: 'Name of the embedding deployment in Azure' }),
  AZURE_OPENAI_API_VERSION: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, 'is not an API version such as 2024-10-21')
    .default('2024-10-21')
    .meta({ description: 'API version of Azure OpenAI' }),
  OPENAI_BASE_URL: webAddress.optional().meta({ description: 'OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1' }),
  OPENAI_API_KEY: z.string().optional().meta({ description: 'Key of the OpenAI-compatible server', secret: true }),
  OPENAI_EMBEDDING_MODEL: z.string().optional().meta({ description: 'Embedding model of the OpenAI-compatible server' }),
});
export type EmbeddingsSettings = z.output<typeof embeddingsSettings>;

const AZURE = ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_EMBEDDING_DEPLOYMENT'] as const;

function azureIsWhole(environment: Environment): readonly string[] {
  const given = [...AZURE, 'AZURE_OPENAI_API_VERSION'].filter((name) => environment[name] !== undefined);
  const missing = AZURE.filter((name) => environment[name] === undefined);
  return given.length === 0 || missing.length === 0 ? [] : [`${missing.join(', ')}: missing, while ${given.join(', ')} is set`];
}

function oneProvider(environment: Environment): readonly string[] {
  if (environment.AZURE_OPENAI_ENDPOINT === undefined || environment.OPENAI_EMBEDDING_MODEL === undefined) return [];
  return ['OPENAI_EMBEDDING_MODEL and AZURE_OPENAI_ENDPOINT both choose the embeddings: set one of them'];
}

function modelHasServer(environment: Environment): readonly string[] {
  if (environment.OPENAI_EMBEDDING_MODEL === undefined || environment.OPENAI_BASE_URL !== undefined) return [];
  if (environment.OPENAI_API_KEY !== undefined) return [];
  return ['OPENAI_EMBEDDING_MODEL: set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY says where'];
}

/** The same words as in the `llm` package, whose settings it shares. */
function serverHasModel(environment: Environment): readonly string[] {
  const given = ['OPENAI_BASE_URL', 'OPENAI_API_KEY'].filter((name) => environment[name] !== undefined);
  if (given.length === 0 || environment.OPENAI_EMBEDDING_MODEL !== undefined || environment.OPENAI_CHAT_MODEL !== undefined) return [];
  return [`${given.join(', ')}: set, but neither OPENAI_EMBEDDING_MODEL nor OPENAI_CHAT_MODEL says for what`];
}

export const rules: SettingsRule[] = [azureIsWhole, oneProvider, modelHasServer, serverHasModel];
