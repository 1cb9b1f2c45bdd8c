import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { asyncapiOf } from '../src/asyncapi.ts';
import { TOPICS } from '../src/topics.ts';

const require = createRequire(import.meta.url);
const document = JSON.parse(JSON.stringify(asyncapiOf(TOPICS)));

test('asyncapi.json is what the declarations say (npm run asyncapi writes it)', () => {
  expect(JSON.parse(readFileSync(new URL('../asyncapi.json', import.meta.url), 'utf8'))).toEqual(document);
});

test('it is AsyncAPI 3.0', () => {
  const schema = require('@asyncapi/specs/schemas/3.0.0-without-$id.json');
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const valid = ajv.validate(schema, document);
  expect(ajv.errors?.slice(0, 3) ?? []).toEqual([]);
  expect(valid).toBe(true);
});
