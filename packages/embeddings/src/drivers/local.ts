import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Embeddings } from '../embeddings.ts';
import { refuseEmptyTexts } from '../texts.ts';
import { meanOfUnmasked, toUnitLength } from '../vectors.ts';
import { type PaddedBatch, padBatch, tokenBatches } from './token-batches.ts';

const MODEL_NAME = 'all-MiniLM-L6-v2-int8';
const DIMENSION = 384;
/** The length the model was trained with. */
const MAX_TOKENS = 256;
const SEPARATOR = 102;
/** No text of 256 word pieces is longer; tokenising a book to keep its first page would stall the process. */
const MAX_CHARACTERS = 16_384;

export interface LocalOptions {
  /** Threads of one run. Default: one less than the processors, at most 2, so that the rest of the process keeps breathing. */
  readonly threads?: number;
}

interface Engine {
  readonly session: InferenceSession;
  readonly tokenizer: Tokenizer;
}

/** The encoder that ships with this package (`model/`): no key, no network. Texts are read up to their 256th token. */
export function createLocalEmbeddings(options: LocalOptions = {}): Embeddings {
  const threads = options.threads ?? Math.max(1, Math.min(2, availableParallelism() - 1));
  let engine: Promise<Engine> | undefined;
  let closed = false;
  const running = new Set<Promise<unknown>>();

  const open = (): Promise<Engine> => {
    if (closed) throw new Error('these embeddings are closed');
    engine ??= load(threads);
    return engine;
  };

  const encode = async (texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> => {
    refuseEmptyTexts(texts);
    const { session, tokenizer } = await open();
    const tokens = texts.map((text) => tokenIds(tokenizer, text));
    const vectors = new Array<Float32Array>(texts.length);
    for (const batch of tokenBatches(tokens)) {
      signal?.throwIfAborted();
      const rows = await runModel(session, padBatch(tokens, batch));
      batch.forEach((position, row) => {
        vectors[position] = rows[row] as Float32Array;
      });
    }
    return vectors;
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
      if (engine) await (await engine).session.release();
    },
  };
}

// --- Internal ---

async function load(threads: number): Promise<Engine> {
  const folder = new URL('../../model/', import.meta.url);
  const [tokenizerJson, session] = await Promise.all([
    readFile(new URL('tokenizer.json', folder), 'utf8'),
    InferenceSession.create(fileURLToPath(new URL('model.onnx', folder)), { intraOpNumThreads: threads, interOpNumThreads: 1 }),
  ]);
  return { session, tokenizer: new Tokenizer(JSON.parse(tokenizerJson) as object, {}) };
}

function tokenIds(tokenizer: Tokenizer, text: string): readonly number[] {
  const { ids } = tokenizer.encode(text.slice(0, MAX_CHARACTERS).toWellFormed());
  return ids.length <= MAX_TOKENS ? ids : [...ids.slice(0, MAX_TOKENS - 1), SEPARATOR];
}

async function runModel(session: InferenceSession, batch: PaddedBatch): Promise<Float32Array[]> {
  const shape = [batch.rows, batch.length];
  const output = await session.run({
    input_ids: new Tensor('int64', batch.ids, shape),
    attention_mask: new Tensor('int64', batch.mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(batch.ids.length), shape),
  });
  const hidden = output.last_hidden_state?.data as Float32Array;
  return Array.from({ length: batch.rows }, (_, row) => {
    const states = hidden.subarray(row * batch.length * DIMENSION, (row + 1) * batch.length * DIMENSION);
    return toUnitLength(meanOfUnmasked(states, batch.lengths[row] as number, DIMENSION));
  });
}
