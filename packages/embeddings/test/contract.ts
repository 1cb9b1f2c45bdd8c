import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embeddings } from '../src/embeddings.ts';

export interface EmbeddingsUnderTest {
  readonly embeddings: Embeddings;
  /** Makes the next calls run into the vendor's rate limit; or why there is none. */
  readonly limitRate: (() => void) | { readonly none: string };
  release(): Promise<void>;
}

/** Questions, each with another that means nearly the same. */
const PAIRS = [
  ['How much did I spend on groceries last month?', 'What was my grocery spending in the previous month?'],
  ['My card was stolen yesterday', 'Somebody has stolen my card'],
  ['What is the interest rate on a savings account?', 'Which interest does the savings account pay?'],
  ['When will my salary arrive in the account?', 'On which day does the salary reach my account?'],
] as const;

const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);

/** What every driver promises. `create` gives a fresh one. */
export function embeddingsContract(name: string, create: () => Promise<EmbeddingsUnderTest>): void {
  describe(`embeddings contract: ${name}`, () => {
    let under: EmbeddingsUnderTest;
    let embeddings: Embeddings;
    beforeAll(async () => {
      under = await create();
      embeddings = under.embeddings;
      await embeddings.ensureReady();
    });
    afterAll(async () => {
      await embeddings.close();
      await under.release();
    });

    it('declares a dimension that every vector has, of length 1', async () => {
      const vectors = await embeddings.embed(['one', 'a somewhat longer text about money', 'three']);
      expect(embeddings.dimension).toBeGreaterThan(0);
      expect(embeddings.model).not.toBe('');
      for (const vector of vectors) {
        expect(vector).toHaveLength(embeddings.dimension);
        expect(cosine(vector, vector)).toBeCloseTo(1, 4);
      }
    });

    it('gives nothing for nothing', async () => {
      expect(await embeddings.embed([])).toEqual([]);
    });

    it('keeps the order of a batch, whatever the lengths', async () => {
      const texts = ['rent', `${'groceries and more groceries '.repeat(20)}`, 'a card payment', 'salary', 'an electricity bill for March'];
      const together = await embeddings.embed(texts);
      for (const [index, text] of texts.entries()) {
        const [alone] = await embeddings.embed([text]);
        expect(cosine(together[index] as Float32Array, alone as Float32Array)).toBeGreaterThan(0.99);
      }
    });

    it('gives the same vector for the same text', async () => {
      const [first, second] = await embeddings.embed(['the same words', 'the same words']);
      const [later] = await embeddings.embed(['the same words']);
      expect(cosine(first as Float32Array, second as Float32Array)).toBeGreaterThan(0.999);
      expect(cosine(first as Float32Array, later as Float32Array)).toBeGreaterThan(0.999);
    });

    it('splits a batch larger than any vendor takes', async () => {
      const vectors = await embeddings.embed(Array.from({ length: 2_100 }, (_, index) => `n ${index}`));
      expect(vectors).toHaveLength(2_100);
      const [last] = await embeddings.embed(['n 2099']);
      expect(cosine(vectors[2_099] as Float32Array, last as Float32Array)).toBeGreaterThan(0.99);
    });

    it('takes a text longer than the model reads', async () => {
      const [vector] = await embeddings.embed(['money '.repeat(20_000)]);
      expect(vector).toHaveLength(embeddings.dimension);
    });

    it('refuses an empty text, and the whole call with it', async () => {
      await expect(embeddings.embed(['fine', ' \n'])).rejects.toMatchObject({ code: 'TEXT_EMPTY', failure: 'invalid' });
    });

    it('puts texts that mean the same nearer than others', async () => {
      const left = await embeddings.embed(PAIRS.map(([question]) => question));
      const right = await embeddings.embed(PAIRS.map(([, other]) => other));
      for (const [index, vector] of left.entries()) {
        const scores = right.map((other) => cosine(vector, other));
        expect(scores.indexOf(Math.max(...scores))).toBe(index);
      }
    });

    it('ends with the reason of an abort', async () => {
      const reason = new Error('the customer went away');
      await expect(embeddings.embed(['never asked'], AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('says that a rate limit passes', async (test) => {
      if (typeof under.limitRate !== 'function') return test.skip(under.limitRate.none);
      under.limitRate();
      await expect(embeddings.embed(['too much'])).rejects.toMatchObject({ code: 'EMBEDDINGS_UNAVAILABLE', failure: 'unavailable' });
    });

    it('closes twice', async () => {
      const { embeddings: other, release } = await create();
      await other.close();
      await other.close();
      await release();
    });
  });
}
