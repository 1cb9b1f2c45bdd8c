/** A token bucket a key: a burst, then so many a second. */
export interface RateLimit {
  /** 0 when it may go on, else milliseconds until it may. */
  take(key: string): number;
}

export interface RateOptions {
  readonly burst: number;
  readonly perSecond: number;
  readonly now: () => number;
}

const MOST_KEYS = 100_000;

export function createRateLimit({ burst, perSecond, now }: RateOptions): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const at = now();
      const bucket = buckets.get(key) ?? { tokens: burst, at };
      const tokens = Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * perSecond);
      // Deleted and set anew, so that the first key is the one not heard of the longest.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
      if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value ?? '');
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1000);
    },
  };
}
