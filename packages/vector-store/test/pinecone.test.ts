import { silentLogger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';
import { rateLimited } from '@munshi/testing/http-stand-in';
import { type PineconeStandIn, startPineconeStandIn } from '@munshi/testing/pinecone-stand-in';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPineconeVectorStore, type PineconeOptions } from '../src/drivers/pinecone.ts';
import { openVectorStore } from '../src/open-vector-store.ts';
import { customerScopeOf } from '../src/scope.ts';
import { rules, vectorStoreSettings } from '../src/settings.ts';
import type { VectorStore } from '../src/vector-store.ts';
import { DIMENSION, vectorStoreContract } from './contract.ts';

const KEY = 'a-key-that-nobody-may-see';

vectorStoreContract('pinecone, an index that is created', async () => {
  const standIn = await startPineconeStandIn({ apiKey: KEY, readyAfterMs: 150 });
  standIn.lag(40);
  return underTest(standIn, { PINECONE_INDEX: 'munshi-test', PINECONE_CONTROLLER_HOST: standIn.url });
});

vectorStoreContract('pinecone, a host that is known', async () => {
  const standIn = await startPineconeStandIn({ apiKey: KEY, indexes: { given: { dimension: DIMENSION } } });
  standIn.lag(40);
  return { ...(await underTest(standIn, { PINECONE_HOST: standIn.url })), oneDimension: true };
});

async function underTest(standIn: PineconeStandIn, environment: Record<string, string>) {
  const settings = loadSettings(vectorStoreSettings, { PINECONE_API_KEY: KEY, ...environment }, rules);
  const open = (model: string) => openVectorStore(settings, { database: null, dimension: DIMENSION, model, logger: silentLogger });
  return { store: await open('one'), otherModel: await open('another'), release: standIn.close };
}

