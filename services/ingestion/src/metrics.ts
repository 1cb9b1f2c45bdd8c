import type { Metrics } from '@munshi/service-kit/metrics';
import { Counter } from 'prom-client';
import type { BatchPlan } from './domain/versions/plan-batch.ts';

const NAME = 'munshi_ingestion_records_total';

/** Counts records by what became of them. */
export function createOutcomeCounter(metrics: Metrics): (plan: BatchPlan) => void {
  const known = metrics.getSingleMetric(NAME) as Counter<'result'> | undefined;
  const counter =
    known ?? new Counter({ name: NAME, help: 'Records taken in, by what became of them', labelNames: ['result'], registers: [metrics] });
  return ({ outcomes }) => {
    for (const { result } of outcomes) counter.inc({ result });
  };
}
