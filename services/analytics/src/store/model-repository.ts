import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import type { Prior } from '../domain/anomaly/prior.ts';
import type { SegmentModel } from '../domain/segments/segment-model.ts';

/** What is known of everybody; the same in every instance. */
export interface Models {
  readonly prior: Prior;
  readonly segments: SegmentModel | null;
  /** The ledger when the models were fitted; null before the first fit. */
  readonly fitted: { readonly customers: number; readonly newestDate: string } | null;
}

export const NO_MODELS: Models = { prior: {}, segments: null, fitted: null };

export async function loadModels(database: Sql): Promise<Models> {
  const { rows } = await sql<{ model: Models }>`select model from analytics.models where name = 'everybody'`.execute(database);
  return rows[0]?.model ?? NO_MODELS;
}

export async function storeModels(database: Sql, models: Models): Promise<void> {
  await sql`
    insert into analytics.models (name, model) values ('everybody', ${JSON.stringify(models)}::jsonb)
    on conflict (name) do update set model = excluded.model`.execute(database);
}
