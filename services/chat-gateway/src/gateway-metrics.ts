import type { Metrics } from '@munshi/service-kit/metrics';
import { Counter, Gauge, Histogram } from 'prom-client';

export interface GatewayMetrics {
  answered(mode: 'llm' | 'template', seconds: number): void;
}

/** Two gateways on one registry share their metrics. */
export function createGatewayMetrics(registry: Metrics, connections: () => number): GatewayMetrics {
  const answers =
    (registry.getSingleMetric('munshi_gateway_answers_total') as Counter<'mode'> | undefined) ??
    new Counter({ name: 'munshi_gateway_answers_total', help: 'Questions answered', labelNames: ['mode'], registers: [registry] });
  const duration =
    (registry.getSingleMetric('munshi_gateway_answer_seconds') as Histogram | undefined) ??
    new Histogram({
      name: 'munshi_gateway_answer_seconds',
      help: 'Time from a question to its whole answer',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
      registers: [registry],
    });
  if (!registry.getSingleMetric('munshi_gateway_sockets')) {
    new Gauge({
      name: 'munshi_gateway_sockets',
      help: 'Open WebSockets',
      registers: [registry],
      collect() {
        this.set(connections());
      },
    });
  }
  return {
    answered(mode, seconds) {
      answers.inc({ mode });
      duration.observe(seconds);
    },
  };
}
