import { loadSettings, SettingsError } from '@munshi/service-kit/settings';
import { describe, expect, it } from 'vitest';
import { rules, vectorStoreSettings } from './settings.ts';

const problems = (environment: Record<string, string>): readonly string[] => {
  try {
    loadSettings(vectorStoreSettings, environment, rules);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.details.problems as readonly string[];
  }
};

describe('settings of the vector store', () => {
  it.each([
    ['none', {}],
    ['a key and an index', { PINECONE_API_KEY: 'k', PINECONE_INDEX: 'munshi' }],
    ['a key and a bare host', { PINECONE_API_KEY: 'k', PINECONE_HOST: 'munshi-abc.svc.aped-1234.pinecone.io' }],
    ['a key and an address', { PINECONE_API_KEY: 'k', PINECONE_INDEX: 'munshi', PINECONE_HOST: 'http://127.0.0.1:5080' }],
  ])('allow %s', (_, environment) => expect(problems(environment)).toEqual([]));

  it.each([
    ['a key without a place', { PINECONE_API_KEY: 'hidden' }, 'PINECONE_INDEX'],
    ['a place without a key', { PINECONE_HOST: 'h.pinecone.io', PINECONE_INDEX: 'munshi' }, 'PINECONE_API_KEY'],
    ['a name that no index can have', { PINECONE_API_KEY: 'k', PINECONE_INDEX: 'Munshi_1' }, 'PINECONE_INDEX'],
    ['a host that is none', { PINECONE_API_KEY: 'k', PINECONE_HOST: 'not a host' }, 'PINECONE_HOST'],
  ])('refuse %s', (_, environment, word) => {
    expect(problems(environment)).toHaveLength(1);
    expect(problems(environment)[0]).toContain(word);
    expect(problems(environment)[0]).not.toContain('hidden');
  });
});
