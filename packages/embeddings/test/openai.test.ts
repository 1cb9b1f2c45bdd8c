import { systemClock } from '@munshi/service-kit/clock';
import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { rateLimited } from '@munshi/testing/http-stand-in';
import { type OpenAiStandIn, startOpenAiStandIn } from '@munshi/testing/openai-stand-in';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CompatibleOptions, createCompatibleEmbeddings } from '../src/drivers/openai.ts';
import type { Embeddings, Usage } from '../src/embeddings.ts';
import { openEmbeddings } from '../src/open-embeddings.ts';
import { embeddingsSettings, rules } from '../src/settings.ts';
import { type EmbeddingsUnderTest, embeddingsContract } from './contract.ts';

const KEY = 'a-key-that-nobody-may-see';

async function opened(environment: (standIn: OpenAiStandIn) => Record<string, string>): Promise<EmbeddingsUnderTest> {
  const standIn = await startOpenAiStandIn({ apiKey: KEY });
  const embeddings = await openEmbeddings(loadSettings(embeddingsSettings, environment(standIn), rules), { logger: silentLogger });
  return { embeddings, limitRate: () => standIn.fail(rateLimited(90)), release: standIn.close };
}

embeddingsContract('azure-openai', () =>
  opened((standIn) => ({
    AZURE_OPENAI_ENDPOINT: `${standIn.url}/`,
    AZURE_OPENAI_API_KEY: KEY,
    AZURE_OPENAI_EMBEDDING_DEPLOYMENT: 'text-embedding-3-small',
  })),
);

