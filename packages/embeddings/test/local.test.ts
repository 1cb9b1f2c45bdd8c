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

  it('ends a call in flight before it closes', async () => {
    const closing = createLocalEmbeddings();
    const call = closing.embed(Array.from({ length: 50 }, (_, index) => `text ${index}`));
    await closing.close();
    expect(await call).toHaveLength(50);
  });
});
