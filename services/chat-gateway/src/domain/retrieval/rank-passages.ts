import { createLexicalIndex } from './lexical-share.ts';
import { stemPairs, stems } from './stems.ts';

/** How many of the nearest vectors are looked at again by their words. With fewer than 50 the best is lost now and then, more gain nothing. */
export const CANDIDATES = 100;

export interface Candidate {
  readonly title: string;
  readonly section: string | null;
  readonly text: string;
  /** Of the question's vector and the passage's, -1..1. */
  readonly cosine: number;
}

export type Ranked<Passage extends Candidate> = Passage & {
  /** 0..1, higher is better. */
  readonly score: number;
  /** Not about something else. */
  readonly isRelevant: boolean;
};

/** What counts beside the cosine, which weighs 1. */
export interface Fusion {
  /** Of the square of the share of the question's words, and of the share of its pairs of words. */
  readonly words: number;
  readonly pairs: number;
  /**
   * Below this score a passage is about something else, and the honest answer is that there is nothing. Of 500 questions of another
   * field 95 in 100 stay below, of the bank's own questions whose best passage is the right one 3 in 100.
   */
  readonly least: number;
}

/**
 * Titles that are questions: the vector says already what is asked there, and words in common mislead more than they tell. Fitted on
 * the simulated bank's questions; `evaluation/README.md` has the figures, also on corpora that had no part in it.
 */
const QUESTIONS: Fusion = { words: 0.2, pairs: 0, least: 0.26 };
/** Anything else: words tell as much as the meaning. */
const TEXTS: Fusion = { words: 1, pairs: 0.2, least: 0.145 };

/** How the passages of one list are scored: all alike, by what most of their titles are. */
export function fusionFor(candidates: readonly { readonly title: string }[]): Fusion {
  const questions = candidates.filter(({ title }) => isQuestion(title)).length;
  return questions * 2 > candidates.length ? QUESTIONS : TEXTS;
}

/** Headings are shorter. */
const LEAST_WORDS = 5;

function isQuestion(title: string): boolean {
  return title.trim().endsWith('?') || title.trim().split(/\s+/).length >= LEAST_WORDS;
}

/**
 * 0..1. The square lets a passage that holds most of the question win, and gives nothing for the one word that every passage holds.
 */
export function fusedScore({ words, pairs }: Fusion, cosine: number, shares: { readonly words: number; readonly pairs: number }): number {
  return (Math.max(0, cosine) + words * shares.words ** 2 + pairs * shares.pairs) / (1 + words + pairs);
}

/** The candidates by what they have of the question's meaning and words, best first. */
export function rankPassages<Passage extends Candidate>(query: string, candidates: readonly Passage[]): Ranked<Passage>[] {
  const fusion = fusionFor(candidates);
  const texts = candidates.map(wordsOf);
  const words = createLexicalIndex(texts, stems)(query);
  const pairs = createLexicalIndex(texts, stemPairs)(query);
  return candidates
    .map((candidate, index) => {
      const score = fusedScore(fusion, candidate.cosine, { words: words[index] ?? 0, pairs: pairs[index] ?? 0 });
      return { ...candidate, score, isRelevant: score >= fusion.least };
    })
    .sort((left, right) => right.score - left.score);
}

export interface Validity {
  /** Calendar dates, both included; null where there is no end. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

export function isValidOn({ validFrom, validUntil }: Validity, today: string): boolean {
  return (validFrom === null || validFrom <= today) && (validUntil === null || today <= validUntil);
}

/** Two texts share so many of their words that the second tells nothing new. */
const SAME_WORDS = 0.9;

/** Without passages that say the same as a better one. */
export function withoutRepeats<Passage extends Candidate>(ranked: readonly Passage[]): Passage[] {
  const kept: { readonly passage: Passage; readonly words: ReadonlySet<string> }[] = [];
  for (const passage of ranked) {
    const words = new Set(stems(passage.text));
    if (!kept.some((better) => sharedWords(better.words, words) >= SAME_WORDS)) kept.push({ passage, words });
  }
  return kept.map(({ passage }) => passage);
}

function wordsOf({ title, section, text }: Candidate): string {
  return `${title} ${section ?? ''} ${text}`;
}

/** Jaccard's index. */
function sharedWords(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared === 0 ? 0 : shared / (one.size + other.size - shared);
}