describe('Pinecone', () => {
  const scope = customerScopeOf('customer 1', 'a pseudonym secret of at least 32 characters');
  const other = customerScopeOf('customer 2', 'a pseudonym secret of at least 32 characters');
  const policy = { attempts: 3, attemptMs: 400, totalMs: 3_000, longestWaitMs: 1_000 };
  const unavailable = { code: 'VECTOR_STORE_UNAVAILABLE', failure: 'unavailable' };
  const vector = [1, 0, 0, 0];
  let standIn: PineconeStandIn;
  let store: VectorStore;
  const open = (options: Partial<PineconeOptions> = {}): VectorStore =>
    createPineconeVectorStore({
      apiKey: KEY,
      index: 'here',
      host: null,
      controllerHost: standIn.url,
      cloud: 'aws',
      region: 'us-east-1',
      own: { model: 'one', dimension: () => DIMENSION },
      readPolicy: policy,
      writePolicy: policy,
      ...options,
    });
  const query = (signal?: AbortSignal) => store.query(scope, { vector, topK: 3 }, signal);
  beforeEach(async () => {
    standIn = await startPineconeStandIn({ apiKey: KEY, indexes: { here: { dimension: DIMENSION } } });
    store = open();
  });
  afterEach(async () => {
    await store.close();
    await standIn.close();
  });

  it('creates the index where it is missing, by cosine and with the dimension of the embeddings', async () => {
    await open({ index: 'new-one' }).ensureReady();
    const created = standIn.requests.find(({ method, path }) => method === 'POST' && path === '/indexes');
    expect(created?.body).toMatchObject({
      name: 'new-one',
      deployment: { cloud: 'aws', region: 'us-east-1' },
      schema: { fields: { _values: { dimension: DIMENSION, metric: 'cosine' } } },
    });
  });

  it('refuses an index of another dimension or metric', async () => {
    const own = { model: 'one', dimension: () => 384 };
    await expect(open({ own }).ensureReady()).rejects.toMatchObject({ code: 'INDEX_MISMATCH', failure: 'invalid' });
    await expect(open({ own, host: standIn.url }).ensureReady()).rejects.toMatchObject({ code: 'INDEX_MISMATCH' });
    const euclidean = await startPineconeStandIn({ apiKey: KEY, indexes: { here: { dimension: DIMENSION, metric: 'euclidean' } } });
    await expect(open({ controllerHost: euclidean.url }).ensureReady()).rejects.toMatchObject({ code: 'INDEX_MISMATCH' });
    await euclidean.close();
  });

  it('never touches the default namespace, and filters by customer and model in every query', async () => {
    await store.upsert(scope, [{ id: 'a', values: vector, metadata: {} }]);
    await store.upsert('knowledge', [{ id: 'b', values: vector, metadata: {} }]);
    await query();
    await store.deleteWhere(scope, { open: { eq: false } });
    const bodies = standIn.requests
      .filter(({ path }) => /^\/(vectors|query)/.test(path))
      .map(({ body }) => body as { namespace?: string; filter?: unknown });
    expect(new Set(bodies.map(({ namespace }) => namespace))).toEqual(new Set([scope.namespace, 'knowledge', 'munshi-set']));
    expect(bodies.at(-2)?.filter).toEqual({ $and: [{ customerId: { $eq: 'customer 1' } }, { embeddingModel: { $eq: 'one' } }] });
    expect(bodies.at(-1)?.filter).toEqual({ $and: [{ open: { $eq: false } }, { customerId: { $eq: 'customer 1' } }] });
  });

  it('gives nothing of an answer that holds a record of another scope', async () => {
    await store.upsert(scope, [{ id: 'mine', values: vector, metadata: {} }]);
    await store.upsert(other, [{ id: 'yours', values: vector, metadata: {} }]);
    standIn.lie('other-namespaces');
    await expect(query()).rejects.toMatchObject(unavailable);
    await expect(store.query('knowledge', { vector, topK: 3 })).rejects.toMatchObject(unavailable);
  });

  it('believes no answer whose scores are no numbers', async () => {
    await store.upsert(scope, [{ id: 'a', values: vector, metadata: {} }]);
    standIn.lie('nan');
    await expect(query()).rejects.toMatchObject(unavailable);
  });

  it('waits until reads have reached a write', async () => {
    standIn.lag(200);
    const token = await store.upsert(scope, [{ id: 'a', values: vector, metadata: {} }]);
    expect(await query()).toEqual([]);
    await store.waitUntilVisible(scope, token);
    expect(await query()).toHaveLength(1);
  });

  it('keeps a request below 2 MB and 1,000 records', async () => {
    const wide = await startPineconeStandIn({ apiKey: KEY, indexes: { here: { dimension: 3_072 } } });
    const wideStore = open({ controllerHost: wide.url, own: { model: 'one', dimension: () => 3_072 } });
    const values = Array.from({ length: 3_072 }, (_, index) => Math.sin(index) / 7);
    await wideStore.upsert(
      scope,
      Array.from({ length: 200 }, (_, index) => ({ id: `r${index}`, values, metadata: {} })),
    );
    const upserts = wide.requests.filter(({ path }) => path === '/vectors/upsert');
    expect(upserts.length).toBeGreaterThan(3);
    expect(Math.max(...upserts.map(({ bytes }) => bytes))).toBeLessThan(2_000_000);
    expect(wide.stored()[scope.namespace]).toHaveLength(200);
    await wide.close();
  });

  it.each([
    ['a reset', { kind: 'reset' }],
    ['a cut body', { kind: 'cut' }],
    ['a page of HTML', { kind: 'html' }],
    ['a 503', { kind: 'status', status: 503 }],
    ['a 429 that asks for little', rateLimited(0.01)],
  ] as const)('comes through %s', async (_, fault) => {
    await store.ensureReady();
    standIn.fail(fault, { times: 2 });
    expect(await query()).toEqual([]);
    standIn.fail(fault);
    await expect(query()).rejects.toMatchObject(unavailable);
  });

  it('does not sleep as long as a vendor wishes, but says so', async () => {
    await store.ensureReady();
    const before = standIn.requests.length;
    standIn.fail(rateLimited(90));
    await expect(query()).rejects.toMatchObject({ ...unavailable, retryAfterMs: 90_000 });
    expect(standIn.requests).toHaveLength(before + 1);
  });

  it('limits a call to a server that hangs, and gives the request up', async () => {
    await store.ensureReady();
    standIn.fail({ kind: 'hang' });
    await expect(query()).rejects.toMatchObject(unavailable);
    await expect.poll(() => standIn.inFlight()).toBe(0);
  });

  it('says that a server is down, and works again when it is up', async () => {
    await standIn.down();
    await expect(store.ensureReady()).rejects.toMatchObject(unavailable);
    await expect(query()).rejects.toMatchObject(unavailable);
    await standIn.up();
    expect(await query()).toEqual([]);
  });

  it('needs a person for a wrong key, at once and without a word of it', async () => {
    const error = await open({ apiKey: 'wrong-key-123456' })
      .ensureReady()
      .catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'VECTOR_STORE_REFUSED', failure: 'unavailable' });
    expect(standIn.requests).toHaveLength(1);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('wrong-key');
  });

  it('needs a person for an index that is gone', async () => {
    await store.ensureReady();
    standIn.fail({ kind: 'status', status: 404, message: 'not found' });
    await expect(store.deleteIds(scope, ['a'])).rejects.toMatchObject({ code: 'VECTOR_STORE_REFUSED' });
  });

  it('says that a record is refused', async () => {
    await store.ensureReady();
    standIn.fail({ kind: 'status', status: 400, message: 'no' });
    const upsert = store.upsert(scope, [{ id: 'a', values: vector, metadata: {} }]);
    await expect(upsert).rejects.toMatchObject({ code: 'VECTOR_REJECTED', failure: 'invalid' });
  });

  it('keeps a query within its limit while the index itself cannot be found', async () => {
    standIn.fail({ kind: 'hang' });
    const caller = new AbortController();
    const reason = new Error('gone');
    const stopped = query(caller.signal);
    await expect.poll(() => standIn.requests.at(-1)?.path).toBe('/indexes/here');
    caller.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    await expect(query()).rejects.toMatchObject(unavailable);
  });

  it('ends a query in flight with the reason of its abort', async () => {
    await store.ensureReady();
    standIn.fail({ kind: 'hang' });
    const caller = new AbortController();
    const call = query(caller.signal);
    await expect.poll(() => standIn.requests.at(-1)?.path).toBe('/query');
    const reason = new Error('gone');
    caller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await expect.poll(() => standIn.inFlight()).toBe(0);
  });
});
