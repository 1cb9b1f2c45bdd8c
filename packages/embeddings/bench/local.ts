import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LOCAL_THREADS } from '../src/drivers/local.ts';
import { padBatch, tokenBatches } from '../src/drivers/token-batches.ts';
import { openEmbeddings } from '../src/open-embeddings.ts';
import { embeddingsSettings } from '../src/settings.ts';

/** The local model through the port against bare `session.run` on ready-made batches of the same texts; for `npm run bench`. */
const TEXTS = Number(process.env.TEXTS ?? 512);
const ROUNDS = 5;
const LEAST = 0.9;

const WORDS = 'account fee card payment month interest branch loan balance transfer statement limit customer insurance deposit rate'.split(
  ' ',
);
/** Different texts of about 20 and about 100 words: questions and answers. */
const texts = Array.from({ length: TEXTS }, (_, n) =>
  Array.from({ length: n % 2 === 0 ? 20 : 100 }, (_word, at) => WORDS[(n * 7 + at * at + at) % WORDS.length]).join(' '),
);

const folder = new URL('../model/', import.meta.url);
const tokenizer = new Tokenizer(JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')) as object, {});
const tokens = texts.map((text) => tokenizer.encode(text).ids);
const feeds = tokenBatches(tokens).map((batch) => {
  const { rows, length, ids, mask } = padBatch(tokens, batch);
  const shape = [rows, length];
  return {
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
  };
});

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

const embeddings = await openEmbeddings(loadSettings(embeddingsSettings, {}), { logger });
const session = await InferenceSession.create(fileURLToPath(new URL('model.onnx', folder)));
const bare = async () => {
  for (const feed of feeds) await session.run(feed);
};
// Warm, then in turns, so that what else the machine does meets both.
await bare();
await embeddings.embed(texts);
const [ours, theirs]: [number[], number[]] = [[], []];
for (let round = 0; round < ROUNDS; round += 1) {
  theirs.push(await seconds(bare));
  ours.push(await seconds(() => embeddings.embed(texts)));
}
const best = (times: readonly number[]) => TEXTS / Math.min(...times);
const [value, reference] = [best(ours), best(theirs)];
process.stdout.write(
  `${JSON.stringify([
    {
      what: `local embeddings of texts of 20 and 100 words, ${LOCAL_THREADS} thread(s)`,
      value,
      unit: 'texts/s',
      reference: {
        what: 'bare `session.run` on ready-made batches of the same texts, with ONNX Runtime’s own choice of threads',
        value: reference,
      },
      ratio: value / reference,
      target: { of: 'ratio', atLeast: LEAST },
    },
  ])}\n`,
);
await embeddings.close();
await session.release();
