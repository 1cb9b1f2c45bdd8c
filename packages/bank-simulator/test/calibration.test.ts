import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOURS, WEEKDAYS } from '../src/calibration.ts';
import { type CalibrationReport, calibrationReport, type PublishedFacts, quantileDistance } from '../src/calibration-report.ts';
import { UNTIL } from './sample-bank.ts';

const published = resolve(import.meta.dirname, '../../../../shared/data/bank-india/calibration.json');
const isThere = existsSync(published);
const facts = (): PublishedFacts => JSON.parse(readFileSync(published, 'utf8')).sample;

describe.skipIf(!isThere)(`as published${isThere ? '' : ' (skipped: the reference data is not beside the repository)'}`, () => {
  let report: CalibrationReport;
  beforeAll(() => {
    // Four whole weeks of so many customers that chance alone makes less than half of the distance.
    report = calibrationReport(facts(), { customers: 6000, seed: 1, from: '2026-02-17', until: UNTIL });
  }, 600_000);

  test.each(['amounts', 'balances', 'hours', 'weekdays', 'places', 'ages'] as const)(
    '%s of a purchase a customer lie within 0.02',
    (what) => {
      expect(report.purchases).toBeGreaterThan(5900);
      expect(report.distance[what]).toBeLessThanOrEqual(0.02);
    },
  );

  test('medians by gender and age lie within 10 %, whole rupees are as frequent', () => {
    for (const { off } of Object.values({ ...report.medianByGender, ...report.medianByAge })) expect(Math.abs(off)).toBeLessThan(0.1);
    expect(Math.abs(report.wholeRupees.simulated - report.wholeRupees.published)).toBeLessThan(0.01);
  });

  test('the tables that ship are the published ones', () => {
    expect(HOURS).toEqual(Object.values(facts().hour));
    expect(WEEKDAYS).toEqual(Object.values(facts().weekday_mon0));
  });
});

test('a distance is the largest difference between two distributions, and ties cost nothing', () => {
  expect(quantileDistance([1, 2, 3, 4], { 0.25: 1, 0.5: 2, 0.75: 3 })).toBe(0);
  expect(quantileDistance([1, 1, 1, 4], { 0.25: 1, 0.5: 1, 0.75: 3 })).toBe(0);
  expect(quantileDistance([10, 20, 30, 40], { 0.25: 1, 0.5: 2, 0.75: 3 })).toBe(0.75);
});
