import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalEmbeddings } from '../src/drivers/local.ts';
import { embeddingsContract } from './contract.ts';

embeddingsContract('local', async () => ({
  embeddings: createLocalEmbeddings(),
  limitRate: { none: 'the local model has no rate limit' },
  release: async () => {},
}));

interface Golden {
  readonly items: readonly { readonly text: string; readonly vector: readonly number[] }[];
}

describe('the local model', () => {
  const embeddings = createLocalEmbeddings();
  afterAll(() => embeddings.close());

  it('gives the vectors that ONNX Runtime gives in Python', async () => {
    const golden = JSON.parse(await readFile(new URL('../model/golden.json', import.meta.url), 'utf8')) as Golden;
    const texts = golden.items.filter((item) => item.text.trim() !== '');
    const vectors = await embeddings.embed(texts.map((item) => item.text));
    for (const [index, item] of texts.entries()) {
      const cosine = item.vector.reduce((sum, value, at) => sum + value * (vectors[index]?.[at] as number), 0);
      // int8 products may saturate on processors without VNNI, so never bit by bit.
      expect(cosine, item.text.slice(0, 40)).toBeGreaterThanOrEqual(0.99);
    }
    expect(texts.length).toBeGreaterThanOrEqual(27);
  });

  it('answers nothing after it is closed', async () => {
    const closed = createLocalEmbeddings();
    await closed.close();
    await expect(closed.embed(['late'])).rejects.toThrow('closed');
  });

  it('answers a question before the statements that were asked for earlier, and leaves the event loop free', async () => {
    const order: string[] = [];
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    const statements = embeddings.embed(Array.from({ length: 60 }, (_, index) => `statement ${index} ${'of a month '.repeat(30)}`));
    const question = embeddings.embed(['How much did I spend?']);
    await Promise.all([statements.then(() => order.push('statements')), question.then(() => order.push('question'))]);
    clearInterval(counting);
    expect(order).toEqual(['question', 'statements']);
    // On the event loop the timer would come once a run of the model: there are five.
    expect(turns).toBeGreaterThan(20);
  });

  it('ends with the reason of an abort under way, and goes on with others', async () => {
    const abort = new AbortController();
    const call = embeddings.embed(
      Array.from({ length: 1_000 }, (_, index) => `text ${index} ${'word '.repeat(100)}`),
      abort.signal,
    );
    const other = embeddings.embed(['another']);
    await other;
    abort.abort(new Error('the customer went away'));
    await expect(call).rejects.toThrow('the customer went away');
    expect(await embeddings.embed(['later'])).toHaveLength(1);
  });

  it('ends a call in flight before it closes', async () => {
    const closing = createLocalEmbeddings();
    const call = closing.embed(Array.from({ length: 50 }, (_, index) => `text ${index}`));
    await closing.close();
    expect(await call).toHaveLength(50);
  });
});
