import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { munshiSettings } from './config.ts';
import { envExampleOf } from './env-example.ts';

test('.env.example is what the schemas say (npm run env-example writes it)', () => {
  expect(readFileSync(resolve(import.meta.dirname, '../../../.env.example'), 'utf8')).toBe(envExampleOf(munshiSettings));
});

test('every setting says what it is for', () => {
  const { properties = {} } = z.toJSONSchema(munshiSettings, { io: 'input', unrepresentable: 'any' });
  const silent = Object.entries(properties).filter(([, property]) => !(property as { description?: string }).description);
  expect(silent.map(([name]) => name)).toEqual([]);
});

test('no secret has a default', () => {
  const { properties = {} } = z.toJSONSchema(munshiSettings, { io: 'input', unrepresentable: 'any' });
  const open = Object.entries(properties as Record<string, { secret?: boolean; default?: unknown }>);
  expect(open.filter(([, { secret, default: standard }]) => secret && standard !== undefined)).toEqual([]);
  expect(open.filter(([, { secret }]) => secret).map(([name]) => name)).toEqual(
    expect.arrayContaining(['AUTH_SECRET', 'OPERATOR_TOKEN', 'PSEUDONYM_SECRET', 'GROQ_API_KEY', 'DATABASE_URL']),
  );
});
