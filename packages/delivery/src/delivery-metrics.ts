import type { Metrics } from '@munshi/service-kit/metrics';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { ServiceLag } from './lag.ts';

/** What delivery counts; without a registry it counts nothing. */
export interface DeliveryMetrics {
  applied(topic: string, events: number): void;
  buried(topic: string, failure: string): void;
  retried(code: string): void;
  /** Call the result when the batch has ended. */
  startBatch(topic: string): () => void;
}

export function createDeliveryMetrics(registry: Metrics | undefined, service: string, lag: ServiceLag): DeliveryMetrics {
  if (registry === undefined) return { applied: () => {}, buried: () => {}, retried: () => {}, startBatch: () => () => {} };
  const named = (name: string) => `munshi_${service.replaceAll('-', '_')}_${name}`;
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    (registry.getSingleMetric(named(name)) as Counter<Label> | undefined) ??
    new Counter({ name: named(name), help, labelNames, registers: [registry] });
  const applied = counter('events_applied_total', 'Events applied, by topic', ['topic']);
  const buried = counter('dead_letters_total', 'Records given up, by topic and failure class', ['topic', 'failure']);
  const retried = counter('retries_total', 'Tries that failed and were repeated, by code', ['code']);
  const seconds =
    (registry.getSingleMetric(named('batch_seconds')) as Histogram<'topic'> | undefined) ??
    new Histogram({
      name: named('batch_seconds'),
      help: 'Time of a batch, waiting included',
      labelNames: ['topic'],
      registers: [registry],
    });
  const gauge = (name: string, help: string, read: () => Promise<number | null> | number | null) => {
    registry.removeSingleMetric(named(name));
    new Gauge({
      name: named(name),
      help,
      registers: [registry],
      async collect() {
        const value = await read();
        if (value === null) this.reset();
        else this.set(value);
      },
    });
  };
  gauge('lag_messages', 'Records published and not yet handled by the group; asked of the bus when it is read', lag.messages);
  gauge(
    'lag_seconds',
    'Age of the oldest record that waits in this process; the greatest of its processes is that of the group',
    lag.seconds,
  );
  return {
    applied: (topic, events) => applied.inc({ topic }, events),
    buried: (topic, failure) => buried.inc({ topic, failure }),
    retried: (code) => retried.inc({ code }),
    startBatch: (topic) => seconds.startTimer({ topic }),
  };
}
