import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { evaluate } from '../src/commands/evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'munshi-evaluation-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function run(...argv: string[]): Promise<string> {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) > 0 };
  await evaluate(argv, { environment: {}, stdout, stderr: { write: () => true } });
  return written.join('');
}

const documents = fileOf(
  'documents.jsonl',
  lines([
    { id: 'block', text: 'Block it in the app under Cards. A new one is sent by post.' },
    { id: 'rate', title: 'Deposits', text: 'A deposit of one year earns 6.80 %.' },
    { id: 'hours', text: 'Branches are open from 10 am to 4 pm.' },
  ]),
);
const questions = fileOf(
  'questions.jsonl',
  lines([
    { text: 'When can I visit you?', relevant: ['hours'] },
    { text: 'What does a deposit earn?', relevant: ['rate'] },
    { text: 'my credit card was stolen', relevant: ['block'] },
  ]),
);

test('retrieval: words alone, meaning alone, and both', async () => {
  const figures = JSON.parse(await run('retrieval', '--documents', documents, '--questions', questions, '--json'));
  expect(figures).toEqual({
    lexical: { recallAt1: 2 / 3, recallAt5: 2 / 3, recallAt10: 2 / 3, mrr: 2 / 3 },
    dense: { recallAt1: 1, recallAt5: 1, recallAt10: 1, mrr: 1 },
    fused: { recallAt1: 1, recallAt5: 1, recallAt10: 1, mrr: 1 },
  });
  expect(await run('retrieval', '--documents', documents, '--questions', questions)).toMatch(
    /3 questions[\s\S]*lexical[\s\S]*dense[\s\S]*fused +1\.000/,
  );
});

test.each([
  ['a file that is not there', ['--documents', 'nowhere.jsonl', '--questions', questions], /nowhere\.jsonl does not exist/],
  [
    'a line that is no JSON',
    ['--documents', fileOf('broken.jsonl', '{"id":"a","text":"t"}\n{'), '--questions', questions],
    /broken\.jsonl:2: is not JSON/,
  ],
  ['a field that is missing', ['--documents', fileOf('partial.jsonl', '{"id":"a"}'), '--questions', questions], /partial\.jsonl:1: text/],
  [
    'an id twice',
    [
      '--documents',
      fileOf(
        'twice.jsonl',
        lines([
          { id: 'a', text: 't' },
          { id: 'a', text: 'u' },
        ]),
      ),
      '--questions',
      questions,
    ],
    /the id a stands there twice/,
  ],
  [
    'a relevant id that is none',
    ['--documents', fileOf('other.jsonl', lines([{ id: 'a', text: 't' }])), '--questions', questions],
    /names hours, which is no id in/,
  ],
  ['a missing option', ['--documents', documents], /--questions FILE is missing\nevaluate -- retrieval/],
])('retrieval refuses %s', async (_case, argv, message) => {
  await expect(run('retrieval', ...argv)).rejects.toThrow(message);
});

test('another subject is refused with those there are', async () => {
  await expect(run('weather')).rejects.toThrow(/evaluate -- retrieval/);
});

const train = fileOf(
  'train.csv',
  `text,category\n${['my card was stolen', 'I lost my card', '"cannot find my card, help"', 'block the card'].map((text) => `${text},lost_card\n`).join('')}${[
    'what does a deposit earn',
    'interest on savings',
    'rate of the deposit',
    'how much interest do I get',
  ]
    .map((text) => `${text},interest\n`)
    .join('')}`,
);
const asked = fileOf('test.csv', 'text,category\nsomebody took my debit card,lost_card\nwhat interest do you pay,interest\n');

test('intents: learned from one file, asked the other', async () => {
  expect(JSON.parse(await run('intents', '--train', train, '--test', asked, '--json'))).toEqual({ accuracy: 1, macroF1: 1 });
  expect(await run('intents', '--train', train, '--test', asked)).toBe('accuracy 1.0000, macro F1 1.0000\n');
});

test('intents refuses a row without a category, and a file without rows', async () => {
  const partial = fileOf('partial.csv', 'text,category\nhello,greeting\nhello,\n');
  await expect(run('intents', '--train', partial, '--test', asked)).rejects.toThrow(/partial\.csv:3: needs a text and a category/);
  await expect(run('intents', '--train', fileOf('empty.csv', 'text,category\n'), '--test', asked)).rejects.toThrow(
    /empty\.csv holds nothing/,
  );
});
