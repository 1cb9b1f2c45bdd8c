import type { Repair } from '../text-value.ts';
import type { BankDefaults, Mapping } from './mapping.ts';

/** The value of a column, undefined where the row has no such column. */
export type Row = (column: string) => string | undefined;

/** What holds for every row of a file. */
export interface Surroundings {
  readonly bank: BankDefaults;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** One row while it is read. */
export interface Reading extends Surroundings {
  readonly mapping: Mapping;
  readonly row: Row;
  readonly repair: Repair;
}

export function zoneOf({ mapping, bank }: Reading): string {
  return mapping.timeZone ?? bank.timeZone;
}
