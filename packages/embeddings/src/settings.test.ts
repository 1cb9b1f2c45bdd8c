import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings, SettingsError } from '@munshi/service-kit/settings';
import { describe, expect, it } from 'vitest';
import { openEmbeddings } from './open-embeddings.ts';
import { embeddingsSettings, rules } from './settings.ts';

const AZURE = { AZURE_OPENAI_ENDPOINT: 'https://a.example', AZURE_OPENAI_API_KEY: 'hidden', AZURE_OPENAI_EMBEDDING_DEPLOYMENT: 'd' };

const problems = (environment: Record<string, string>): readonly string[] => {
  try {
    loadSettings(embeddingsSettings, environment, rules);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.details.problems as readonly string[];
  }
};

describe('settings of the embeddings', () => {
  it.each([
    ['local', {}],
    ['azure-openai', AZURE],
    ['azure-openai', { ...AZURE, OPENAI_API_KEY: 'k', OPENAI_CHAT_MODEL: 'm' }],
    ['openai-compatible', { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_EMBEDDING_MODEL: 'm' }],
    ['openai-compatible', { OPENAI_API_KEY: 'k', OPENAI_EMBEDDING_MODEL: 'm' }],
    ['local', { OPENAI_API_KEY: 'k', OPENAI_CHAT_MODEL: 'm' }],
  ])('choose %s', async (kind, environment) => {
    expect(problems(environment)).toEqual([]);
    const embeddings = await openEmbeddings(loadSettings(embeddingsSettings, environment, rules), { logger: silentLogger });
    expect(embeddings.kind).toBe(kind);
    await embeddings.close();
  });

  it.each([
    ['half of Azure', { AZURE_OPENAI_ENDPOINT: 'https://a.example', AZURE_OPENAI_API_KEY: 'hidden' }, 'AZURE_OPENAI_EMBEDDING_DEPLOYMENT'],
    ['a version of Azure alone', { AZURE_OPENAI_API_VERSION: '2024-10-21' }, 'AZURE_OPENAI_ENDPOINT'],
    ['a version that is none', { ...AZURE, AZURE_OPENAI_API_VERSION: 'latest' }, 'AZURE_OPENAI_API_VERSION'],
    ['two providers', { ...AZURE, OPENAI_EMBEDDING_MODEL: 'm', OPENAI_API_KEY: 'hidden' }, 'both'],
    ['a model nowhere', { OPENAI_EMBEDDING_MODEL: 'm' }, 'OPENAI_EMBEDDING_MODEL'],
    ['a key for nothing', { OPENAI_API_KEY: 'hidden' }, 'says for what'],
  ])('refuse %s', (_, environment, word) => {
    expect(problems(environment)).toHaveLength(1);
    expect(problems(environment)[0]).toContain(word);
    expect(problems(environment)[0]).not.toContain('hidden');
  });
});
