import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { startGroqStandIn } from '@munshi/testing/groq-stand-in';
import { expect, it } from 'vitest';
import { createGroqLlm } from '../src/drivers/groq.ts';
import { openLlm } from '../src/open-llm.ts';
import { llmSettings, rules } from '../src/settings.ts';
import { KEY, llmContract } from './contract.ts';

llmContract('groq', async () => {
  const standIn = await startGroqStandIn({ apiKey: KEY });
  return { standIn, open: (options) => createGroqLlm({ apiKey: KEY, model: 'openai/gpt-oss-120b', baseUrl: standIn.url, ...options }) };
});

it.each(['', '/', '/openai/v1', '/openai/v1/'])('is reached from settings alone, by an address that ends in "%s"', async (ending) => {
  const standIn = await startGroqStandIn({ apiKey: KEY });
  const settings = loadSettings(llmSettings, { GROQ_API_KEY: KEY, GROQ_BASE_URL: `${standIn.url}${ending}` }, rules);
  const llm = await openLlm(settings, { logger: silentLogger });
  for await (const part of llm?.complete({ messages: [{ role: 'user', content: 'Hi' }] }) ?? []) expect(part.text).not.toBe('');
  expect(standIn.requests.map(({ path }) => path)).toEqual(['/openai/v1/chat/completions']);
  await llm?.close();
  await standIn.close();
});
