import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Usage } from '../embeddings.ts';
import { meanOfUnmasked, toUnitLength } from '../vectors.ts';
import type { EncodeCall, EncoderData, FromEncoder, ToEncoder } from './local-messages.ts';
import { DIMENSION } from './local-model.ts';
import { type PaddedBatch, padBatch, tokenBatches } from './token-batches.ts';

// The model's own thread: ONNX Runtime's `run` computes on the thread that calls it, for as long as a run takes.

/** The length the model was trained with. */
const MAX_TOKENS = 256;
const SEPARATOR = 102;
/** No text of 256 word pieces is longer; tokenising a book to keep its first page would stall the thread. */
const MAX_CHARACTERS = 16_384;

/** Threads that spin while they wait take 40 % more processor time on two busy cores, from the database and from who asks. */
const NO_SPINNING = '0';

interface Job {
  readonly call: number;
  readonly tokens: readonly (readonly number[])[];
  readonly batches: number[][];
  readonly numbers: Float32Array<ArrayBuffer>;
  readonly usage: Usage;
}

interface Engine {
  readonly session: InferenceSession;
  readonly tokenizer: Tokenizer;
}

async function load(threads: number): Promise<Engine> {
  const folder = new URL('../../model/', import.meta.url);
  const [tokenizerJson, session] = await Promise.all([
    readFile(new URL('tokenizer.json', folder), 'utf8'),
    InferenceSession.create(fileURLToPath(new URL('model.onnx', folder)), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: NO_SPINNING } } },
    }),
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

const tell = (message: FromEncoder, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);
const jobs: Job[] = [];
let working = false;

function accept({ call, texts }: EncodeCall, tokenizer: Tokenizer): void {
  const tokens = texts.map((text) => tokenIds(tokenizer, text));
  const batches = tokenBatches(tokens);
  const usage = { requests: batches.length, texts: texts.length, tokens: tokens.reduce((sum, { length }) => sum + length, 0) };
  jobs.push({ call, tokens, batches, numbers: new Float32Array(texts.length * DIMENSION), usage });
}

/** One run at a time, of the call with the fewest left: a question does not wait for a thousand statements. */
async function work(session: InferenceSession): Promise<void> {
  if (working) return;
  working = true;
  for (;;) {
    await turn(); // what arrived meanwhile is weighed before the next run
    const job = jobs.toSorted((one, other) => one.batches.length - other.batches.length)[0];
    if (job === undefined) break;
    await step(session, job);
  }
  working = false;
}

async function step(session: InferenceSession, job: Job): Promise<void> {
  const batch = job.batches.pop();
  try {
    if (batch !== undefined) {
      const rows = await runModel(session, padBatch(job.tokens, batch));
      batch.forEach((position, row) => {
        job.numbers.set(rows[row] as Float32Array, position * DIMENSION);
      });
    }
    if (job.batches.length > 0) return;
    tell({ kind: 'encoded', call: job.call, numbers: job.numbers, usage: job.usage }, [job.numbers.buffer]);
  } catch (error) {
    tell({ kind: 'failed', call: job.call, message: error instanceof Error ? error.message : String(error) });
  }
  forget(job.call);
}

function forget(call: number): void {
  const index = jobs.findIndex((job) => job.call === call);
  if (index >= 0) jobs.splice(index, 1);
}

const { threads } = workerData as EncoderData;
const { session, tokenizer } = await load(threads);
parentPort?.on('message', (message: ToEncoder) => {
  switch (message.kind) {
    case 'encode':
      accept(message, tokenizer);
      void work(session);
      return;
    case 'abandon':
      forget(message.call);
      return;
    case 'close':
      void session.release().finally(() => process.exit(0));
  }
});
tell({ kind: 'ready' });
