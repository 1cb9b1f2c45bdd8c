import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerScopeOf, type Scope } from '../src/scope.ts';
import type { Filter, VectorRecord, VectorStore, WriteToken } from '../src/vector-store.ts';

/** Numbers in a vector of the suite's stores. */
export const DIMENSION = 4;

export interface StoreUnderTest {
  readonly store: VectorStore;
  /** The same place, opened for the vectors of another model of the same dimension. */
  readonly otherModel: VectorStore;
  /** The place holds vectors of one dimension and no others. */
  readonly oneDimension?: boolean;
  release(): Promise<void>;
}

const SECRET = 'a pseudonym secret of at least 32 characters';
const aScope = (): Exclude<Scope, 'knowledge'> => customerScopeOf(`customer ${randomUUID()}`, SECRET);
const record = (id: string, values: number[], metadata: VectorRecord['metadata'] = {}): VectorRecord => ({ id, values, metadata });
const EAST = [1, 0, 0, 0];
const NORTH = [0, 1, 0, 0];
const NORTH_EAST = [1, 1, 0, 0];
const WEST = [-1, 0, 0, 0];

/** What every driver promises. `create` gives stores on a place of their own. */
export function vectorStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`vector store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: VectorStore;
    const write = async (scope: Scope, token: Promise<WriteToken>): Promise<void> => store.waitUntilVisible(scope, await token);
    const put = (scope: Scope, ...records: VectorRecord[]): Promise<void> => write(scope, store.upsert(scope, records));
    const ids = async (scope: Scope, filter?: Filter, vector = EAST): Promise<string[]> =>
      (await store.query(scope, filter ? { vector, topK: 100, filter } : { vector, topK: 100 })).map((match) => match.id);
    beforeAll(async () => {
      under = await create();
      store = under.store;
      await store.ensureReady();
      await under.otherModel.ensureReady();
    });
    afterAll(async () => {
      await store.close();
      await under.otherModel.close();
      await under.release();
    });

    it('is ready twice', () => store.ensureReady());

    it('gives the nearest first, with the cosine as score', async () => {
      const scope = aScope();
      await put(scope, record('west', WEST), record('north', [0, 3, 0, 0]), record('east', EAST), record('north-east', NORTH_EAST));
      const matches = await store.query(scope, { vector: [5, 0, 0, 0], topK: 10 });
      expect(matches.map((match) => match.id)).toEqual(['east', 'north-east', 'north', 'west']);
      const expected = [1, Math.SQRT1_2, 0, -1];
      for (const [index, match] of matches.entries()) expect(match.score).toBeCloseTo(expected[index] as number, 4);
    });

    it('gives at most topK, and what there is where there is less', async () => {
      const scope = aScope();
      await put(scope, record('a', EAST), record('b', NORTH_EAST), record('c', NORTH));
      expect((await store.query(scope, { vector: EAST, topK: 2 })).map((match) => match.id)).toEqual(['a', 'b']);
      expect(await store.query(scope, { vector: EAST, topK: 1_000 })).toHaveLength(3);
      expect(await store.query(aScope(), { vector: EAST, topK: 3 })).toEqual([]);
    });

    it('keeps one record of an id: the latest', async () => {
      const scope = aScope();
      await put(scope, record('a', EAST, { turn: 1, old: true }));
      await put(scope, record('a', NORTH, { turn: 2 }));
      await put(scope, record('b', WEST), record('b', EAST, { turn: 3 }));
      const matches = await store.query(scope, { vector: NORTH, topK: 10 });
      expect(matches.map((match) => [match.id, match.metadata.turn])).toEqual([
        ['a', 2],
        ['b', 3],
      ]);
      expect(matches[0]?.metadata.old).toBeUndefined();
    });

    it('replaces a version of a document by another', async () => {
      const scope = aScope();
      await put(scope, record('d-0', EAST, { turn: 1 }), record('d-1', EAST, { turn: 1 }), record('other', EAST));
      await write(scope, store.replace(scope, [record('d-0', EAST, { turn: 2 })], ['d-1', 'never was']));
      expect((await ids(scope)).sort()).toEqual(['d-0', 'other']);
      const [first] = await store.query(scope, { vector: EAST, topK: 1, filter: { turn: { eq: 2 } } });
      expect(first?.id).toBe('d-0');
      await write(scope, store.replace(scope, [], ['d-0']));
      expect(await ids(scope)).toEqual(['other']);
    });

    it('gives metadata back as it was', async () => {
      const metadata = { title: 'é – ₹ “quoted” {"a":1}', count: 3, half: 0.5, ok: false, tags: ['p', 'q'] };
      const scope = aScope();
      await put(scope, record('a', EAST, metadata));
      const [match] = await store.query(scope, { vector: EAST, topK: 1 });
      expect(match?.metadata).toEqual({ ...metadata, customerId: scope.customerId });
      const document = record(`doc-${randomUUID()}`, EAST, { ...metadata, title: 'NUL \u0000 and half a pair \ud83d end' });
      await put('knowledge', document);
      const found = await store.query('knowledge', { vector: EAST, topK: 1_000 });
      const shown = found.find((each) => each.id === document.id)?.metadata;
      expect(shown).toEqual({ ...metadata, title: 'NUL \ufffd and half a pair \ufffd end' });
      await write('knowledge', store.deleteIds('knowledge', [document.id]));
    });

    describe('filters', () => {
      const scope = aScope();
      beforeAll(() =>
        put(
          scope,
          record('text', EAST, { kind: 'doc', tags: ['fees', 'cards'], year: 2024, open: true }),
          record('other', EAST, { kind: 'doc', tags: ['loans'], year: 2025, open: false }),
          record('bare', EAST, { kind: 'month', year: 0 }),
          record('words', EAST, { kind: 'month', year: '2025' }),
        ),
      );
      const cases: [string, Filter, string[]][] = [
        ['eq on text', { kind: { eq: 'doc' } }, ['other', 'text']],
        ['eq on a number', { year: { eq: 2025 } }, ['other']],
        ['eq on zero', { year: { eq: 0 } }, ['bare']],
        ['eq on false', { open: { eq: false } }, ['other']],
        ['eq on a list', { tags: { eq: 'cards' } }, ['text']],
        ['in', { kind: { in: ['month', 'year'] } }, ['bare', 'words']],
        ['in on a list', { tags: { in: ['loans', 'cards'] } }, ['other', 'text']],
        ['in nothing', { kind: { in: [] } }, []],
        ['gte, on numbers alone', { year: { gte: 2024 } }, ['other', 'text']],
        ['lte', { year: { lte: 2024 } }, ['bare', 'text']],
        ['all conditions', { kind: { eq: 'doc' }, year: { gte: 2025 }, open: { eq: false } }, ['other']],
        ['an absent field', { nowhere: { eq: 'x' } }, []],
        ['no condition', {}, ['bare', 'other', 'text', 'words']],
      ];
      it.each(cases)('%s', async (_, filter, expected) => {
        expect((await ids(scope, filter)).sort()).toEqual(expected);
      });
    });

    it('keeps scopes apart, under the same ids and whatever the filter says', async () => {
      const [mine, yours] = [aScope(), aScope()];
      await put(mine, record('a', EAST, { whose: 'mine' }));
      await put(yours, record('a', EAST, { whose: 'yours' }), record('b', EAST));
      expect(await ids(mine)).toEqual(['a']);
      expect((await store.query(mine, { vector: EAST, topK: 5 }))[0]?.metadata.whose).toBe('mine');
      expect(await ids(mine, { customerId: { eq: yours.customerId } })).toEqual([]);
      await write(mine, store.deleteIds(mine, ['a', 'b']));
      await write(mine, store.deleteWhere(mine, { customerId: { eq: yours.customerId } }));
      expect((await ids(yours)).sort()).toEqual(['a', 'b']);
      expect(await ids('knowledge', { customerId: { eq: yours.customerId } })).toEqual([]);
    });

    it('refuses a record that names a customer whom its scope does not', async () => {
      const refused = { code: 'VECTOR_REJECTED', failure: 'invalid' };
      await expect(store.upsert(aScope(), [record('a', EAST, { customerId: 'somebody else' })])).rejects.toMatchObject(refused);
      await expect(store.upsert('knowledge', [record('a', EAST, { customerId: 'anybody' })])).rejects.toMatchObject(refused);
    });

    it('never mixes the vectors of two models', async () => {
      const scope = aScope();
      await put(scope, record('a', EAST));
      expect(await under.otherModel.query(scope, { vector: EAST, topK: 5 })).toEqual([]);
      await under.otherModel.waitUntilVisible(scope, await under.otherModel.upsert(scope, [record('b', EAST)]));
      expect(await ids(scope)).toEqual(['a']);
    });

    it.each([
      ['a wrong dimension', 'VECTOR_DIMENSION', record('a', [1, 2])],
      ['a number that is not finite', 'VECTOR_NOT_FINITE', record('a', [1, Number.NaN, 0, 0])],
      ['zeros', 'VECTOR_REJECTED', record('a', [0, 0, 0, 0])],
      ['too much metadata', 'METADATA_TOO_LARGE', record('a', EAST, { text: 'x'.repeat(50_000) })],
      ['an empty id', 'VECTOR_REJECTED', record('', EAST)],
    ])('refuses %s, and the whole call with it', async (_, code, bad) => {
      const scope = aScope();
      await expect(store.upsert(scope, [record('good', EAST), bad])).rejects.toMatchObject({ code, failure: 'invalid' });
      expect(await ids(scope)).toEqual([]);
    });

    it('refuses a query that cannot be meant', async () => {
      await expect(store.query(aScope(), { vector: [1], topK: 1 })).rejects.toMatchObject({ code: 'VECTOR_DIMENSION' });
      await expect(store.query(aScope(), { vector: EAST, topK: 0 })).rejects.toMatchObject({ code: 'VECTOR_REJECTED' });
    });

    it('takes nothing for nothing', async () => {
      const scope = aScope();
      await write(scope, store.upsert(scope, []));
      await write(scope, store.deleteIds(scope, []));
      await write(scope, store.deleteIds(scope, ['never there']));
      expect(await ids(scope)).toEqual([]);
    });

    it('deletes by id, by filter and by scope', async () => {
      const [scope, neighbour] = [aScope(), aScope()];
      const all = Array.from({ length: 6 }, (_, index) => record(`r${index}`, EAST, { document: index < 4 ? 'old' : 'new' }));
      await put(scope, ...all);
      await put(neighbour, ...all);
      await write(scope, store.deleteIds(scope, ['r0', 'r5']));
      expect((await ids(scope)).sort()).toEqual(['r1', 'r2', 'r3', 'r4']);
      await write(scope, store.deleteWhere(scope, { document: { eq: 'old' } }));
      expect(await ids(scope)).toEqual(['r4']);
      await write(scope, store.deleteWhere(scope, { document: { in: [] } }));
      await expect(store.deleteWhere(scope, {})).rejects.toMatchObject({ code: 'VECTOR_REJECTED' });
      await store.deleteScope(scope);
      expect(await ids(scope)).toEqual([]);
      expect(await ids(neighbour)).toHaveLength(6);
      await store.deleteScope(scope);
    });

    it('stores more than any vendor takes at once, and reads it after its write', async () => {
      const scope = aScope();
      const many = Array.from({ length: 1_100 }, (_, index) => record(`r${index}`, [1, index, 0, 0], { text: 'x'.repeat(3_000), index }));
      await put(scope, ...many);
      const [last] = await store.query(scope, { vector: [1, 1_099, 0, 0], topK: 1, filter: { index: { gte: 1_099 } } });
      expect(last?.id).toBe('r1099');
      expect(await store.query(scope, { vector: EAST, topK: 1_000 })).toHaveLength(1_000);
    });

    it('ends a query with the reason of an abort', async () => {
      const reason = new Error('the customer went away');
      await expect(store.query(aScope(), { vector: EAST, topK: 1 }, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    // The last: a place that was switched once does not forget it.
    it('shows nothing of a set that is built until the switch, then it alone', async () => {
      const scope = aScope();
      const next = { model: 'one', dimension: DIMENSION, edition: '2' };
      await put(scope, record('a', EAST, { turn: 1 }), record('gone', EAST));
      const built = store.inSet(next);
      await built.ensureReady();
      await built.waitUntilVisible(scope, await built.upsert(scope, [record('a', EAST, { turn: 2 }), record('b', NORTH)]));
      expect((await ids(scope)).sort()).toEqual(['a', 'gone']);
      expect(await store.currentSet()).toBeNull();
      await store.switchTo(next);
      expect(await store.currentSet()).toEqual(next);
      const read = await store.query(scope, { vector: EAST, topK: 5 });
      expect(read.map(({ id, metadata }) => [id, metadata.turn])).toEqual([
        ['a', 2],
        ['b', undefined],
      ]);
      await put(scope, record('c', WEST));
      expect((await ids(scope)).sort()).toEqual(['a', 'b', 'c']);
      const asked = () => under.otherModel.query(scope, { vector: EAST, topK: 5 }).catch(({ code, failure }) => ({ code, failure }));
      await expect.poll(asked, { timeout: 15_000 }).toEqual({ code: 'VECTOR_MODEL', failure: 'unavailable' });
    });

    it('drops a set with all that it holds, and never the one that is read', async () => {
      const [mine, yours] = [aScope(), aScope()];
      const [old, current] = ['old', '2'].map((edition) => ({ model: 'one', dimension: DIMENSION, edition }));
      if (!old || !current) throw new Error('two sets');
      const vectors = store.inSet(old);
      for (const scope of [mine, yours, 'knowledge'] as const)
        await vectors.waitUntilVisible(scope, await vectors.upsert(scope, [record('a', EAST)]));
      await put(mine, record('stays', EAST));
      await store.dropSet(old);
      for (const scope of [mine, yours, 'knowledge'] as const)
        await expect.poll(() => vectors.query(scope, { vector: EAST, topK: 5 })).toEqual([]);
      expect(await ids(mine)).toEqual(['stays']);
      await expect(store.dropSet(current)).rejects.toThrow(RangeError);
      await store.dropSet(old);
    });

    it('holds a set of another dimension beside the one that is read, where the place can', async () => {
      const scope = aScope();
      const vector = [1, 0, 0, 0, 0, 1];
      const wide = store.inSet({ model: 'wide', dimension: 6, edition: '3' });
      if (under.oneDimension) {
        await expect(wide.ensureReady()).rejects.toMatchObject({ code: 'INDEX_MISMATCH', failure: 'invalid' });
        return;
      }
      await wide.ensureReady();
      await wide.waitUntilVisible(scope, await wide.upsert(scope, [record('wide', vector)]));
      await put(scope, record('narrow', EAST));
      expect((await wide.query(scope, { vector, topK: 5 })).map(({ id }) => id)).toEqual(['wide']);
      expect(await ids(scope)).toEqual(['narrow']);
      await wide.deleteScope(scope);
      expect(await wide.query(scope, { vector, topK: 5 })).toEqual([]);
    });

    it('closes twice', async () => {
      const other = await create();
      await other.store.close();
      await other.store.close();
      await other.release();
    });
  });
}
