import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Embeddings, OnUsage } from '../embeddings.ts';
import { EmbeddingsUnavailableError } from '../errors.ts';
import { refuseEmptyTexts } from '../texts.ts';
import type { EncoderData, FromEncoder, ToEncoder } from './local-messages.ts';
import { DIMENSION, MODEL_NAME } from './local-model.ts';

/** Threads of one run: all processors, for indexing's sake, as far as runs of this size gain by it. They sleep where they have to wait. */
export const LOCAL_THREADS = Math.min(4, availableParallelism());

export interface LocalOptions {
  /** Default: `LOCAL_THREADS`. */
  readonly threads?: number;
  readonly onUsage?: OnUsage | undefined;
}

/** The encoder that ships with this package (`model/`), in a thread of its own: no key, no network. Texts are read up to their 256th token. */
export function createLocalEmbeddings(options: LocalOptions = {}): Embeddings {
  const threads = options.threads ?? LOCAL_THREADS;
  let encoder: Promise<Encoder> | undefined;
  let closed = false;
  const running = new Set<Promise<unknown>>();

  const open = (): Promise<Encoder> => {
    if (closed) throw new Error('these embeddings are closed');
    const onEnded = (): void => {
      encoder = undefined;
    };
    encoder ??= startEncoder({ threads }, { onEnded, onUsage: options.onUsage });
    return encoder;
  };

  const encode = async (texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> => {
    refuseEmptyTexts(texts);
    const opened = await open();
    signal?.throwIfAborted();
    return texts.length === 0 ? [] : opened.encode(texts, signal);
  };

  return {
    kind: 'local',
    model: MODEL_NAME,
    dimension: DIMENSION,
    async ensureReady() {
      await open();
    },
    async embed(texts, signal) {
      const run = encode(texts, signal);
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(running);
      await (await encoder?.catch(() => undefined))?.close();
    },
  };
}

// --- Internal ---

interface Encoder {
  encode(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}

interface Call {
  resolve(vectors: Float32Array[]): void;
  reject(error: unknown): void;
}

interface EncoderEvents {
  /** The thread is gone, and the next call starts another. */
  onEnded(): void;
  readonly onUsage: OnUsage | undefined;
}

/** Resolves when the model is loaded. */
function startEncoder(data: EncoderData, { onEnded, onUsage }: EncoderEvents): Promise<Encoder> {
  const worker = new Worker(new URL('./local-worker.ts', import.meta.url), { workerData: data, execArgv: [] });
  const calls = new Map<number, Call>();
  const started = Promise.withResolvers<Encoder>();
  let last = 0;
  let reason: unknown;

  function settle(call: number): Call | undefined {
    const found = calls.get(call);
    calls.delete(call);
    // A model with nothing to do keeps no process alive.
    if (calls.size === 0) worker.unref();
    return found;
  }

  const encoder: Encoder = {
    encode(texts, signal) {
      const call = ++last;
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>();
      const abandon = (): void => {
        worker.postMessage({ kind: 'abandon', call } satisfies ToEncoder);
        settle(call)?.reject(signal?.reason);
      };
      signal?.addEventListener('abort', abandon, { once: true });
      calls.set(call, { resolve, reject });
      worker.ref();
      worker.postMessage({ kind: 'encode', call, texts } satisfies ToEncoder);
      return promise.finally(() => signal?.removeEventListener('abort', abandon));
    },
    async close() {
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      if (worker.threadId === -1) return;
      worker.ref();
      worker.postMessage({ kind: 'close' } satisfies ToEncoder);
      await ended;
    },
  };

  worker.on('message', (message: FromEncoder) => {
    if (message.kind === 'ready') {
      worker.unref();
      started.resolve(encoder);
    } else if (message.kind === 'encoded') {
      onUsage?.(message.usage);
      settle(message.call)?.resolve(rowsOf(message.numbers));
    } else settle(message.call)?.reject(new Error(`the local model failed: ${message.message}`));
  });
  worker.on('error', (error) => {
    reason = error;
  });
  worker.once('exit', () => {
    onEnded();
    const error = new EmbeddingsUnavailableError('the thread of the local model ended', { cause: reason });
    started.reject(error);
    for (const call of [...calls.keys()]) settle(call)?.reject(error);
  });
  return started.promise;
}

function rowsOf(numbers: Float32Array): Float32Array[] {
  return Array.from({ length: numbers.length / DIMENSION }, (_, row) => numbers.subarray(row * DIMENSION, (row + 1) * DIMENSION));
}
