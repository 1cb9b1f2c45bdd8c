import { collectDefaultMetrics, Registry } from 'prom-client';

export type Metrics = Registry;

/** One registry a process; services label their own metrics, so that five of them share it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
