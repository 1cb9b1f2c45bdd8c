import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { startOpenAiStandIn } from '@munshi/testing/openai-stand-in';
import { expect, it } from 'vitest';
import { createOpenAiLlm } from '../src/drivers/openai.ts';
import { openLlm } from '../src/open-llm.ts';
import { llmSettings, rules } from '../src/settings.ts';
import { KEY, llmContract } from './contract.ts';

llmContract('openai-compatible', async () => {
  const standIn = await startOpenAiStandIn({ apiKey: KEY });
  return { standIn, open: (options) => createOpenAiLlm({ apiKey: KEY, model: 'test-chat', baseUrl: standIn.baseUrl, ...options }) };
});

it('is reached from settings alone', async () => {
  const standIn = await startOpenAiStandIn({ apiKey: KEY });
  const environment = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: standIn.baseUrl, OPENAI_CHAT_MODEL: 'test-chat' };
  const llm = await openLlm(loadSettings(llmSettings, environment, rules), { logger: silentLogger });
  for await (const part of llm?.complete({ messages: [{ role: 'user', content: 'Hi' }] }) ?? []) expect(part.text).not.toBe('');
  expect(standIn.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
  await llm?.close();
  await standIn.close();
});

it('is none where none is chosen', async () => {
  expect(await openLlm(loadSettings(llmSettings, {}, rules), { logger: silentLogger })).toBeNull();
});
