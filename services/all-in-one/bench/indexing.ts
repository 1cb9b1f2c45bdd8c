import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openBus } from '@munshi/bus/open-bus';
import { openDatabase } from '@munshi/database/open-database';
import { createEmbeddingService } from '@munshi/embedding/service';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddedText } from '@munshi/embeddings/passage-text';
import { bankDocuments } from '@munshi/events/document';
import { encodeEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer } from '@munshi/service-kit/http';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { loadSettings } from '@munshi/service-kit/settings';
import { openVectorStore } from '@munshi/vector-store/open-vector-store';
import { munshiSettings } from '../src/config.ts';
import { hand, median } from './measurement.ts';

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 600);
const ROUNDS = 3;
/** Each look takes the database's thread from what is measured: one in a hundred of a round at most. */
const POLL_MS = 100;
const LEAST = 0.9;
const WORDS = 'account fee card payment month interest branch loan balance transfer statement limit customer insurance deposit rate'.split(
  ' ',
);

/** Different texts of about 100 words, as answers of a bank are: one passage each. */
const textOf = (n: number): string =>
  Array.from({ length: 100 }, (_, at) => WORDS[(n * 7 + at * at + at * n) % WORDS.length])
    .join(' ')
    .slice(0, 780);
const texts = Array.from({ length: DOCUMENTS }, (_, n) => textOf(n));

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

const folder = mkdtempSync(join(tmpdir(), 'munshi-bench-indexing-'));
const secret = 'bench-secret-0123456789abcdef0123456789';
const secrets = { OPERATOR_TOKEN: secret, AUTH_SECRET: secret.replace('bench', 'other'), PSEUDONYM_SECRET: secret };
const config = loadSettings(munshiSettings, { DATA_DIR: folder, PORT: '0', ...secrets });
const server = await openDatabase(config, { logger });
const bus = await openBus(config, { clientId: 'bench', database: server, logger });
const embeddings = await openEmbeddings(config, { logger });
const space = { dimension: () => embeddings.dimension, model: embeddings.model };
const vectorStore = await openVectorStore(config, { database: server.connect({ name: 'vectors', connections: 2 }), ...space, logger });
const onCrash = (error: unknown): never => {
  throw error;
};
const ports = { bus, vectorStore, embeddings, logger, clock: systemClock, metrics: createMetrics(), onCrash };
const http = createHttpServer({ logger, metrics: createMetrics() });
const service = createEmbeddingService({ ...ports, http, database: server.connect({ name: 'embedding', connections: 1 }) }, config);

/** From the publishing of the documents until each can be found. */
async function index(round: number): Promise<void> {
  const records = texts.map((text, n) => {
    const documentId = `${round}-${n}`;
    const data = { documentId, title: `Answer ${documentId}`, text };
    const head = { topic: bankDocuments.name, key: documentId, subject: documentId, sequence: 1, source: '/munshi/ingestion', data };
    const event = { ...head, id: contentHash([documentId]), time: '2026-11-25T10:00:00.000Z', intake: 'history' as const };
    return { topic: bankDocuments.name, ...encodeEvent(bankDocuments, event) };
  });
  await bus.publish(records);
  while ((await bus.lag('embedding', [bankDocuments])).messages > 0) await pause(POLL_MS);
}

try {
  await service.start();
  await index(-1);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await seconds(() => embeddings.embed(texts.map((text, n) => embeddedText({ title: `Answer ${n}`, section: '', text })))));
    ours.push(await seconds(() => index(round)));
  }
  const [value, reference] = [DOCUMENTS / median(ours), DOCUMENTS / median(theirs)];
  hand([
    {
      what: 'documents of 100 words from the topic until they can be found, embedded, with the local model',
      value,
      unit: 'documents/s',
      reference: { what: 'embedding their texts alone', value: reference },
      ratio: value / reference,
      target: { of: 'ratio', atLeast: LEAST },
    },
  ]);
} finally {
  await service.stop();
  await bus.close();
  await vectorStore.close();
  await embeddings.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
