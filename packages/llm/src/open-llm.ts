import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Llm } from './llm.ts';
import type { LlmSettings } from './settings.ts';

export interface OpenLlmOptions {
  readonly logger: Logger;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/** The model that the settings choose; null where none is chosen, and templates answer. Nothing is asked of anyone yet. */
export async function openLlm(settings: LlmSettings, options: OpenLlmOptions): Promise<Llm | null> {
  const llm = await choose(settings, options);
  options.logger.info({ kind: llm?.kind ?? 'none', model: llm?.model ?? null }, 'chat model chosen');
  return llm;
}

async function choose(settings: LlmSettings, { fetch, clock }: OpenLlmOptions): Promise<Llm | null> {
  if (settings.GROQ_API_KEY !== undefined) {
    const { createGroqLlm } = await import('./drivers/groq.ts');
    return createGroqLlm({ apiKey: settings.GROQ_API_KEY, model: settings.GROQ_MODEL, baseUrl: settings.GROQ_BASE_URL, fetch, clock });
  }
  const { OPENAI_CHAT_MODEL: model, OPENAI_BASE_URL: baseUrl = 'https://api.openai.com/v1', OPENAI_API_KEY: apiKey = null } = settings;
  if (model === undefined) return null;
  const { createOpenAiLlm } = await import('./drivers/openai.ts');
  return createOpenAiLlm({ baseUrl, apiKey, model, fetch, clock });
}
