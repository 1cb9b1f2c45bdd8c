import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoSecrets } from './secrets.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'munshi-secrets-'));

test('secrets are made once, strong, for the owner alone', () => {
  const dir = join(folder(), 'data');
  const first = demoSecrets(dir);
  expect(demoSecrets(dir)).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(3);
  for (const secret of Object.values(first)) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['secrets.json']);
});

test('a broken file stops the start: new secrets would lock out what is stored', () => {
  const dir = folder();
  writeFileSync(join(dir, 'secrets.json'), '{"AUTH_SECRET":"a"');
  expect(() => demoSecrets(dir)).toThrow(/secrets\.json does not hold/);
});
