import { type Clock, systemClock } from '@munshi/service-kit/clock';
import { type RetryPolicy, withRetries } from '@munshi/service-kit/retry';
import { APIConnectionError, APIConnectionTimeoutError, APIError, AzureOpenAI, OpenAI } from 'openai';
import type { Embeddings, OnUsage } from '../embeddings.ts';
import { EmbeddingsInvalidError, EmbeddingsRefusedError, EmbeddingsUnavailableError } from '../errors.ts';
import { refuseEmptyTexts } from '../texts.ts';
import { unitVectorOf } from '../vectors.ts';
import { type Ask, createFittingRequests } from './fitting-requests.ts';
import { createRequestGate, type RequestGate } from './request-gate.ts';
import { EmbeddingsStrainedError, httpError, type VendorAnswer } from './vendor-errors.ts';

export interface OpenAiOptions {
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly policy?: RetryPolicy | undefined;
  readonly onUsage?: OnUsage | undefined;
}

export interface AzureOptions extends OpenAiOptions {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly apiVersion: string;
  readonly deployment: string;
}

export interface CompatibleOptions extends OpenAiOptions {
  readonly baseUrl: string;
  /** Servers of one's own often want none. */
  readonly apiKey: string | null;
  readonly model: string;
}

const PATIENCE: RetryPolicy = { attempts: 3, attemptMs: 30_000, totalMs: 60_000, longestWaitMs: 10_000 };

/** Embeddings of a deployment in Azure OpenAI. */
export function createAzureEmbeddings(options: AzureOptions): Embeddings {
  const client = new AzureOpenAI({
    ...clientOptions(options),
    // Not `endpoint`: beside an OPENAI_BASE_URL in the environment the SDK refuses it.
    baseURL: `${options.endpoint.replace(/\/+$/, '')}/openai`,
    apiKey: options.apiKey,
    apiVersion: options.apiVersion,
  });
  return embeddingsOf(client, { ...options, kind: 'azure-openai', model: options.deployment });
}

/** Embeddings of any server that speaks OpenAI's API. */
export function createCompatibleEmbeddings(options: CompatibleOptions): Embeddings {
  const client = new OpenAI({ ...clientOptions(options), baseURL: options.baseUrl, apiKey: options.apiKey ?? 'none' });
  return embeddingsOf(client, { ...options, kind: 'openai-compatible', model: options.model });
}

// --- Internal ---

/** Nothing of the environment, no retries and no log lines of the SDK's own: they would hold texts and break our limits. */
function clientOptions({ fetch }: OpenAiOptions) {
  return { maxRetries: 0, logLevel: 'off', organization: null, project: null, ...(fetch ? { fetch } : {}) } as const;
}

interface Target extends OpenAiOptions {
  readonly kind: 'azure-openai' | 'openai-compatible';
  readonly model: string;
}

function embeddingsOf(client: OpenAI, target: Target): Embeddings {
  const closing = new AbortController();
  const { longestWaitMs, attemptMs } = target.policy ?? PATIENCE;
  const gate = createRequestGate(longestWaitMs);
  let dimension: number | undefined;
  let format: Format = 'base64';

  const ask: Ask = async (texts, signal, call) => {
    const leave = await gate.enter({ texts: texts.length, tokens: tokensOf(texts), call }, signal);
    const begun = performance.now();
    const vectors = await request(client, { target, gate, texts, signal, format }).finally(leave);
    dimension ??= vectors[0]?.length;
    if (vectors.every((vector) => vector.length === dimension)) return { vectors, tookMs: performance.now() - begun };
    throw new EmbeddingsUnavailableError(`${target.kind} answered with vectors of another dimension than ${dimension}.`);
  };
  const askAll = createFittingRequests({ ask, limitMs: attemptMs });

  /** Older servers know lists alone. */
  async function askSimplest(): Promise<void> {
    try {
      await ask(['ready?'], closing.signal, { left: 1 });
    } catch (error) {
      if (!(error instanceof EmbeddingsInvalidError) || format === 'float') throw error;
      format = 'float';
      await askSimplest();
    }
  }

  return {
    kind: target.kind,
    model: target.model,
    get dimension() {
      if (dimension === undefined) throw new Error('the dimension is known after ensureReady');
      return dimension;
    },
    async ensureReady() {
      if (dimension !== undefined) return;
      try {
        await askSimplest();
      } catch (error) {
        format = 'base64';
        if (!(error instanceof EmbeddingsInvalidError)) throw error;
        throw new EmbeddingsRefusedError(`${target.kind} refuses the simplest text: check the model and the API version.`, error);
      }
    },
    async embed(texts, signal) {
      signal?.throwIfAborted();
      refuseEmptyTexts(texts);
      return askAll(texts, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);
    },
    async close() {
      closing.abort(new EmbeddingsUnavailableError('The embeddings are closed.'));
    },
  };
}

