import type { Metrics } from '@munshi/service-kit/metrics';
import { Counter } from 'prom-client';

export interface AnalyticsMetrics {
  readonly transactions: Counter;
  readonly anomalies: Counter<'kind'>;
  readonly answers: Counter<'said'>;
  readonly fits: Counter;
}

/** The service's own metrics; two services on one registry share them. */
export function createAnalyticsMetrics(metrics: Metrics): AnalyticsMetrics {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> =>
    (metrics.getSingleMetric(name) as Counter<Label> | undefined) ?? new Counter({ name, help, labelNames, registers: [metrics] });
  return {
    transactions: counter('munshi_analytics_entries_total', 'Ledger entries stored: new, corrected or matched anew'),
    anomalies: counter('munshi_analytics_anomalies_total', 'Alerts raised', ['kind']),
    answers: counter(
      'munshi_analytics_alert_answers_total',
      'Answers of customers to alerts; the share of notMe is the precision of the alerts that were answered',
      ['said'],
    ),
    fits: counter('munshi_analytics_fits_total', 'Fits of the models of everybody'),
  };
}
