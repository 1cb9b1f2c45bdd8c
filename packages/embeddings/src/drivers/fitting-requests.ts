import { firstBatch, MOST_BYTES_PER_TEXT, textToSend } from './request-batches.ts';
import type { Call } from './request-gate.ts';
import { createRequestSize } from './request-size.ts';
import { EmbeddingsOversizeError, EmbeddingsStrainedError } from './vendor-errors.ts';

/** More than a gate lets through are never under way. */
const BATCHES_AT_ONCE = 8;
/** A text this short is not refused for its length: every model reads so much. */
const SHORTEST_CUT = 512;

/** One request. @throws EmbeddingsStrainedError and EmbeddingsOversizeError where less may do */
export type Ask = (texts: readonly string[], signal: AbortSignal, call: Call) => Promise<Answered>;

interface Caller {
  readonly call: Call;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly vectors: readonly Float32Array[];
  /** Without what it waited before it was sent. */
  readonly tookMs: number;
}

export interface FittingRequestsOptions {
  readonly ask: Ask;
  /** Of one request, milliseconds. */
  readonly limitMs: number;
}

/** Any number of texts, in requests of a size that the server copes with, as many at once as `ask` lets through. */
export function createFittingRequests({ ask, limitMs }: FittingRequestsOptions) {
  const size = createRequestSize();
  /** Models of short contexts refuse what OpenAI's read. */
  let mostBytes = MOST_BYTES_PER_TEXT;

  /** Splits what was too much; one text that is too much alone is an outage, or refused. */
  async function askInParts(asked: readonly string[], caller: Caller): Promise<readonly Float32Array[]> {
    const texts = asked.map((text) => textToSend(text, mostBytes));
    try {
      const { vectors, tookMs } = await ask(texts, caller.signal, caller.call);
      size.worked(texts, tookMs / limitMs);
      return vectors;
    } catch (error) {
      if (caller.signal.aborted) throw error;
      if (error instanceof EmbeddingsStrainedError && texts.length > 1) {
        size.strained(texts);
        return askInTurn(texts, caller);
      }
      if (!(error instanceof EmbeddingsOversizeError)) throw error;
      return texts.length > 1 ? askHalves(texts, caller) : askShorter(texts[0] as string, caller, error);
    }
  }

  async function askInTurn(texts: readonly string[], caller: Caller): Promise<readonly Float32Array[]> {
    const vectors: Float32Array[] = [];
    while (vectors.length < texts.length)
      vectors.push(...(await askInParts(firstBatch(texts.slice(vectors.length), size.limits()), caller)));
    return vectors;
  }

  /** One after the other: where every text is refused, the first says so. */
  async function askHalves(texts: readonly string[], caller: Caller): Promise<readonly Float32Array[]> {
    const known = mostBytes;
    const middle = Math.ceil(texts.length / 2);
    const first = await askInTurn(texts.slice(0, middle), caller);
    const second = await askInTurn(texts.slice(middle), caller);
    if (mostBytes === known) size.refused(texts);
    return [...first, ...second];
  }

  async function askShorter(text: string, caller: Caller, refusal: Error): Promise<readonly Float32Array[]> {
    const bytes = Math.floor(Buffer.byteLength(text) / 2);
    if (bytes < SHORTEST_CUT) throw refusal;
    const vectors = await askInParts([textToSend(text, bytes)], caller);
    mostBytes = Math.min(mostBytes, bytes);
    return vectors;
  }

  return async (texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> => {
    const sent = texts.map((text) => textToSend(text, MOST_BYTES_PER_TEXT));
    const vectors: Float32Array[] = [];
    let next = 0;
    // The first that fails ends the others.
    const failed = new AbortController();
    const call = { left: texts.length };
    const caller: Caller = { call, signal: AbortSignal.any([signal, failed.signal]) };
    const work = async (): Promise<void> => {
      while (next < sent.length) {
        const from = next;
        const batch = firstBatch(sent.slice(from), size.limits());
        next += batch.length;
        for (const [index, vector] of (await askInParts(batch, caller)).entries()) vectors[from + index] = vector;
      }
    };
    const workers = Array.from({ length: BATCHES_AT_ONCE }, work);
    for (const worker of workers) worker.catch((error) => failed.abort(error));
    await Promise.all(workers);
    return vectors;
  };
}
