import type { Embeddings } from '@munshi/embeddings/embeddings';
import type { Logger } from '@munshi/service-kit/logger';
import type { Filter, Match, VectorStore } from '@munshi/vector-store/vector-store';
import { APPROVED_SOURCE, isApproved, isSameQuestion } from '../domain/retrieval/approved-answer.ts';
import { inFullWords } from '../domain/retrieval/bank-terms.ts';
import { CANDIDATES, isValidOn, type Ranked, rankPassages, type Validity, withoutRepeats } from '../domain/retrieval/rank-passages.ts';
import { removedAmong } from '../store/document-repository.ts';
import { cosineOf, createClosestSentences } from './closest-sentences.ts';
import type { CustomerContext } from './context.ts';
import type { HideQuery } from './disguise.ts';

export interface Passage {
  readonly documentId: string;
  readonly title: string;
  readonly section: string | null;
  readonly text: string;
  /** 0..1, higher is better. */
  readonly score: number;
  /** From the bank's public documents, or from what is written on this customer alone. */
  readonly scope: 'knowledge' | 'own';
  /** The sentence that is nearest to the question, as `sentencesOf` reads it; null where that was not looked for. */
  readonly closest: string | null;
  /** The bank's own answer to just this question, to be given unchanged. */
  readonly approved: boolean;
}

export interface SearchOptions {
  readonly query: string;
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Of the public documents alone. */
  readonly product?: string | undefined;
  readonly language?: string | undefined;
}

export interface Retrieval {
  /** Best first, without what is about something else: none means that there is nothing on it. Null when the vector store or the embeddings cannot answer now. */
  search(context: CustomerContext, options: SearchOptions): Promise<Passage[] | null>;
  /** Whether the last search could be answered. */
  isDegraded(): boolean;
}

/** A question never waits longer for a vendor. */
const LIMIT_MS = 4000;
/** More change nothing: the best is among them (`evaluation/README.md`). */
const LOOKED_AT_AGAIN = 20;
/** A customer has a statement a month and a few more. */
const OWN_CANDIDATES = 24;
const LONGEST_QUERY = 1000;

export interface RetrievalPorts {
  readonly vectorStore: VectorStore;
  readonly embeddings: Embeddings;
  readonly hideQuery: HideQuery;
  readonly logger: Logger;
}

