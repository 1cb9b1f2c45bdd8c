import { OPENAI_LIMITS, type RequestLimits, shareOf } from './request-batches.ts';

/** Begins small, since a timeout costs half a minute and a request that was smaller than need be next to nothing. */
const FIRST_SHARE = 1 / 8;
/** After a request that was too much. */
const CUT = 8;
/** After a quick one that was full: back to half of what was too much fast, from there on little by little. */
const GROWTH = 2;
const WARY_GROWTH = 1.02;
/** A request that took less of its time limit may be twice as large. */
const QUICK = 1 / 4;
const LEAST = 1 / OPENAI_LIMITS.texts;

/** How much a request may hold, which a server on processors and one of OpenAI's disagree on: found out by what came of the others. */
export interface RequestSize {
  limits(): RequestLimits;
  /** `took`: as a share of the time limit. */
  worked(texts: readonly string[], took: number): void;
  /** Timed out, or the server broke down. */
  strained(texts: readonly string[]): void;
  /** Refused as a whole, while all its parts were taken: this server never takes so many. */
  refused(texts: readonly string[]): void;
}

export function createRequestSize(): RequestSize {
  let share = FIRST_SHARE;
  let waryFrom = 1;
  /** Shares that are never refused for their size: up to `ceiling`, and `taken` once was. */
  let ceiling = 1;
  let taken = LEAST;

  return {
    limits: () => ({ texts: Math.max(1, Math.floor(OPENAI_LIMITS.texts * share)), bytes: Math.floor(OPENAI_LIMITS.bytes * share) }),
    worked(texts, took) {
      const own = shareOf(texts, OPENAI_LIMITS);
      taken = Math.max(taken, own);
      ceiling = Math.max(ceiling, own);
      if (own >= share / 2 && took <= QUICK)
        share = Math.min(ceiling, share < waryFrom ? Math.min(waryFrom, share * GROWTH) : share * WARY_GROWTH);
    },
    strained(texts) {
      const own = shareOf(texts, OPENAI_LIMITS);
      share = Math.max(LEAST, Math.min(share, own / CUT));
      waryFrom = own / 2;
    },
    refused(texts) {
      const own = shareOf(texts, OPENAI_LIMITS);
      ceiling = Math.min(ceiling, Math.max(own / 2, taken < own ? taken : LEAST));
      share = Math.min(share, ceiling);
    },
  };
}
