import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readPickle } from '../src/domain/pickle/machine.ts';
import { PickleRefusedError } from '../src/domain/pickle/refusal.ts';
import { jsonLinesOf, rowsOf } from '../src/domain/pickle/rows.ts';

interface Sample {
  readonly name: string;
  readonly hex: string;
  readonly imports?: readonly string[] | null;
  readonly expect?: string;
}

const corpora = fileURLToPath(new URL('../../../../shared/data/corpora/pickle/', import.meta.url));
const absent = !existsSync(corpora);
const own = fileURLToPath(new URL('./pickles/', import.meta.url));
const MUTATIONS = 1000;

/** What a reader may do with bytes: give rows, or refuse them. */
function read(bytes: Buffer): 'read' | 'refused' {
  try {
    for (const _ of jsonLinesOf(rowsOf(readPickle(bytes)), 10_000));
    return 'read';
  } catch (error) {
    if (error instanceof PickleRefusedError) return 'refused';
    throw error;
  }
}

/** Changed copies of some bytes, the same ones at every run: bits, bytes, cuts, repetitions and insertions. */
function* mutationsOf(bytes: Buffer, count: number): Generator<Buffer> {
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return below === 0 ? 0 : seed % below;
  };
  for (let done = 0; done < count; done += 1) {
    const copy = Buffer.from(bytes);
    const at = random(copy.length);
    const to = at + random(copy.length - at);
    copy[at] = random(256);
    if (done % 4 === 1) yield copy.subarray(0, at);
    else if (done % 4 === 2) yield Buffer.concat([copy.subarray(0, to), copy.subarray(at)]);
    else if (done % 4 === 3) yield Buffer.concat([copy.subarray(0, at), Buffer.from([random(256), random(256)]), copy.subarray(at)]);
    else yield copy;
  }
}

describe.skipIf(absent)(`the pickle corpora${absent ? ' (left out: ../shared/data is not there)' : ''}`, () => {
  const load = (file: string, key: string): Sample[] => (absent ? [] : JSON.parse(readFileSync(corpora + file, 'utf8'))[key]);
  const samples = load('picklescan-samples.json', 'samples');
  const crafted = load('crafted.json', 'cases').filter(({ hex }) => /^[0-9a-f]+$/.test(hex));
  const bytesOf = ({ hex }: Sample): Buffer => Buffer.from(hex, 'hex');

  test('none of the hostile samples is accepted', () => {
    const hostile = samples.filter(({ imports }) => (imports?.length ?? 0) > 0);
    expect(hostile).toHaveLength(84);
    for (const sample of hostile) expect(() => readPickle(bytesOf(sample)), sample.name).toThrow(PickleRefusedError);
  });

  test('every benign pickle is accepted', () => {
    const benign = samples.filter(({ name }) => /^benign.*\.pkl$/.test(name));
    expect(benign.length).toBeGreaterThan(2);
    for (const sample of benign) expect(() => readPickle(bytesOf(sample)), sample.name).not.toThrow();
  });

  test('what attacks the reader itself is refused; a key __proto__ stays data', () => {
    for (const sample of crafted) {
      if (sample.expect?.startsWith('own key')) expect(read(bytesOf(sample)), sample.name).toBe('read');
      else expect(() => readPickle(bytesOf(sample)), sample.name).toThrow(PickleRefusedError);
    }
    // each list holds the one before it ten times: 10^9 values in a few hundred bytes
    const level = (depth: number): string => `5d9428${`68${depth.toString(16).padStart(2, '0')}`.repeat(10)}65`;
    const bomb = Buffer.from(`80045d94${Array.from({ length: 9 }, (_, depth) => level(depth)).join('')}2e`, 'hex');
    expect(() => readPickle(bomb)).toThrow('exactly one value');
    const whole = Buffer.from(`80045d9430${Array.from({ length: 9 }, (_, depth) => level(depth)).join('30')}2e`, 'hex');
    expect(() => readPickle(whole)).toThrow('repeats');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test(`${MUTATIONS} mutations of each sample, and of frames, are read or refused and nothing else`, () => {
    const frames = readdirSync(own).filter((name) => name.endsWith('.pkl'));
    const all = [...[...samples, ...crafted].map(bytesOf), ...frames.map((name) => readFileSync(own + name))];
    const outcomes = { read: 0, refused: 0 };
    for (const bytes of all) for (const mutation of mutationsOf(bytes, MUTATIONS)) outcomes[read(mutation)] += 1;
    expect(outcomes.read + outcomes.refused).toBe(all.length * MUTATIONS);
    expect(outcomes.read).toBeGreaterThan(0);
  }, 120_000);
});