type Format = 'base64' | 'float';

interface Request {
  readonly target: Target;
  readonly gate: RequestGate;
  readonly texts: readonly string[];
  readonly format: Format;
  readonly signal: AbortSignal;
}

function request(client: OpenAI, { target, gate, texts, format, signal }: Request): Promise<Float32Array[]> {
  const policy = target.policy ?? PATIENCE;
  const late = (limitMs: number): Error => lateError(target, limitMs);
  const isHopeless = (error: unknown): boolean => error instanceof EmbeddingsStrainedError && error.isLate && texts.length > 1;
  const isTransient = (error: unknown): boolean => error instanceof EmbeddingsUnavailableError && !isHopeless(error);
  const answered = withRetries({ policy, signal, late, isTransient }, async (ending) => {
    try {
      const options = { signal: ending, timeout: policy.attemptMs };
      // The SDK asks for base64 by itself, and decodes it only then.
      const asked = { model: target.model, input: [...texts], ...(format === 'float' ? { encoding_format: format } : {}) };
      const { data, response } = await client.embeddings.create(asked, options).withResponse();
      gate.told({ headers: response.headers, limited: null });
      target.onUsage?.({ requests: 1, texts: texts.length, tokens: tokensIn(data) ?? tokensOf(texts) });
      return vectorsOf(data, texts.length, target.kind);
    } catch (error) {
      const ours = translate(error, target);
      if (error instanceof APIError && error.status === 429)
        gate.told({ headers: error.headers, limited: { retryAfterMs: (ours as { retryAfterMs?: number }).retryAfterMs ?? 0 } });
      throw ours;
    }
  });
  // Several at once may be what it does not cope with.
  return answered.catch((error: unknown) => {
    if (error instanceof EmbeddingsStrainedError) gate.told({ headers: undefined, limited: { retryAfterMs: 0 } });
    throw error;
  });
}

/** An estimate: four bytes a token, as English text has. */
function tokensOf(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 4);
}

/** What is paid for, where the server says so. */
function tokensIn(answer: unknown): number | null {
  const tokens = (answer as { usage?: { total_tokens?: unknown } } | null)?.usage?.total_tokens;
  return typeof tokens === 'number' && tokens >= 0 ? tokens : null;
}

/** Count, order, numbers: the SDK checks none of them, and takes a page of HTML for an answer. */
function vectorsOf(answer: unknown, count: number, vendor: string): Float32Array[] {
  const wrong = (what: string): Error => new EmbeddingsUnavailableError(`${vendor} gave an answer that cannot be one: ${what}.`);
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) throw wrong('it holds no list of vectors');
  if (data.length !== count) throw wrong(`${data.length} vectors for ${count} texts`);
  const vectors = new Array<Float32Array | undefined>(count).fill(undefined);
  const items = data as ({ index?: unknown; embedding?: unknown } | null)[];
  // A server that gives no index at all answers in the order of the request, as OpenAI does; with some missing it cannot be known.
  const isInOrder = items.every((item) => (item?.index ?? null) === null);
  for (const [place, item] of items.entries()) {
    const index = isInOrder ? place : item?.index;
    if (typeof index !== 'number' || !(index in vectors) || vectors[index]) throw wrong('its indexes are not 0 to n-1');
    if (!Array.isArray(item?.embedding) && !ArrayBuffer.isView(item?.embedding)) throw wrong('a vector is not a list of numbers');
    const vector = unitVectorOf(item.embedding as ArrayLike<number>);
    if (!vector || vector.length === 0) throw wrong('a vector holds no direction');
    vectors[index] = vector;
  }
  return vectors as Float32Array[];
}

function lateError({ kind }: Target, limitMs: number): Error {
  return new EmbeddingsStrainedError(`${kind} did not answer within ${limitMs} ms.`, { isLate: true });
}

function translate(error: unknown, target: Target): unknown {
  if (error instanceof APIConnectionTimeoutError) return lateError(target, (target.policy ?? PATIENCE).attemptMs);
  if (error instanceof APIConnectionError)
    return new EmbeddingsStrainedError(`${target.kind} cannot be reached.`, { isLate: false, cause: error.cause });
  if (error instanceof APIError && typeof error.status === 'number') {
    const answer: VendorAnswer = { status: error.status, code: error.code, headers: error.headers };
    return httpError(answer, { vendor: target.kind, model: target.model, now: (target.clock ?? systemClock).now() });
  }
  // A body cut short or not JSON, an answer that the SDK cannot decode.
  if (error instanceof SyntaxError || error instanceof APIError || error instanceof TypeError) {
    return new EmbeddingsUnavailableError(`${target.kind} broke off its answer, or gave one that cannot be read.`);
  }
  return error;
}
