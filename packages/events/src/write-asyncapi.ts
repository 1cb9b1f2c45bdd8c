import { writeFileSync } from 'node:fs';
import { asyncapiOf } from './asyncapi.ts';
import { TOPICS } from './topics.ts';

writeFileSync(new URL('../asyncapi.json', import.meta.url), `${JSON.stringify(asyncapiOf(TOPICS), null, 2)}\n`);
