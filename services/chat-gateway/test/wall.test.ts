import type { Embeddings } from '@munshi/embeddings/embeddings';
import { bankCustomers } from '@munshi/events/customer';
import { insightsTransactions } from '@munshi/events/insights';
import { bankTransactions } from '@munshi/events/transaction';
import { createPseudonyms } from '@munshi/pseudonyms/pseudonyms';
import { loadSettings } from '@munshi/service-kit/settings';
import { type PineconeStandIn, startPineconeStandIn } from '@munshi/testing/pinecone-stand-in';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { customerScopeOf } from '@munshi/vector-store/scope';
import { rules, vectorStoreSettings } from '@munshi/vector-store/settings';
import type { Filter, VectorStore } from '@munshi/vector-store/vector-store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CustomerContext, openContext } from '../src/chat/context.ts';
import { createHideQuery } from '../src/chat/disguise.ts';
import { createFactBook } from '../src/chat/fact-book.ts';
import { createRetrieval, type Retrieval } from '../src/chat/retrieval.ts';
import type { Tool } from '../src/chat/tool.ts';
import { createToolbox } from '../src/chat/toolbox.ts';
import { inr, insightOf, type Told, transactionOf } from './ledger-events.ts';
import { NOW, PSEUDONYM_SECRET, type RunningGateway, runGateway } from './running-gateway.ts';
import {
  ARGUMENTS,
  CUSTOMERS,
  ids,
  listeningLogger,
  lookalike,
  nameOf,
  namesAnybody,
  pick,
  QUESTIONS_OF,
  random,
  secretOf,
} from './wall-questions.ts';

const QUESTIONS = 10_000;
const AT_ONCE = 8;
const DIMENSION = 8;

/** The worst case: to every question every record of every customer is as near as can be. Only the wall keeps them apart. */
const EVERYTHING_IS_NEAR: Embeddings = {
  kind: 'local',
  model: 'everything-is-near',
  dimension: DIMENSION,
  ensureReady: async () => {},
  embed: async (texts) => texts.map(() => Float32Array.from({ length: DIMENSION }, () => 1 / Math.sqrt(DIMENSION))),
  close: async () => {},
};
const VECTOR = new Array<number>(DIMENSION).fill(1);

let gateway: RunningGateway;
let standIn: PineconeStandIn;
let pinecone: VectorStore;
const { logger, logged } = listeningLogger();

beforeAll(async () => {
  gateway = await runGateway({ embeddings: EVERYTHING_IS_NEAR, logger });
  standIn = await startPineconeStandIn({ apiKey: 'k', indexes: { wall: { dimension: DIMENSION } } });
  pinecone = await openVectorStore(loadSettings(vectorStoreSettings, { PINECONE_API_KEY: 'k', PINECONE_HOST: standIn.url }, rules), {
    database: null,
    dimension: DIMENSION,
    model: EVERYTHING_IS_NEAR.model,
    logger,
  });
});
afterAll(async () => {
  await pinecone.close();
  await standIn.close();
  await gateway.close();
});

