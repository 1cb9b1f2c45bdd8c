import { type Answer, type SeenRequest, type StandIn, startStandIn } from './http-stand-in.ts';
import { passes } from './pinecone-filter-stand-in.ts';
import { type Stored, type TrailingStore, trailingStore, type Write } from './trailing-store-stand-in.ts';

/** What is wrong with the answers to queries; null: nothing. */
export type PineconeLie = 'other-namespaces' | 'nan' | null;

export interface PineconeStandIn extends StandIn {
  /** Reads see writes this much later; 0 is at once. */
  lag(ms: number): void;
  lie(how: PineconeLie): void;
  /** What is stored, whether reads see it already or not: namespace → ids. */
  stored(): Readonly<Record<string, readonly string[]>>;
}

export interface PineconeStandInOptions {
  readonly apiKey?: string;
  /** Indexes that are there from the start: name → dimension and metric. */
  readonly indexes?: Readonly<Record<string, { readonly dimension: number; readonly metric?: string }>>;
  /** How long an index that is created is not ready. */
  readonly readyAfterMs?: number;
  readonly port?: number;
}

interface Index {
  readonly dimension: number;
  readonly metric: string;
  readonly readyAt: number;
  readonly store: TrailingStore;
  /** Before the paths of its data plane. */
  readonly path: string;
}

const MOST_BYTES = 2 * 1024 * 1024;
const MOST_RECORDS = 1_000;
const MOST_METADATA_BYTES = 40_960;
const NAMESPACES_A_PAGE = 100;

/**
 * Pinecone's control and data plane in one server. Either `PINECONE_CONTROLLER_HOST` = its `url` with `PINECONE_INDEX`, or
 * `PINECONE_HOST` = its `url`; `PINECONE_API_KEY` = its key (default `pinecone-test-key`). The first index lies at `url`, others
 * at `url/i/<name>`. Reads trail writes by `lag`, as the real one's do.
 */