export function createRetrieval({ vectorStore, embeddings, hideQuery, logger }: RetrievalPorts): Retrieval {
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
  const embedOne = async (text: string, signal: AbortSignal): Promise<Float32Array> =>
    (await within(embeddings.embed([text], signal), signal))[0] as Float32Array;
  const closestSentences = createClosestSentences(embeddings);
  const approve = createApproval((titles, signal) => within(embeddings.embed(titles, signal), signal));

  async function find(
    context: CustomerContext,
    { query: question, limit, product, language }: SearchOptions,
    signal: AbortSignal,
  ): Promise<Passage[]> {
    await within(ensureReady(), signal);
    const query = inFullWords(question);
    const asked = await embedOne(await hideQuery(context, query.slice(0, LONGEST_QUERY)), signal);
    const filter: Filter = { ...(product ? { product: { eq: product } } : {}), ...(language ? { language: { eq: language } } : {}) };
    const vector = [...asked];
    const [known, own] = await within(
      Promise.all([
        vectorStore.query('knowledge', { vector, topK: CANDIDATES, filter }, signal),
        vectorStore.query(context.scope, { vector, topK: OWN_CANDIDATES }, signal),
      ]),
      signal,
    );
    const found = [...known.map((match) => foundOf(match, 'knowledge')), ...own.map((match) => foundOf(match, 'own'))].filter(
      (passage) => passage !== null && isValidOn(passage, context.today),
    ) as Found[];
    const removed = await removedAmong(context.db, [...new Set(found.map(({ documentId }) => documentId))]);
    const standing = found.filter(({ documentId }) => !removed.has(documentId));
    const first = rankPassages(query, standing);
    const relevant = withoutRepeats(first.filter(({ isRelevant }) => isRelevant));
    const same = relevant.find((passage) => isBankQuestion(passage) && isSameQuestion(question, passage.title));
    const approved = same ?? (await approve(asked, relevant, signal));
    if (approved !== null)
      return [approved, ...relevant.filter((passage) => passage !== approved)]
        .slice(0, limit)
        .map((passage) => toPassage(passage, passage === approved));
    const ranked = withoutRepeats(await lookAgain(query, { asked, first, signal }));
    return ranked.slice(0, limit).map((passage) => toPassage(passage, false));
  }

  /** The relevant passages in the order that they have by their closest sentences as well; of the public ones alone, since who embeds may be a vendor. */
  async function lookAgain(query: string, { asked, first, signal }: SecondLook): Promise<Ranked<Found>[]> {
    const relevant = first.filter(({ isRelevant }) => isRelevant);
    const best = relevant.filter(({ scope }) => scope === 'knowledge').slice(0, LOOKED_AT_AGAIN);
    const closest = await closestSentences(asked, best, signal);
    if (closest === null) return relevant;
    const nearest = new Map(best.map((passage, place) => [passage, closest[place] ?? null]));
    const again = first.map((passage) => {
      const { sentence = null, cosine = passage.cosine } = nearest.get(passage) ?? {};
      return { ...passage, cosine: (passage.cosine + cosine) / 2, closest: sentence, wasRelevant: passage.isRelevant };
    });
    return rankPassages(query, again).filter(({ wasRelevant }) => wasRelevant);
  }

  return {
    isDegraded: () => degraded,
    async search(context, options) {
      const { signal } = options;
      try {
        const passages = await find(context, options, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
        degraded = false;
        return passages;
      } catch (error) {
        signal.throwIfAborted();
        if (!degraded) logger.warn({ err: error }, 'documents cannot be searched now');
        degraded = true;
        return null;
      }
    },
  };
}

interface SecondLook {
  readonly asked: Float32Array;
  readonly first: readonly Ranked<Found>[];
  readonly signal: AbortSignal;
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

interface Found extends Validity {
  readonly documentId: string;
  readonly title: string;
  readonly section: string | null;
  readonly text: string;
  readonly source: string | null;
  readonly cosine: number;
  readonly closest: string | null;
  readonly scope: Passage['scope'];
}

function foundOf({ metadata, score, id }: Match, scope: Passage['scope']): Found | null {
  const textOf = (name: string): string | null => {
    const value = metadata[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const text = textOf('text');
  if (text === null) return null;
  return {
    documentId: textOf('documentId') ?? id,
    title: textOf('title') ?? 'Untitled',
    section: textOf('section'),
    text,
    source: textOf('source'),
    validFrom: textOf('validFrom'),
    validUntil: textOf('validUntil'),
    cosine: score,
    closest: null,
    scope,
  };
}

function toPassage(
  { documentId, title, section, text, score, scope, closest }: Found & { readonly score: number },
  approved: boolean,
): Passage {
  return { documentId, title, section, text, score, scope, closest, approved };
}

const isBankQuestion = ({ source, scope }: Found): boolean => source === APPROVED_SOURCE && scope === 'knowledge';

type EmbedTitles = (titles: readonly string[], signal: AbortSignal) => Promise<Float32Array[]>;

/** Finds the approved answer among ranked passages: the best of them, where its title asks what was asked. */
function createApproval(embed: EmbedTitles) {
  /** The bank's questions are few and stay the same. */
  const titles = new Map<string, Float32Array>();
  return async <Ranked extends Found>(asked: Float32Array, ranked: readonly Ranked[], signal: AbortSignal): Promise<Ranked | null> => {
    const [best, next] = ranked.filter(isBankQuestion);
    if (best === undefined || best !== ranked[0]) return null;
    const wanted = [best, ...(next ? [next] : [])].map(({ title }) => title);
    const unknown = wanted.filter((title) => !titles.has(title));
    if (titles.size + unknown.length > MOST_TITLES) titles.clear();
    const vectors = unknown.length === 0 ? [] : await embed(unknown, signal);
    unknown.forEach((title, place) => void titles.set(title, vectors[place] as Float32Array));
    const [nearest = 0, second = 0] = wanted.map((title) => cosineOf(asked, titles.get(title)));
    return isApproved(nearest, second) ? best : null;
  };
}

const MOST_TITLES = 2_000;
