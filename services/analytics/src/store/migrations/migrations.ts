import type { Migration } from '@munshi/database/migrations';
import { ledger } from './001-ledger.ts';
import { labels } from './002-labels.ts';
import { unsaid } from './005-unsaid.ts';
import { money } from './010-money.ts';

/** In order; a step is never edited after release. */
export const migrations: readonly Migration[] = [ledger, labels, unsaid, money];
