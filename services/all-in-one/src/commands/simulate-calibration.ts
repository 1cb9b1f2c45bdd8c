import { readFileSync } from 'node:fs';
import { type CalibrationReport, calibrationReport, type Median } from '@munshi/bank-simulator/calibration-report';
import { addDays } from '@munshi/events/calendar-date';
import { AppError } from '@munshi/service-kit/errors';
import { z } from 'zod';

const numbers = z.record(z.string(), z.number());
const published = z.object({
  sample: z.object({
    amount_quantiles: numbers,
    balance_quantiles: numbers,
    age_quantiles: numbers,
    amount_integer_share: z.number(),
    hour: numbers,
    weekday_mon0: numbers,
    location_top200: numbers,
    amount_median_by_gender: numbers,
    amount_median_by_age_band: numbers,
  }),
});

/** Chance alone makes a distance of 0.01 at so many. */
const CUSTOMERS = 20_000;
/** Whole weeks, so that each day of the week counts as often. */
const DAYS = 28;

export interface CalibrationOptions {
  /** The published facts. */
  readonly file: string;
  readonly customers?: number | undefined;
  readonly seed: number;
  readonly until: string;
}

/** How far a simulated bank lies from the published facts. @throws AppError `CALIBRATION_UNREADABLE` */
export function calibrate({ file, customers = CUSTOMERS, seed, until }: CalibrationOptions): CalibrationReport {
  return calibrationReport(readFacts(file), { customers, seed, from: addDays(until, -DAYS), until });
}

function readFacts(file: string) {
  try {
    return published.parse(JSON.parse(readFileSync(file, 'utf8'))).sample;
  } catch (error) {
    const message = `${file} holds no published facts: ${(error as Error).message}. It is a JSON file with quantiles under "sample".`;
    throw new AppError(message, { code: 'CALIBRATION_UNREADABLE', failure: 'invalid' });
  }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** The report as a table to read. */
export function calibrationText({ customers, purchases, distance, wholeRupees, ...medians }: CalibrationReport): string {
  const rows = (groups: Readonly<Record<string, Median>>) =>
    Object.entries(groups).map(([name, { published: was, simulated, off }]) => `  ${name.padEnd(16)} ${was} ${simulated} ${percent(off)}`);
  return [
    `One random card or UPI purchase of each of ${purchases} of ${customers} customers, against the published facts.`,
    'Largest distance between the distributions:',
    ...Object.entries(distance).map(([what, far]) => `  ${what.padEnd(16)} ${far.toFixed(4)}`),
    `Whole rupees: ${percent(wholeRupees.published)} published, ${percent(wholeRupees.simulated)} simulated`,
    'Median amount, published and simulated:',
    ...rows(medians.medianByGender),
    ...rows(medians.medianByAge),
    '',
  ].join('\n');
}
