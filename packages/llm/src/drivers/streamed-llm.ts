import type { Clock } from '@munshi/service-kit/clock';
import { type RetryPolicy, withRetries } from '@munshi/service-kit/retry';
import { LlmUnavailableError } from '../errors.ts';
import type { CompletionPart, CompletionRequest, Llm } from '../llm.ts';
import { answerUnderWay, type CompletionChunk } from './answer-under-way.ts';
import { type VendorFailure, vendorError } from './vendor-errors.ts';

export interface StreamLimits {
  /** Until the first piece. After it nothing is tried again: a customer may have read it. */
  readonly opening: RetryPolicy;
  /** Between two pieces; the SDKs' own limits cover the headers only. */
  readonly idleMs: number;
  readonly totalMs: number;
  /** For the usage, after the model has said how it ended. */
  readonly usageMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  opening: { attempts: 2, attemptMs: 15_000, totalMs: 25_000, longestWaitMs: 3_000 },
  idleMs: 15_000,
  totalMs: 120_000,
  usageMs: 2_000,
};

/** What a driver has of its own; everything else about a stream is the same for all of them. */
export interface StreamSource {
  readonly kind: Llm['kind'];
  readonly model: string;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  open(request: CompletionRequest, signal: AbortSignal): Promise<AsyncIterable<CompletionChunk>>;
  /** Null for what is not the SDK's or the network's: a bug of ours. */
  failureOf(error: unknown): VendorFailure | null;
}

export function createStreamedLlm(source: StreamSource): Llm {
  const closing = new AbortController();
  return {
    kind: source.kind,
    model: source.model,
    complete: (request, signal) => parts(source, request, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal),
    async close() {
      closing.abort(new LlmUnavailableError('The model is closed.'));
    },
  };
}

// --- Internal ---

/** The stream with its first piece already read, or known to be empty. */
interface OpenStream {
  readonly chunks: AsyncIterator<CompletionChunk>;
  readonly first: IteratorResult<CompletionChunk>;
  stop(): void;
}

async function* parts(source: StreamSource, request: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionPart> {
  const { limits } = source;
  const began = performance.now();
  const stream = await openStream(source, request, signal);
  const answer = answerUnderWay(source.kind);
  try {
    for (let turn = stream.first; !turn.done; ) {
      const text = answer.take(turn.value);
      if (text !== '') yield { type: 'text', text };
      const left = limits.totalMs - (performance.now() - began);
      const wait = Math.min(left, answer.finished ? limits.usageMs : limits.idleMs);
      turn = await nextWithin(stream, wait, signal).catch((error: unknown) => {
        if (signal.aborted) throw signal.reason;
        // The answer is whole; only its usage is missing.
        if (answer.finished) return { done: true, value: undefined } as const;
        throw translate(source, error);
      });
    }
    yield answer.end();
  } finally {
    stream.stop();
  }
}

async function openStream(source: StreamSource, request: CompletionRequest, signal: AbortSignal): Promise<OpenStream> {
  const late = (limitMs: number): Error => new LlmUnavailableError(`${source.kind} did not begin to answer within ${limitMs} ms.`);
  const isTransient = (error: unknown): boolean => error instanceof LlmUnavailableError;
  return withRetries({ policy: source.limits.opening, signal, late, isTransient }, async (ending) => {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    ending.addEventListener('abort', stop, { once: true });
    try {
      const chunks = (await source.open(request, controller.signal))[Symbol.asyncIterator]();
      const first = await chunks.next();
      if (first.done) throw new LlmUnavailableError(`${source.kind} gave an empty answer.`);
      return { chunks, first, stop };
    } catch (error) {
      stop();
      throw translate(source, error);
    }
  });
}

async function nextWithin(stream: OpenStream, limitMs: number, signal: AbortSignal): Promise<IteratorResult<CompletionChunk>> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new LlmUnavailableError(`The model fell silent for ${Math.round(limitMs)} ms.`)),
    Math.max(0, limitMs),
  );
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const next = stream.chunks.next();
  // Whoever loses the race must not fail unheard.
  next.catch(() => {});
  try {
    return await Promise.race([stopped, next]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function translate(source: StreamSource, error: unknown): unknown {
  const failure = source.failureOf(error);
  return failure ? vendorError(failure, { vendor: source.kind, model: source.model, now: source.clock.now() }) : error;
}
