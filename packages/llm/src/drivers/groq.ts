import { type Clock, systemClock } from '@munshi/service-kit/clock';
import Groq, { APIConnectionError, APIError } from 'groq-sdk';
import type { Llm } from '../llm.ts';
import { wireRequest } from './chat-request.ts';
import { createStreamedLlm, STREAM_LIMITS, type StreamLimits } from './streamed-llm.ts';
import type { VendorFailure } from './vendor-errors.ts';

export interface GroqOptions {
  readonly apiKey: string;
  readonly model: string;
  /** The origin; the SDK adds `/openai/v1` itself, so one that is there already is taken off. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly limits?: StreamLimits | undefined;
}

/** Chat completions of Groq. */
export function createGroqLlm(options: GroqOptions): Llm {
  const limits = options.limits ?? STREAM_LIMITS;
  const client = new Groq({
    apiKey: options.apiKey,
    baseURL: options.baseUrl.replace(/\/+$/, '').replace(/\/openai\/v1$/, ''),
    // Its retries obey a Retry-After of any length, and its log lines hold what was said.
    maxRetries: 0,
    logLevel: 'off',
    timeout: limits.opening.attemptMs,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  return createStreamedLlm({
    kind: 'groq',
    model: options.model,
    clock: options.clock ?? systemClock,
    limits,
    open: (request, signal) =>
      client.chat.completions.create(
        { ...wireRequest(options.model, request), ...(request.maxTokens ? { max_completion_tokens: request.maxTokens } : {}) },
        { signal },
      ),
    failureOf,
  });
}

function failureOf(error: unknown): VendorFailure | null {
  if (error instanceof APIConnectionError) return { type: 'connection', cause: error.cause };
  if (error instanceof APIError) {
    if (typeof error.status !== 'number') return { type: 'broken' };
    return { type: 'http', status: error.status, code: codeOf(error.error), headers: error.headers };
  }
  return error instanceof SyntaxError || error instanceof TypeError ? { type: 'broken' } : null;
}

/** Groq's SDK leaves the body's `{"error":{"code"}}` as it is. */
function codeOf(body: unknown): unknown {
  return (body as { error?: { code?: unknown } } | null | undefined)?.error?.code;
}
