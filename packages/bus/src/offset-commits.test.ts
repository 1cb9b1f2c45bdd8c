import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { expect, it } from 'vitest';
import { createOffsetCommits } from './offset-commits.ts';

interface Place {
  readonly lane: string;
  readonly next: number;
}

/** Commits whose storing is answered by the test: `stored` has what was asked, one entry a call. */
function start() {
  const stored: string[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const commits = createOffsetCommits<Place>({
    nameOf: ({ lane }) => lane,
    store(some) {
      stored.push(some.map(({ lane, next }) => `${lane}:${next}`).join(' '));
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      return answer.promise;
    },
    logger: silentLogger,
  });
  return { commits, stored, answers };
}

it('gathers the newest place of each lane, and nobody waits for the answer', async () => {
  const { commits, stored, answers } = start();
  await commits.add({ lane: 'a', next: 1 });
  await commits.add({ lane: 'b', next: 5 });
  await commits.add({ lane: 'a', next: 2 });
  await eventually('a commit', () => stored.length > 0);
  await commits.add({ lane: 'a', next: 3 });
  expect(stored).toEqual(['a:2 b:5']);
  answers[0]?.resolve();
  await eventually('the next commit', () => stored.length > 1);
  expect(stored).toEqual(['a:2 b:5', 'a:3']);
});

it('makes whoever adds wait while commits fail, and gathers again when one is stored', async () => {
  const tried: string[] = [];
  let away = true;
  const commits = createOffsetCommits<Place>({
    nameOf: ({ lane }) => lane,
    async store(some) {
      tried.push(some.map(({ lane, next }) => `${lane}:${next}`).join(' '));
      if (away) throw new Error('the coordinator is away');
    },
    logger: silentLogger,
  });
  await commits.add({ lane: 'a', next: 1 });
  await eventually('a commit', () => tried.length > 0);
  await expect(commits.add({ lane: 'b', next: 1 })).rejects.toThrow('the coordinator is away');
  expect(tried.at(-1)).toBe('a:1 b:1');
  away = false;
  await commits.add({ lane: 'b', next: 1 });
  await eventually('both stored', () => tried.filter((one) => one === 'a:1 b:1').length > 1);
  const before = tried.length;
  await commits.add({ lane: 'b', next: 2 });
  await commits.add({ lane: 'b', next: 3 });
  await eventually('the next commit', () => tried.length > before);
  expect(tried.slice(before)).toEqual(['b:3']);
});

it('does not store what failed over what came after it', async () => {
  const { commits, stored, answers } = start();
  await commits.add({ lane: 'a', next: 1 });
  await eventually('a commit', () => stored.length > 0);
  await commits.add({ lane: 'a', next: 2 });
  answers[0]?.reject(new Error('away'));
  await eventually('another try', () => stored.length > 1);
  expect(stored).toEqual(['a:1', 'a:2']);
});

it('stores at once when places are about to be given up, whatever is under way', async () => {
  const { commits, stored, answers } = start();
  await commits.add({ lane: 'a', next: 1 });
  await eventually('a commit', () => stored.length > 0);
  await commits.add({ lane: 'a', next: 2 });
  const drained = commits.drain();
  expect(stored).toEqual(['a:1', 'a:2']);
  const last = commits.add({ lane: 'b', next: 7 });
  expect(stored).toEqual(['a:1', 'a:2', 'b:7']);
  for (const answer of answers) answer.resolve();
  await Promise.all([drained, last]);
});

it('never stores again what fails while places are given up: a newer one may be stored already', async () => {
  const { commits, stored, answers } = start();
  await commits.add({ lane: 'a', next: 1 });
  await eventually('a commit', () => stored.length > 0);
  await commits.add({ lane: 'a', next: 2 });
  const drained = commits.drain();
  answers[1]?.resolve();
  answers[0]?.reject(new Error('away'));
  await drained;
  await commits.flush();
  expect(stored).toEqual(['a:1', 'a:2']);
});

it('forgets what it holds when the places belong to others', async () => {
  const { commits, stored, answers } = start();
  await commits.add({ lane: 'a', next: 1 });
  await eventually('a commit', () => stored.length > 0);
  await commits.add({ lane: 'a', next: 2 });
  commits.forget();
  answers[0]?.reject(new Error('another generation'));
  await commits.add({ lane: 'a', next: 3 });
  await commits.flush();
  expect(stored).toEqual(['a:1']);
});