embeddingsContract('openai-compatible', () =>
  opened((standIn) => ({ OPENAI_BASE_URL: standIn.baseUrl, OPENAI_API_KEY: KEY, OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small' })),
);

describe('embeddings of OpenAI', () => {
  let standIn: OpenAiStandIn;
  let embeddings: Embeddings;
  const policy = { attempts: 3, attemptMs: 20_000, totalMs: 60_000, longestWaitMs: 1_000 };
  const impatient = { attempts: 3, attemptMs: 400, totalMs: 3_000, longestWaitMs: 1_000 };
  const unavailable = { code: 'EMBEDDINGS_UNAVAILABLE', failure: 'unavailable' };
  const open = (options: Partial<CompatibleOptions> = {}): Embeddings =>
    createCompatibleEmbeddings({ baseUrl: standIn.baseUrl, apiKey: KEY, model: 'text-embedding-3-small', policy, ...options });
  beforeEach(async () => {
    standIn = await startOpenAiStandIn({ apiKey: KEY });
    embeddings = open();
  });
  afterEach(async () => {
    await embeddings.close();
    await standIn.close();
  });

  it('asks Azure at the deployment, with the version and the key in its header', async () => {
    const azure = await openEmbeddings(
      loadSettings(embeddingsSettings, {
        AZURE_OPENAI_ENDPOINT: standIn.url,
        AZURE_OPENAI_API_KEY: KEY,
        AZURE_OPENAI_EMBEDDING_DEPLOYMENT: 'text-embedding-3-small',
        AZURE_OPENAI_API_VERSION: '2024-10-21',
      }),
      { logger: silentLogger },
    );
    await azure.ensureReady();
    const request = standIn.requests.at(-1);
    expect(request?.path).toBe('/openai/deployments/text-embedding-3-small/embeddings');
    expect(request?.query.get('api-version')).toBe('2024-10-21');
    expect(request?.headers['api-key']).toBe(KEY);
    expect(request?.body).toMatchObject({ encoding_format: 'base64' });
    await azure.close();
  });

  it('does not know the dimension before it has asked', async () => {
    expect(() => embeddings.dimension).toThrow('ensureReady');
    await embeddings.embed(['first']);
    expect(embeddings.dimension).toBe(256);
  });

  it('splits by bytes too, and cuts what no model reads', async () => {
    const patient = open({ policy: undefined });
    await patient.embed(Array.from({ length: 60 }, () => '₹ रुपये '.repeat(3_000)));
    await patient.close();
    const sizes = standIn.requests.map(({ body }) => (body as { input: string[] }).input.map((text) => Buffer.byteLength(text)));
    expect(sizes.length).toBeGreaterThan(1);
    for (const each of sizes) {
      expect(Math.max(...each)).toBeLessThanOrEqual(8_191);
      expect(each.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(300_000);
    }
    expect(JSON.stringify(standIn.requests[0]?.body)).not.toContain('\ufffd');
  });

  it('puts an answer out of order back in order, by its indexes', async () => {
    const [straight] = await embeddings.embed(['rent', 'salary']);
    standIn.shuffle(true);
    const [shuffled] = await embeddings.embed(['rent', 'salary']);
    expect(shuffled).toEqual(straight);
  });

  it('takes a server that answers with lists instead of base64', async () => {
    const [base64] = await embeddings.embed(['rent']);
    standIn.lie('floats');
    const [list] = await embeddings.embed(['rent']);
    expect(list?.[3]).toBeCloseTo(base64?.[3] as number, 5);
  });

  it('takes a server that gives no index at all: its answers come in the order of the request', async () => {
    const straight = await embeddings.embed(['rent', 'salary', 'fuel']);
    standIn.lie('no-index');
    expect(await embeddings.embed(['rent', 'salary', 'fuel'])).toEqual(straight);
  });

  it.each(['count', 'order', 'some-indexes', 'no-index-short', 'dimension', 'nan', 'zeros', 'no-data'] as const)(
    'believes no answer with a wrong %s',
    async (lie) => {
      await embeddings.ensureReady();
      standIn.lie(lie);
      await expect(embeddings.embed(['one', 'two'])).rejects.toMatchObject(unavailable);
    },
  );

  it.each([
    ['a reset', { kind: 'reset' }],
    ['a cut body', { kind: 'cut' }],
    ['a page of HTML', { kind: 'html' }],
    ['a 503', { kind: 'status', status: 503 }],
    ['a 429 that asks for little', rateLimited(0.01)],
  ] as const)('comes through %s', async (_, fault) => {
    standIn.fail(fault, { times: 2 });
    expect(await embeddings.embed(['again'])).toHaveLength(1);
    standIn.fail(fault);
    await expect(embeddings.embed(['again'])).rejects.toMatchObject(unavailable);
  });

  it('limits a call to a server that hangs, and gives the request up', async () => {
    standIn.fail({ kind: 'hang' });
    const hurried = open({ policy: impatient });
    await expect(hurried.embed(['never'])).rejects.toMatchObject(unavailable);
    await expect.poll(() => standIn.inFlight()).toBe(0);
    await hurried.close();
  });

  it('does not sleep as long as a vendor wishes, but says so', async () => {
    standIn.fail(rateLimited(90));
    await expect(embeddings.embed(['much'])).rejects.toMatchObject({ ...unavailable, retryAfterMs: 90_000 });
    expect(standIn.requests).toHaveLength(1);
  });

  it('sends no more while the vendor asks for a pause, from whichever call', async () => {
    const sent: number[] = [];
    const watched: typeof fetch = (input, init) => {
      sent.push(performance.now());
      return fetch(input, init);
    };
    // Asked for the time as soon as an answer says to wait.
    let toldToWait = 0;
    const now = (): Date => {
      toldToWait += 1;
      return new Date();
    };
    const paced = open({ fetch: watched, clock: { ...systemClock, now } });
    await paced.ensureReady();
    standIn.fail(rateLimited(0.5), { times: 1 });
    const first = paced.embed(['first']);
    await expect.poll(() => toldToWait).toBe(1);
    await Promise.all([first, ...['second', 'third'].map((text) => paced.embed([text]))]);
    const [, limited = 0, ...later] = sent;
    expect(later).toHaveLength(3);
    for (const time of later) expect(time - limited).toBeGreaterThan(490);
    await paced.close();
  });

  it('counts what it costs, as the vendor does', async () => {
    const counted: Usage[] = [];
    const counting = open({ onUsage: (usage) => counted.push(usage) });
    await counting.embed(['four words of text', 'x'.repeat(40)]);
    expect(counted).toEqual([{ requests: 1, texts: 2, tokens: 15 }]);
    await counting.close();
  });

  it('says that a server is down, and works again when it is up', async () => {
    await standIn.down();
    await expect(embeddings.embed(['anyone?'])).rejects.toMatchObject(unavailable);
    await standIn.up();
    expect(await embeddings.embed(['there?'])).toHaveLength(1);
  });

  it.each([
    ['a wrong key', { apiKey: 'wrong-key-123456' }],
    ['an unknown model', { model: 'gone' }],
  ])('needs a person for %s, at once and without a word of the key', async (_, options) => {
    const refused = open(options);
    const error = await refused.ensureReady().catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'EMBEDDINGS_REFUSED', failure: 'unavailable' });
    expect(standIn.requests).toHaveLength(1);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/wrong-key|nobody-may-see/);
  });

  it('says that a text is refused, without the text', async () => {
    standIn.fail({ kind: 'status', status: 400, code: 'content_filter', message: 'You said: my secret salary' });
    const error = await embeddings.embed(['my secret salary']).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'TEXT_REFUSED', failure: 'invalid' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('salary');
  });

  it('ends a call in flight with the reason of its abort', async () => {
    standIn.fail({ kind: 'hang' });
    const caller = new AbortController();
    const call = embeddings.embed(['waiting'], caller.signal);
    await expect.poll(() => standIn.requests.length).toBe(1);
    const reason = new Error('gone');
    caller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await expect.poll(() => standIn.inFlight()).toBe(0);
  });
});
