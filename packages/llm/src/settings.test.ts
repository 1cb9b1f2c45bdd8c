import { loadSettings, SettingsError } from '@munshi/service-kit/settings';
import { describe, expect, it } from 'vitest';
import { llmSettings, rules } from './settings.ts';

const problems = (environment: Record<string, string>): readonly string[] => {
  try {
    loadSettings(llmSettings, environment, rules);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.details.problems as readonly string[];
  }
};

describe('settings of the chat model', () => {
  it.each([
    ['none', {}],
    ['Groq', { GROQ_API_KEY: 'k' }],
    ['a server of one’s own', { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_CHAT_MODEL: 'm' }],
    ['OpenAI', { OPENAI_API_KEY: 'k', OPENAI_CHAT_MODEL: 'm' }],
    ['OpenAI for embeddings alone', { OPENAI_API_KEY: 'k', OPENAI_EMBEDDING_MODEL: 'm' }],
  ])('allow %s', (_, environment) => expect(problems(environment)).toEqual([]));

  it.each([
    ['a Groq model without a key', { GROQ_MODEL: 'm' }, 'GROQ_API_KEY'],
    ['two models', { GROQ_API_KEY: 'k', OPENAI_CHAT_MODEL: 'm', OPENAI_API_KEY: 'k' }, 'both'],
    ['a model nowhere', { OPENAI_CHAT_MODEL: 'm' }, 'OPENAI_CHAT_MODEL'],
    ['a key for nothing', { OPENAI_API_KEY: 'hidden' }, 'says for what'],
    ['an address that is none', { GROQ_API_KEY: 'k', GROQ_BASE_URL: 'api.groq.com' }, 'GROQ_BASE_URL'],
  ])('refuse %s', (_, environment, word) => {
    expect(problems(environment)).toHaveLength(1);
    expect(problems(environment)[0]).toContain(word);
    expect(problems(environment)[0]).not.toContain('hidden');
  });
});