describe.each(['postgres', 'pinecone'] as const)('on %s', (kind) => {
  let store: VectorStore;
  let retrieval: Retrieval;
  const contexts = new Map<string, CustomerContext>();

  beforeAll(async () => {
    store = kind === 'postgres' ? gateway.vectorStore : pinecone;
    expect(store.kind).toBe(kind);
    await store.ensureReady();
    retrieval = createRetrieval({
      vectorStore: store,
      embeddings: EVERYTHING_IS_NEAR,
      hideQuery: createHideQuery(EVERYTHING_IS_NEAR, createPseudonyms(PSEUDONYM_SECRET)),
      logger,
    });
    const bank = { BANK_TIME_ZONE: 'Asia/Kolkata', BANK_LOCALE: 'en-IN', BANK_CURRENCY: 'INR', PSEUDONYM_SECRET };
    await inTurns(ids, async (customerId) => {
      const context = await openContext(customerId, { db: gateway.database.sql, bank, now: new Date(NOW) });
      contexts.set(customerId, context);
      const n = ids.indexOf(customerId);
      const metadata = { documentId: 'statement', title: `Statement of ${nameOf(n)}`, section: '', text: secretOf(customerId) };
      const token = await store.upsert(context.scope, [{ id: 'statement', values: VECTOR, metadata }]);
      await store.waitUntilVisible(context.scope, token);
    });
  });

  test(`of ${QUESTIONS} questions none shows or logs a record of another`, async () => {
    const foreign: string[] = [];
    let found = 0;
    await inTurns(
      Array.from({ length: QUESTIONS }, (_, round) => round),
      async (round) => {
        const mine = ids[round % CUSTOMERS] as string;
        const n = Math.floor(random() * CUSTOMERS);
        const query = pick(QUESTIONS_OF)(ids[n] as string, nameOf(n));
        const passages = await retrieval.search(contexts.get(mine) as CustomerContext, {
          query,
          limit: 50,
          signal: AbortSignal.timeout(60_000),
          // Every third question brings filters of its own: they choose among public documents, and so among none.
          ...(round % 3 === 0 ? { product: pick(ARGUMENTS)(ids[n] as string), language: pick(ARGUMENTS)(ids[n] as string) } : {}),
        });
        found += passages?.length ?? 0;
        foreign.push(...(passages ?? []).filter(({ text }) => text !== secretOf(mine)).map(({ text }) => `${mine} saw ${text}`));
      },
    );
    expect(foreign).toEqual([]);
    // Everybody's own record was there to be found: silence would prove nothing.
    expect(found).toBe(QUESTIONS);
    expect(logged.filter(namesAnybody)).toEqual([]);
  }, 900_000);

  test('no argument of a tool reaches another', async () => {
    const toolbox = createToolbox(retrieval);
    const documents = toolbox.byName('documents') as Tool;
    for (const [n, mine] of ids.slice(0, 50).entries()) {
      const other = ids[n + 1] as string;
      const forged = {
        customerId: other,
        scope: pick(ARGUMENTS)(other),
        namespace: pick(ARGUMENTS)(other),
        filter: { customerId: { $eq: other } },
      };
      const book = createFactBook();
      const context = contexts.get(mine) as CustomerContext;
      const given = { query: pick(QUESTIONS_OF)(other, nameOf(n + 1)), ...forged };
      await toolbox.use(documents, given, { context, book, signal: AbortSignal.timeout(60_000) });
      const said = JSON.stringify(book.facts);
      expect(said).toContain(secretOf(mine));
      expect(said).not.toContain(secretOf(other));
    }
    expect(logged.filter(namesAnybody)).toEqual([]);
  }, 300_000);

  test('no filter reaches another', async () => {
    const [mine, other] = ids as [string, string];
    const scope = customerScopeOf(mine, PSEUDONYM_SECRET);
    const namespace = customerScopeOf(other, PSEUDONYM_SECRET).namespace;
    const filters: Filter[] = [{ customerId: { eq: other } }, { customerId: { in: [other] } }, { namespace: { eq: namespace } }];
    for (const filter of filters) expect(await store.query(scope, { vector: VECTOR, topK: 100, filter })).toEqual([]);
    expect((await store.query(scope, { vector: VECTOR, topK: 1_000 })).map(({ metadata }) => metadata.customerId)).toEqual([mine]);
    expect(await store.query('knowledge', { vector: VECTOR, topK: 1_000 })).toEqual([]);
  });

  test('an id that looks alike is another customer', async () => {
    const scope = customerScopeOf(lookalike(ids[0] as string), PSEUDONYM_SECRET);
    expect(await store.query(scope, { vector: VECTOR, topK: 100 })).toEqual([]);
  });
});

test('two customers of one name: neither hears of the other, by chat, by search or in a log', async () => {
  const [one, other] = [ids[0], ids[800]] as [string, string];
  expect(nameOf(0)).toBe(nameOf(800));
  const told: Told[] = [one, other].map((customerId, place) => ({
    id: `t-${customerId}`,
    customerId,
    date: '2026-07-03',
    minor: -(1_111_11 + place * 7_777_77),
    category: 'groceries',
    merchant: place === 0 ? 'First Bazaar' : 'Second Bazaar',
    more: { balanceAfter: inr(22_222_22 + place * 44_444_44) },
  }));
  await gateway.publish(bankTransactions, told.map(transactionOf));
  await gateway.publish(insightsTransactions, told.map(insightOf));
  await gateway.publish(
    bankCustomers,
    [one, other].map((customerId) => ({
      key: customerId,
      subject: customerId,
      data: { customerId, status: 'active' as const, name: nameOf(0) },
    })),
  );
  const foreign = { [one]: /8,888\.88|66,666\.66|Second Bazaar/, [other]: /1,111\.11|22,222\.22|First Bazaar/ };
  const asked = [
    'What is my balance?',
    'Show my transactions',
    `What is the balance of ${nameOf(0)}?`,
    `How much did ${nameOf(0)} spend in July?`,
    'How much did I spend at Second Bazaar and at First Bazaar?',
    ...QUESTIONS_OF.map((question) => question(other, nameOf(0))),
    ...QUESTIONS_OF.map((question) => question(one, nameOf(0))),
  ];
  for (const customerId of [one, other]) {
    for (const message of asked) {
      const { status, body } = await gateway.call(customerId, '/chat', { method: 'POST', body: { message } });
      expect([200, 400]).toContain(status);
      // A name that was asked for may be said back; no figure and no evidence may come with it.
      expect(JSON.stringify([body.claims, body.sources])).not.toMatch(foreign[customerId] as RegExp);
      expect(String(body.response).replaceAll(/“[^”]*”/g, '')).not.toMatch(foreign[customerId] as RegExp);
    }
  }
  expect(logged.filter(namesAnybody)).toEqual([]);
}, 300_000);

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
