import type { Verdict } from './history.ts';
import type { ServerControl } from './servers.ts';

export interface Context {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** Logs and data of the services. */
  readonly folder: string;
  readonly path: string;
  readonly kafka: ServerControl | null;
  readonly postgres: ServerControl | null;
  readonly seed: number;
  /** Events of a scenario, unless it says otherwise. */
  readonly events: number | null;
  /** A version that takes about a minute. */
  readonly short: boolean;
  say(text: string): void;
}

export interface Outcome {
  readonly holds: boolean;
  /** What was measured, in one line. */
  readonly measured: string;
  readonly verdict: Verdict;
}

export interface Scenario {
  /** What is done to the system. */
  readonly does: string;
  /** What has to hold. */
  readonly holds: string;
  readonly needs: 'nothing' | 'kafka' | 'postgres';
  /** Brokers that KAFKA_BROKERS has to name. */
  readonly brokers?: number;
  run(context: Context): Promise<Outcome>;
}
