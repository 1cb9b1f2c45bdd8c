import type { ServiceName } from '@munshi/events/topic';
import type { Service } from '@munshi/service-kit/service';
import type { MunshiConfig } from './config.ts';
import { type MunshiPorts, TARGETS } from './targets.ts';

/** The services of the targets in one process, in the order in which they start; they stop in the reverse one. */
export interface Munshi {
  readonly services: readonly Service[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createMunshi(targets: readonly ServiceName[], ports: MunshiPorts, config: MunshiConfig): Munshi {
  const services = targets.map((name) => TARGETS[name](ports, config));
  return {
    services,
    async start() {
      for (const service of services) await service.start();
    },
    async stop() {
      // Who takes in from outside stops first, and together: a slow one must not use up the time of the others.
      await Promise.all(services.toReversed().map((service) => service.stop()));
    },
  };
}
