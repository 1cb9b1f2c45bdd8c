export interface Readiness {
  readonly ready: boolean;
  /** Ports that are down without stopping the service, e.g. `vector-store`. */
  readonly degraded: readonly string[];
  /** Lag, current state of ports; numbers and short strings, shown under `/health/ready`. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What `createXService(ports, config)` returns. Routes are registered at creation; work begins with `start`. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  /** Idempotent. Stops taking in, finishes what is in flight, flushes, closes what it opened itself. */
  stop(): Promise<void>;
  readiness(): Promise<Readiness>;
}
