import type { Embeddings } from '@munshi/embeddings/embeddings';
import type { Logger } from '@munshi/service-kit/logger';
import type { Match, VectorStore } from '@munshi/vector-store/vector-store';
import { lexicalScores } from '../domain/lexical-score.ts';
import { removedAmong } from '../store/document-repository.ts';
import type { CustomerContext } from './context.ts';

export interface Passage {
  readonly documentId: string;
  readonly title: string;
  readonly section: string | null;
  readonly text: string;
  /** 0..1, higher is better. */
  readonly score: number;
  /** From the bank's public documents, or from what is written on this customer alone. */
  readonly scope: 'knowledge' | 'own';
}

export interface SearchOptions {
  readonly query: string;
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface Retrieval {
  /** Best first; null when the vector store or the embeddings cannot answer now. */
  search(context: CustomerContext, options: SearchOptions): Promise<Passage[] | null>;
  /** Whether the last search could be answered. */
  isDegraded(): boolean;
}

/** A question never waits longer for a vendor. */
const LIMIT_MS = 4000;
const CANDIDATES = 24;
const LONGEST_QUERY = 1000;
/** Dense similarity carries more than shared words; fitted by hand on the simulated bank's documents. */
const DENSE_WEIGHT = 0.65;

export interface RetrievalPorts {
  readonly vectorStore: VectorStore;
  readonly embeddings: Embeddings;
  readonly logger: Logger;
}

export function createRetrieval({ vectorStore, embeddings, logger }: RetrievalPorts): Retrieval {
  let degraded = false;
  let ready: Promise<void> | undefined;
  const ensureReady = async (): Promise<void> => {
    ready ??= embeddings.ensureReady().then(() => vectorStore.ensureReady());
    try {
      await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  };
  return {
    isDegraded: () => degraded,
    async search(context, { query, limit, signal }) {
      const both = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      try {
        await within(ensureReady(), both);
        const vector = [...((await within(embeddings.embed([query.slice(0, LONGEST_QUERY)], both), both))[0] ?? [])];
        const [known, own] = await within(
          Promise.all([
            vectorStore.query('knowledge', { vector, topK: CANDIDATES }, both),
            vectorStore.query(context.scope, { vector, topK: CANDIDATES }, both),
          ]),
          both,
        );
        degraded = false;
        const passages = [...known.map((match) => toPassage(match, 'knowledge')), ...own.map((match) => toPassage(match, 'own'))].filter(
          (passage) => passage !== null,
        );
        const removed = await removedAmong(context.db, [...new Set(passages.map(({ documentId }) => documentId))]);
        return fuse(
          query,
          passages.filter(({ documentId }) => !removed.has(documentId)),
        ).slice(0, limit);
      } catch (error) {
        signal.throwIfAborted();
        if (!degraded) logger.warn({ err: error }, 'documents cannot be searched now');
        degraded = true;
        return null;
      }
    },
  };
}

/** Rejects when the signal is aborted, whether or not the port listens to it. */
function within<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  work.catch(() => undefined);
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    work.then(resolve, reject);
  });
}

function toPassage({ metadata, score, id }: Match, scope: Passage['scope']): Passage | null {
  const text = (name: string): string | null => {
    const value = metadata[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const body = text('text');
  if (body === null) return null;
  return {
    documentId: text('documentId') ?? id,
    title: text('title') ?? 'Untitled',
    section: text('section'),
    text: body,
    score: Math.max(0, score),
    scope,
  };
}

function fuse(query: string, passages: readonly Passage[]): Passage[] {
  const lexical = lexicalScores(
    query,
    passages.map(({ title, section, text }) => `${title} ${section ?? ''} ${text}`),
  );
  return passages
    .map((passage, index) => ({ ...passage, score: DENSE_WEIGHT * passage.score + (1 - DENSE_WEIGHT) * (lexical[index] ?? 0) }))
    .sort((left, right) => right.score - left.score);
}
