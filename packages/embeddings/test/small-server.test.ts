import { rateLimited, type SeenRequest } from '@munshi/testing/http-stand-in';
import { type OpenAiStandIn, startOpenAiStandIn } from '@munshi/testing/openai-stand-in';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCompatibleEmbeddings } from '../src/drivers/openai.ts';
import type { Embeddings } from '../src/embeddings.ts';

const inputOf = ({ body }: SeenRequest): string[] => (body as { input: string[] }).input;
const unavailable = { code: 'EMBEDDINGS_UNAVAILABLE', failure: 'unavailable' };
const textsOf = (count: number, word = 'text'): string[] => Array.from({ length: count }, (_, n) => `${word} number ${n}`);

describe('a server that copes with less than OpenAI’s', () => {
  let standIn: OpenAiStandIn;
  let embeddings: Embeddings;
  const open = (attemptMs = 30_000): Embeddings => {
    const policy = { attempts: 3, attemptMs, totalMs: 60_000, longestWaitMs: 1_000 };
    return createCompatibleEmbeddings({ baseUrl: standIn.baseUrl, apiKey: 'k', model: 'text-embedding-3-small', policy });
  };
  const sizes = (): number[] => standIn.requests.map((request) => inputOf(request).length);
  const isMoreThan = (texts: number) => ({ where: (request: SeenRequest) => inputOf(request).length > texts });

  beforeEach(async () => {
    standIn = await startOpenAiStandIn({ apiKey: 'k' });
    embeddings = open();
  });
  afterEach(async () => {
    await embeddings.close();
    await standIn.close();
  });

  async function expectRight(texts: readonly string[]): Promise<void> {
    const together = await embeddings.embed(texts);
    standIn.heal();
    const [first, last] = await Promise.all([texts[0], texts.at(-1)].map((text) => embeddings.embed([text as string])));
    expect(together).toHaveLength(texts.length);
    expect([together[0], together.at(-1)]).toEqual([first?.[0], last?.[0]]);
  }

  test.each([
    ['is too slow for more than 8 texts', { kind: 'hang' }, 8],
    ['breaks down at more than 2', { kind: 'status', status: 500 }, 2],
    ['dies of more than 2', { kind: 'reset' }, 2],
    ['takes 32 at most', { kind: 'status', status: 422 }, 32],
    ['takes one at a time', { kind: 'status', status: 413 }, 1],
  ] as const)('one that %s embeds any number, in order', { timeout: 60_000 }, async (_, fault, most) => {
    if (fault.kind === 'hang') embeddings = open(1_000);
    standIn.fail(fault, isMoreThan(most));
    await expectRight(textsOf(300));
  });

  test('what it takes at most is found out once', async () => {
    standIn.fail({ kind: 'status', status: 422 }, isMoreThan(32));
    await embeddings.embed(textsOf(320));
    const before = standIn.requests.length;
    await embeddings.embed(textsOf(320));
    expect(sizes().slice(before)).toEqual(Array.from({ length: 10 }, () => 32));
  });

  test('one with a short context gets the beginning of a long text, and the others whole', async () => {
    const long = 'रुपये '.repeat(300);
    standIn.fail({ kind: 'status', status: 400 }, { where: (request) => inputOf(request).some((text) => Buffer.byteLength(text) > 1_500) });
    const texts = [...textsOf(40), long, ...textsOf(23)];
    await expectRight([...texts, 'the last']);
    const before = standIn.requests.length;
    await embeddings.embed(texts);
    expect(sizes().slice(before)).toEqual([64]);
    const sent = inputOf(standIn.requests.at(-1) as SeenRequest);
    expect(long.startsWith(sent[40] as string)).toBe(true);
    expect(sent.toSpliced(40, 1)).toEqual(texts.toSpliced(40, 1));
  });

  test('one that knows no base64 is asked for lists', async () => {
    standIn.fail(
      { kind: 'status', status: 422 },
      { where: ({ body }) => (body as { encoding_format: string }).encoding_format === 'base64' },
    );
    await embeddings.ensureReady();
    await expectRight(textsOf(3));
    expect(standIn.requests.slice(1).map(({ body }) => (body as { encoding_format: string }).encoding_format)).not.toContain('base64');
  });

  test('a text that is refused alone is refused, after few requests', async () => {
    standIn.fail({ kind: 'status', status: 400 }, { where: (request) => inputOf(request).includes('text number 50') });
    await expect(embeddings.embed(textsOf(60))).rejects.toMatchObject({ code: 'TEXT_REFUSED', failure: 'invalid' });
    expect(standIn.requests.length).toBeLessThan(20);
  });

  test.each([
    ['hangs', { kind: 'hang' }],
    ['is down', { kind: 'reset' }],
    ['limits us', rateLimited(90)],
  ] as const)('one that %s whatever it is asked is unavailable, for many texts as for one', { timeout: 60_000 }, async (_, fault) => {
    if (fault.kind === 'hang') embeddings = open(1_000);
    standIn.fail(fault);
    await expect(embeddings.embed(textsOf(60))).rejects.toMatchObject(unavailable);
    await expect.poll(() => standIn.inFlight()).toBe(0);
    standIn.heal();
    await expectRight(textsOf(3));
  });
});
