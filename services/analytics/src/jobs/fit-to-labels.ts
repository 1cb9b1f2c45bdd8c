import type { Sql } from '@munshi/database/database';
import { addDays } from '@munshi/events/calendar-date';
import { LEAST_LABELLED } from '../domain/anomaly/fit-scorecard.ts';
import { fitTakeOver } from '../domain/anomaly/take-over.ts';
import { forgetMerchantDays } from '../store/merchant-repository.ts';
import type { Models } from '../store/model-repository.ts';
import { disownedSamples, forgetSamples, loadSamples } from '../store/sample-repository.ts';

/** A customer has so many days to disown a payment before it is taken for theirs. */
const LABEL_DAYS = 7;
const DAYS_KEPT = 180;
const MOST_SAMPLES = 200_000;

/** Whether a scorecard fitted on what customers said is to speak, as of the ledger's newest date. Forgets what is too old to matter. */
export async function fitToLabels(database: Sql, asOf: string): Promise<Pick<Models, 'scorecard' | 'compared'>> {
  const oldest = addDays(asOf, -DAYS_KEPT);
  await forgetSamples(database, oldest);
  await forgetMerchantDays(database, oldest);
  const until = addDays(asOf, -LABEL_DAYS);
  if ((await disownedSamples(database, until)) < LEAST_LABELLED) return { scorecard: null, compared: null };
  const { speaking, compared } = fitTakeOver(await loadSamples(database, { until, limit: MOST_SAMPLES }));
  return { scorecard: speaking, compared };
}
