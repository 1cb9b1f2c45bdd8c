import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import type { Prior, SegmentPriors } from '../domain/anomaly/prior.ts';
import type { SpeakingScorecard } from '../domain/anomaly/score.ts';
import type { TakeOver } from '../domain/anomaly/take-over.ts';
import type { SegmentModel } from '../domain/segments/segment-model.ts';

/** What is known of everybody; the same in every instance. */
export interface Models {
  readonly prior: Prior;
  readonly segmentPriors: SegmentPriors;
  readonly segments: SegmentModel | null;
  /** The scorecard that has taken over from the habits; null while they speak. */
  readonly scorecard: SpeakingScorecard | null;
  /** How both did on the customers' own past; null before there were enough labels. */
  readonly compared: TakeOver['compared'];
  /** The ledger when the models were fitted; null before the first fit. */
  readonly fitted: { readonly customers: number; readonly newestDate: string } | null;
}

export const NO_MODELS: Models = { prior: {}, segmentPriors: {}, segments: null, scorecard: null, compared: null, fitted: null };

export async function loadModels(database: Sql): Promise<Models> {
  const { rows } = await sql<{ model: Models }>`select model from analytics.models where name = 'everybody'`.execute(database);
  return { ...NO_MODELS, ...rows[0]?.model };
}

export async function storeModels(database: Sql, models: Models): Promise<void> {
  await sql`
    insert into analytics.models (name, model) values ('everybody', ${JSON.stringify(models)}::jsonb)
    on conflict (name) do update set model = excluded.model`.execute(database);
}
