import { expect, test } from 'vitest';
import { chunkMarkdown } from './chunk-markdown.ts';

test('a document is split at its headings, and each chunk knows those above it', () => {
  const chunks = chunkMarkdown('Intro.\n\n# Fees\nAll fees.\n\n## Late payment\n₹500 a month.\n\n# Limits\n\nNone.');
  expect(chunks).toEqual([
    { section: '', text: 'Intro.' },
    { section: 'Fees', text: 'All fees.' },
    { section: 'Fees > Late payment', text: '₹500 a month.' },
    { section: 'Limits', text: 'None.' },
  ]);
});

test('a heading inside a code fence is text', () => {
  expect(chunkMarkdown('# A\n```\n# not a heading\n```')).toEqual([{ section: 'A', text: '```\n# not a heading\n```' }]);
});

test('short paragraphs share a chunk, long ones are split and nothing is lost', () => {
  const sentence = (n: number) => `Sentence number ${n} says something about savings accounts.`;
  const long = Array.from({ length: 60 }, (_, n) => sentence(n)).join(' ');
  const chunks = chunkMarkdown(`# S\nOne.\n\nTwo.\n\n${long}`);
  expect(chunks.every(({ text }) => text.length <= 800)).toBe(true);
  expect(chunks[0]?.text.startsWith('One.\n\nTwo.')).toBe(true);
  const words = (text: string) => text.split(/\s+/).join(' ');
  expect(words(chunks.map(({ text }) => text).join(' '))).toBe(words(`One. Two. ${long}`));
});

test('a wall of letters is cut without breaking a character', () => {
  const chunks = chunkMarkdown('💰'.repeat(1_000));
  expect(chunks.map(({ text }) => text).join('')).toBe('💰'.repeat(1_000));
  expect(chunks.every(({ text }) => text.isWellFormed())).toBe(true);
});

test('nothing makes no chunk', () => expect(chunkMarkdown(' \n\n# Only a heading\n')).toEqual([]));

const row = (n: number) => `| Service number ${n} | ₹ ${n} a month |`;
const tableOf = (rows: number) => ['| Service | Fee |', '| --- | --- |', ...Array.from({ length: rows }, (_, n) => row(n))].join('\n');

test('a table stays whole, longer than other chunks', () => {
  const table = tableOf(60);
  const chunks = chunkMarkdown(`# Fees\n\nAll fees.\n\n${table}\n\nNo more.`);
  expect(chunks.filter(({ text }) => text.includes(table))).toHaveLength(1);
});

test('a table that no store takes is cut between rows, and each part has its head', () => {
  const chunks = chunkMarkdown(tableOf(600));
  expect(chunks.length).toBeGreaterThan(1);
  for (const { text } of chunks) expect(text).toMatch(/^\| Service \| Fee \|\n\| --- \| --- \|\n\| Service number/);
  const rows = chunks.flatMap(({ text }) => text.split('\n').slice(2));
  expect(rows).toEqual(Array.from({ length: 600 }, (_, n) => row(n)));
});
