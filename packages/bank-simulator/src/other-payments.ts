import { interpolate } from './quantiles.ts';

/*
 * The published amounts are of all payments by card and UPI. Some of these are no purchases of daily life: fees, prepaid phones,
 * tickets, what a thief buys. Those of daily life make up for them, so that all together are as published.
 */

/** Share of the payments by card and UPI that are others (measured on 3,000 customers over four weeks). */
const SHARE = 0.057;
/** Share of these others up to each twentieth of the published amounts (measured there). */
const UP_TO = [
  0, 0.002, 0.003, 0.005, 0.006, 0.009, 0.01, 0.012, 0.031, 0.127, 0.315, 0.395, 0.481, 0.533, 0.597, 0.677, 0.698, 0.764, 0.821, 0.87, 1,
] as const;

const PLACES = UP_TO.map((others, at) => [(at / 20 - SHARE * others) / (1 - SHARE), at / 20] as const);

/** The place among all payments of a purchase at a place among those of daily life. */
export function placeAmongAll(place: number): number {
  return interpolate(PLACES, place);
}
