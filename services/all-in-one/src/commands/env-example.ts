import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { munshiSettings } from '../config.ts';
import { envExampleOf } from '../env-example.ts';

writeFileSync(resolve(import.meta.dirname, '../../../../.env.example'), envExampleOf(munshiSettings));
