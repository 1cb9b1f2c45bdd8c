import type { Migration } from '@munshi/database/migrations';
import { ledger } from './001-ledger.ts';

/** In order; a step is never edited after release. */
export const migrations: readonly Migration[] = [ledger];
