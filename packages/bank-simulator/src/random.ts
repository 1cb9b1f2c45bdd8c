/** A stream of random numbers that its keys alone decide: nothing here is shared, so no stream moves another. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  /** 0 ≤ n < bound */
  int(bound: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  normal(): number;
  pick<Item>(items: readonly Item[]): Item;
  /** How many of what happens `mean` times on average. */
  poisson(mean: number): number;
  weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item;
}

/** Ends a key, so that `ab`, `c` is not `a`, `bc`. */
const END = scrambled(0x5bd1e995);

/** The stream of `(seed, customer, day, purpose)` or any such keys. */
export function randomOf(...keys: readonly (number | string)[]): Random {
  let [a, b, c] = [0x9e3779b9 | 0, 0x85ebca6b | 0, 0xc2b2ae35 | 0];
  for (const key of keys) {
    const words = typeof key === 'number' ? 1 : key.length;
    for (let at = 0; at <= words; at += 1) {
      const k = at === words ? END : scrambled(typeof key === 'number' ? key : key.charCodeAt(at));
      a = mixed(a, k);
      b = mixed(b, k);
      c = mixed(c, k);
    }
  }
  return new Sfc32(finished(a), finished(b), finished(c));
}

/** One of the 2^bits numbers for another, by the keys: a Feistel network of four rounds, so no two share one. `bits` is even, at most 52. */
export function permuted(value: number, bits: number, ...keys: readonly (number | string)[]): number {
  return permutedBy(permutationKey(...keys), value, bits);
}

/** The key of a permutation, for many numbers put through the same one. */
export function permutationKey(...keys: readonly (number | string)[]): number {
  return hashOf(keys, 0x27d4eb2f);
}

export function permutedBy(key: number, value: number, bits: number): number {
  const half = 2 ** (bits / 2);
  let left = Math.floor(value / half);
  let right = value % half;
  for (let round = 0; round < 4; round += 1) {
    const next = (left ^ finished(mixed(mixed(mixed(mixed(key | 0, scrambled(right)), END), scrambled(round)), END))) & (half - 1);
    left = right;
    right = next;
  }
  return left * half + right;
}

/** A number in 0..1 that the keys decide: for what holds over time rather than on one draw. */
export function fractionOf(...keys: readonly (number | string)[]): number {
  return hashOf(keys, 0x9e3779b9) / 2 ** 32;
}

/** P(Z ≤ z), to about 1e-7 (Abramowitz and Stegun 7.1.26 on erf). */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x);
  return z < 0 ? tail / 2 : 1 - tail / 2;
}

const CENTRE_TOP = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
const CENTRE_BOTTOM = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
const TAIL_TOP = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const TAIL_BOTTOM = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/** The z with P(Z ≤ z) = p (Acklam's rational approximation, relative error below 1.2e-9). */
export function normalQuantile(p: number): number {
  const u = Math.min(Math.max(p, 1e-12), 1 - 1e-12);
  if (u < 0.02425) return tailQuantile(Math.sqrt(-2 * Math.log(u)));
  if (u > 1 - 0.02425) return -tailQuantile(Math.sqrt(-2 * Math.log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  return (horner(r, CENTRE_TOP) * q) / horner(r, CENTRE_BOTTOM);
}

function tailQuantile(q: number): number {
  return horner(q, TAIL_TOP) / horner(q, TAIL_BOTTOM);
}

function horner(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

function weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number, at: number): Item {
  let total = 0;
  for (const item of items) total += weightOf(item);
  let left = at * total;
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return items[items.length - 1] as Item;
}

function poisson(mean: number, at: number): number {
  let probability = Math.exp(-mean);
  let left = at - probability;
  let count = 0;
  while (left >= 0 && count < 1000) {
    count += 1;
    probability *= mean / count;
    left -= probability;
  }
  return count;
}

/**
 * Chris Doty-Humphrey's sfc32: passes PractRand, and four words of state keep millions of streams apart. A class, since millions are
 * made and a closure for each method would be.
 */
class Sfc32 implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(a: number, b: number, c: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    for (let round = 0; round < 12; round += 1) this.next();
  }

  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  int(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  normal(): number {
    return normalQuantile(this.next());
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.int(items.length)] as Item;
  }

  poisson(mean: number): number {
    return poisson(mean, this.next());
  }

  weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item {
    return weighted(items, weightOf, this.next());
  }
}

function hashOf(keys: readonly (number | string)[], start: number): number {
  let hash = start | 0;
  for (const key of keys) {
    if (typeof key === 'number') hash = mixed(hash, scrambled(key));
    else for (let at = 0; at < key.length; at += 1) hash = mixed(hash, scrambled(key.charCodeAt(at)));
    hash = mixed(hash, END);
  }
  return finished(hash);
}

/** Murmur3's steps: a word, a word into the hash, and the end. */
function scrambled(word: number): number {
  const k = Math.imul(word | 0, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mixed(hash: number, k: number): number {
  const next = hash ^ k;
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number): number {
  let end = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  end = Math.imul(end ^ (end >>> 13), 0xc2b2ae35);
  return (end ^ (end >>> 16)) >>> 0;
}
