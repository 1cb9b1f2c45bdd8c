import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = globSync(['*.md', '{packages,services}/*/README.md', 'infra/**/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
});
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** `npm run x`, `npm start` and `npm test`, wherever a page names them. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)].map((match) => match[1] ?? match[2] ?? '');
}

test('the README names the commands there are', () => {
  expect(commandsIn(textOf('README.md'))).toEqual(
    expect.arrayContaining(['start', 'test', 'chat', 'ingest', 'simulate', 'bench', 'check']),
  );
});

test.each(pages)('every command in %s exists', (page) => {
  expect(commandsIn(textOf(page)).filter((command) => scripts[command] === undefined)).toEqual([]);
});

test.each(pages)('every file that %s names exists', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)\)/g)].map((match) => match[1] ?? '');
  const run = [...textOf(page).matchAll(/\bnode ((?:services|packages)\/\S+\.ts)/g)].map((match) => match[1] ?? '');
  const missing = [...links.map((link) => join(dirname(page), link)), ...run].filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test('every script runs a file that exists', () => {
  const named = Object.values(scripts).flatMap((script) =>
    [...script.matchAll(/\b((?:services|packages)\/\S+\.ts)/g)].map((match) => match[1] ?? ''),
  );
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
