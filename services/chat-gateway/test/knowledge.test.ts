import type { Embeddings } from '@munshi/embeddings/embeddings';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddedText } from '@munshi/embeddings/passage-text';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { bankCustomers } from '@munshi/events/customer';
import { silentLogger } from '@munshi/service-kit/logger';
import { FIRST_EDITION } from '@munshi/vector-store/vector-set';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, runGateway } from './running-gateway.ts';

const LOST_ANSWER =
  'Block it at once in the app under Cards, Block, by SMS "BLOCK" and its last four digits, or by the number on our website. It takes seconds and is free.';

interface Written {
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
  readonly more?: Readonly<Record<string, string>>;
}

const DOCUMENTS: readonly Written[] = [
  {
    documentId: 'lost',
    title: 'I have lost my card. What should I do?',
    text: LOST_ANSWER,
    more: { source: 'faq', product: 'debit-card' },
  },
  {
    documentId: 'pin',
    title: 'How do I set or change my PIN?',
    text: 'In the app under Cards, PIN, or at our ATMs.',
    more: { source: 'faq', product: 'debit-card' },
  },
  {
    documentId: 'e-mail',
    title: 'How do I change my e-mail address?',
    text: 'In the app under Profile, E-mail. We send a code to the new address and a notice to the old one.',
    more: { source: 'faq' },
  },
  {
    documentId: 'address',
    title: 'How do I change my address?',
    text: 'In the app under Profile, Address, by uploading a proof.',
    more: { source: 'faq' },
  },
  { documentId: 'locker', title: 'Locker', text: 'A locker costs ₹ 9,000 a year.', more: { product: 'locker', language: 'en' } },
  {
    documentId: 'fees',
    title: 'Fees',
    text: 'A returned cheque costs ₹ 500, whoever wrote it.',
    more: { section: 'Payments > Cheques' },
  },
  { documentId: 'locker-copy', title: 'Locker', text: 'A locker costs ₹ 9,000 a year!', more: { product: 'locker', language: 'en' } },
  { documentId: 'locker-old', title: 'Locker', text: 'Until March a locker cost ₹ 7,000 a year.', more: { validUntil: '2020-03-31' } },
  {
    documentId: 'locker-soon',
    title: 'Locker',
    text: 'From 2099 on a locker will cost ₹ 99,000 a year.',
    more: { validFrom: '2099-01-01' },
  },
];

let gateway: RunningGateway;
/** What the embeddings were asked. */
const texts: string[] = [];

beforeAll(async () => {
  const real = await openEmbeddings(embeddingsSettings.parse({}), { logger: silentLogger });
  const watched: Embeddings = {
    kind: real.kind,
    model: real.model,
    dimension: real.dimension,
    ensureReady: () => real.ensureReady(),
    close: () => real.close(),
    embed(asked, signal) {
      texts.push(...asked);
      return real.embed(asked, signal);
    },
  };
  gateway = await runGateway({ embeddings: watched });
  await real.ensureReady();
  await gateway.vectorStore.ensureReady();
  const vectors = await real.embed(DOCUMENTS.map(({ title, text }) => embeddedText({ title, section: null, text })));
  await gateway.vectorStore.upsert(
    'knowledge',
    DOCUMENTS.map(({ documentId, title, text, more }, place) => ({
      id: documentId,
      values: [...(vectors[place] ?? [])],
      metadata: { documentId, title, section: '', text, ...more },
    })),
  );
  await gateway.publish(bankCustomers, [{ key: 'C-1', subject: 'C-1', data: { customerId: 'C-1', status: 'active', name: 'Asha Rao' } }]);
});
afterAll(() => gateway.close());

const search = async (question: string, more = '') =>
  (await gateway.call('C-1', `/me/knowledge?q=${encodeURIComponent(question)}${more}`)).body;
const idsFor = async (question: string, more = '') =>
  (await search(question, more)).items.map(({ documentId }: { documentId: string }) => documentId);

test('the best passage comes first, with where it stands', async () => {
  const { items, available } = await search('What does a locker cost a year?');
  expect(available).toBe(true);
  expect(items[0]).toMatchObject({ documentId: 'locker', title: 'Locker', section: null, scope: 'knowledge', approved: false });
  expect(items[0].score).toBeGreaterThan(0.3);
});

test('a passage keeps the section it stands in', async () => {
  const { items } = await search('What does a returned cheque cost?');
  expect(items[0]).toMatchObject({ documentId: 'fees', title: 'Fees', section: 'Payments > Cheques' });
});

test('what repeats a better passage, what is no longer valid and what is not yet are left out', async () => {
  const ids = await idsFor('What does a locker cost a year?');
  expect(ids.filter((id: string) => id.startsWith('locker'))).toEqual(['locker']);
});

test('nothing is shown where nothing is on it', async () => {
  expect(await search('Who won the world cup in football?')).toMatchObject({ items: [], available: true });
});

test('filters by product and language', async () => {
  expect(await idsFor('What does a locker cost?', '&product=debit-card')).not.toContain('locker');
  expect(await idsFor('What does a locker cost?', '&product=locker&language=en')).toEqual(['locker']);
  expect(await idsFor('What does a locker cost?', '&language=hi')).toEqual([]);
});

test('a question that is surely one of the bank’s own gets the approved answer, unchanged', async () => {
  const { items } = await search('I have lost my card, what should I do?');
  expect(items[0]).toMatchObject({ documentId: 'lost', approved: true, text: LOST_ANSWER });
  expect((await search('something with cards')).items[0]?.approved ?? false).toBe(false);
});

test('a question of the bank’s own, word for word, comes before those that are much like it', async () => {
  const { items } = await search('how do I change my address');
  expect(items[0]).toMatchObject({ documentId: 'address', approved: true });
  expect(items.map(({ documentId }: { documentId: string }) => documentId)).toContain('e-mail');
});

test('no vendor hears who asks, and of no identifier', async () => {
  texts.length = 0;
  await search('Asha Rao here: is PAN ABCPD1234Z or card 4012 8888 8888 1881 on locker, call 9876543210?');
  expect(texts.join('\n')).toContain('locker');
  expect(texts.join('\n')).not.toMatch(/Asha|Rao|ABCPD|4012|8888|98765/);
});

test('passages of another model’s set are never read: then nothing can be searched, until its own is read again', async () => {
  const set = { model: 'another-model', dimension: 3, edition: FIRST_EDITION };
  const own = await gateway.vectorStore.currentSet();
  expect(own).toBeNull();
  await gateway.vectorStore.switchTo(set);
  expect(await search('What does a locker cost a year?')).toMatchObject({ items: [], available: false });
  await gateway.vectorStore.switchTo({ model: gateway.embeddings.model, dimension: gateway.embeddings.dimension, edition: FIRST_EDITION });
  expect((await search('What does a locker cost a year?')).items[0]).toMatchObject({ documentId: 'locker' });
});
