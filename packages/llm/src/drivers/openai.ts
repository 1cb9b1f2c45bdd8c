import { type Clock, systemClock } from '@munshi/service-kit/clock';
import { APIConnectionError, APIError, OpenAI } from 'openai';
import type { Llm } from '../llm.ts';
import { wireRequest } from './chat-request.ts';
import { createStreamedLlm, STREAM_LIMITS, type StreamLimits } from './streamed-llm.ts';
import type { VendorFailure } from './vendor-errors.ts';

export interface OpenAiOptions {
  readonly baseUrl: string;
  /** Servers of one's own often want none. */
  readonly apiKey: string | null;
  readonly model: string;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly limits?: StreamLimits | undefined;
}

/** Chat completions of any server that speaks OpenAI's API. */
export function createOpenAiLlm(options: OpenAiOptions): Llm {
  const limits = options.limits ?? STREAM_LIMITS;
  const client = new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    timeout: limits.opening.attemptMs,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  // OpenAI's own models refuse the old name, many compatible servers know no other.
  const limitName = new URL(options.baseUrl).hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return createStreamedLlm({
    kind: 'openai-compatible',
    model: options.model,
    clock: options.clock ?? systemClock,
    limits,
    open: (request, signal) =>
      client.chat.completions.create(
        {
          ...wireRequest(options.model, request),
          ...(request.maxTokens ? { [limitName]: request.maxTokens } : {}),
          stream_options: { include_usage: true },
        },
        { signal },
      ),
    failureOf,
  });
}

function failureOf(error: unknown): VendorFailure | null {
  if (error instanceof APIConnectionError) return { type: 'connection', cause: error.cause };
  if (error instanceof APIError) {
    if (typeof error.status !== 'number') return { type: 'broken' };
    return { type: 'http', status: error.status, code: error.code, headers: error.headers };
  }
  return error instanceof SyntaxError || error instanceof TypeError ? { type: 'broken' } : null;
}