export async function startPineconeStandIn(options: PineconeStandInOptions = {}): Promise<PineconeStandIn> {
  const { apiKey = 'pinecone-test-key', readyAfterMs = 0, port = 0 } = options;
  const indexes = new Map<string, Index>();
  let lie: PineconeLie = null;
  let lagMs = 0;
  const add = (name: string, { dimension, metric }: Pick<Index, 'dimension' | 'metric'>, readyAt: number): Index => {
    const index = { dimension, metric, readyAt, store: trailingStore(lagMs), path: indexes.size === 0 ? '' : `/i/${name}` };
    indexes.set(name, index);
    return index;
  };
  for (const [name, { dimension, metric = 'cosine' }] of Object.entries(options.indexes ?? {})) add(name, { dimension, metric }, 0);

  const describe = (name: string, { dimension, metric, readyAt, path }: Index) => ({
    name,
    host: `${server.url}${path}`,
    status: Date.now() >= readyAt ? { ready: true, state: 'Ready' } : { ready: false, state: 'Initializing' },
    deletion_protection: 'disabled',
    deployment: { deployment_type: 'managed', cloud: 'aws', region: 'us-east-1' },
    schema: { fields: { _values: { type: 'dense_vector', dimension, metric } } },
  });

  const control = (request: SeenRequest): Answer => {
    const name = request.path.split('/')[2];
    if (name === undefined && request.method === 'GET')
      return { json: { indexes: [...indexes].map(([each, index]) => describe(each, index)) } };
    if (name === undefined) {
      const { name: wanted, schema } = request.body as {
        name: string;
        schema: { fields: Record<string, { dimension: number; metric: string }> };
      };
      if (indexes.has(wanted)) return refuseControl(409, 'ALREADY_EXISTS', 'Resource already exists');
      const [field] = Object.values(schema.fields);
      if (!field) return refuseControl(422, 'INVALID_ARGUMENT', 'a schema needs fields');
      return { status: 201, json: describe(wanted, add(wanted, field, Date.now() + readyAfterMs)) };
    }
    const index = indexes.get(name);
    if (!index) return refuseControl(404, 'NOT_FOUND', `Resource ${name} not found`);
    if (request.method !== 'DELETE') return { json: describe(name, index) };
    indexes.delete(name);
    return { status: 202, json: {} };
  };

  const upsert = (request: SeenRequest, { store, dimension }: Index): Answer => {
    const { vectors, namespace = '' } = request.body as { vectors: Stored[]; namespace?: string };
    const problem = upsertProblem(vectors, request.bytes, dimension);
    if (problem) return refuse(400, 3, problem);
    const write: Write = (namespaces) => {
      const records = namespaces.get(namespace) ?? new Map<string, Stored>();
      for (const vector of vectors) records.set(vector.id, vector);
      namespaces.set(namespace, records);
    };
    return { json: { upsertedCount: vectors.length }, headers: { 'x-pinecone-request-lsn': store.write(write) } };
  };

  const remove = (request: SeenRequest, { store }: Index): Answer => {
    const {
      namespace = '',
      ids,
      filter,
      deleteAll,
    } = request.body as { namespace?: string; ids?: string[]; filter?: object; deleteAll?: boolean };
    if (!store.newest.has(namespace)) return refuse(404, 5, 'Namespace not found');
    const lsn = store.write((namespaces) => {
      if (deleteAll) return void namespaces.delete(namespace);
      const records = namespaces.get(namespace);
      for (const [id, record] of records ?? []) {
        if (ids ? ids.includes(id) : passes(record.metadata ?? {}, filter)) records?.delete(id);
      }
    });
    return { json: {}, headers: { 'x-pinecone-request-lsn': lsn } };
  };

  const query = (request: SeenRequest, { store, dimension }: Index): Answer => {
    const { namespace = '', topK, vector, filter, includeMetadata, includeValues } = request.body as QueryBody;
    if (!vector || vector.length !== dimension)
      return refuse(400, 3, `Vector dimension ${vector?.length} does not match the dimension of the index ${dimension}`);
    if (filter && Object.keys(filter).length === 0) return refuse(400, 3, 'filter is empty');
    const all =
      lie === 'other-namespaces'
        ? [...store.visible.values()].flatMap((each) => [...each.values()])
        : [...(store.visible.get(namespace)?.values() ?? [])];
    const wanted = lie === 'other-namespaces' ? all : all.filter((record) => !filter || passes(record.metadata ?? {}, filter));
    const matches = wanted
      .map((record) => ({
        id: record.id,
        score: lie === 'nan' ? null : cosine(record.values, vector),
        values: includeValues ? record.values : [],
        ...(includeMetadata ? { metadata: record.metadata } : {}),
      }))
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
      .slice(0, topK);
    const headers = { 'x-pinecone-max-indexed-lsn': store.indexed() };
    return { headers, json: { matches, namespace, usage: { readUnits: 5 } } };
  };

  const stats = (_: SeenRequest, { store, dimension }: Index): Answer => {
    const namespaces = Object.fromEntries([...store.visible].map(([name, records]) => [name, { recordCount: records.size }]));
    return {
      json: {
        namespaces,
        dimension,
        indexFullness: 0,
        totalRecordCount: [...store.visible.values()].reduce((sum, each) => sum + each.size, 0),
      },
    };
  };

  const namespaces = (request: SeenRequest, { store }: Index): Answer => {
    const names = [...store.newest.keys()].filter((name) => name.startsWith(request.query.get('prefix') ?? '')).sort();
    const from = Number(request.query.get('paginationToken') ?? 0);
    const next = from + NAMESPACES_A_PAGE < names.length ? { pagination: { next: String(from + NAMESPACES_A_PAGE) } } : {};
    const page = names.slice(from, from + NAMESPACES_A_PAGE);
    return { json: { namespaces: page.map((name) => ({ name, recordCount: store.newest.get(name)?.size ?? 0 })), ...next } };
  };

  const routes: Readonly<Record<string, (request: SeenRequest, index: Index) => Answer>> = {
    'GET /namespaces': namespaces,
    'POST /vectors/upsert': upsert,
    'POST /vectors/delete': remove,
    'POST /query': query,
    'POST /describe_index_stats': stats,
  };
  const server: StandIn = await startStandIn({
    port,
    errorBody: ({ message }) => ({ code: 2, message, details: [] }),
    handle(request) {
      if (request.headers['api-key'] !== apiKey) return refuse(401, 16, `Invalid API Key ${request.headers['api-key']}`);
      if (!request.headers['x-pinecone-api-version']) return refuse(400, 3, 'X-Pinecone-Api-Version is missing');
      if (/^\/indexes(\/|$)/.test(request.path)) return control(request);
      const [, name, path = request.path] = /^\/i\/([^/]+)(\/.*)$/.exec(request.path) ?? [];
      const index = name === undefined ? [...indexes.values()].find((each) => each.path === '') : indexes.get(name);
      if (index === undefined) return refuse(404, 5, `no such index ${name}`);
      if (request.method === 'DELETE' && path.startsWith('/namespaces/'))
        return dropNamespace(decodeURIComponent(path.slice('/namespaces/'.length)), index);
      return routes[`${request.method} ${path}`]?.(request, index) ?? refuse(404, 5, `no such path ${path}`);
    },
  });

  return {
    ...server,
    lag(ms) {
      lagMs = ms;
      for (const { store } of indexes.values()) store.lag(ms);
    },
    lie(how) {
      lie = how;
    },
    stored: () =>
      Object.fromEntries(
        [...indexes.values()].flatMap(({ store, path }) =>
          [...store.newest].map(([namespace, records]) => [path === '' ? namespace : `${path}/${namespace}`, [...records.keys()]]),
        ),
      ),
    async close() {
      for (const { store } of indexes.values()) store.close();
      await server.close();
    },
  };
}

// --- Internal ---

function dropNamespace(name: string, { store }: Index): Answer {
  if (!store.newest.has(name)) return refuse(404, 5, 'Namespace not found');
  store.write((namespaces) => void namespaces.delete(name));
  return { json: {} };
}

interface QueryBody {
  readonly namespace?: string;
  readonly topK: number;
  readonly vector?: readonly number[];
  readonly filter?: object;
  readonly includeMetadata?: boolean;
  readonly includeValues?: boolean;
}

const refuse = (status: number, code: number, message: string): Answer => ({ status, json: { code, message, details: [] } });
const refuseControl = (status: number, code: string, message: string): Answer => ({ status, json: { error: { code, message }, status } });

function upsertProblem(vectors: readonly Stored[] | undefined, bytes: number, dimension: number | undefined): string | null {
  if (!vectors?.length) return 'no vectors';
  if (bytes > MOST_BYTES) return `Request is too large: ${bytes} bytes`;
  if (vectors.length > MOST_RECORDS) return `at most ${MOST_RECORDS} vectors`;
  for (const { id, values, metadata } of vectors) {
    if (!id) return 'a vector without id';
    if (values.length !== dimension) return `Vector dimension ${values.length} does not match the dimension of the index ${dimension}`;
    if (values.every((value) => value === 0)) return 'Dense vectors must contain at least one non-zero value';
    if (Buffer.byteLength(JSON.stringify(metadata ?? {})) > MOST_METADATA_BYTES)
      return `Metadata size exceeds the limit of ${MOST_METADATA_BYTES} bytes per vector`;
  }
  return null;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}
