import { kmeans } from 'ml-kmeans';
import { mean, standardDeviation } from 'simple-statistics';
import { type CustomerFeatures, vectorOf } from './customer-features.ts';

/** Groups of customers: k-means on standardised features. Plain JSON, so that it can be stored. */
export interface SegmentModel {
  /** `kmeans@1:<hash>`: changes whenever a centre does. */
  readonly version: string;
  readonly currency: string;
  readonly customers: number;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly centres: readonly (readonly number[])[];
}

/** Fewer customers than this are no crowd to be compared with. */
export const FEWEST_CUSTOMERS = 8;
const MOST_GROUPS = 5;
const SEED = 20_161;

/**
 * Fits the groups (k-means++ with a fixed seed: the same customers in the same order give the same groups); null for too
 * few customers. `hash` names the version after the centres.
 */
export function fitSegments(everybody: readonly CustomerFeatures[], hash: (value: unknown) => string): SegmentModel | null {
  const currency = everybody[0]?.currency;
  if (currency === undefined || everybody.length < FEWEST_CUSTOMERS) return null;
  const vectors = everybody.map(vectorOf);
  const columns = (vectors[0] ?? []).map((_, column) => vectors.map((vector) => vector[column] ?? 0));
  const means = columns.map((column) => mean(column));
  const deviations = columns.map((column) => Math.max(1e-9, standardDeviation(column)));
  const points = vectors.map((vector) => standardised(vector, means, deviations));
  const groups = Math.min(MOST_GROUPS, Math.max(2, Math.round(Math.sqrt(everybody.length / 2))));
  const { centroids } = kmeans(points, groups, { initialization: 'kmeans++', seed: SEED, maxIterations: 200 });
  const centres = centroids.map((centre) => centre.map((value) => Math.round(value * 1e6) / 1e6));
  return { version: `kmeans@1:${hash(centres).slice(0, 12)}`, currency, customers: everybody.length, means, deviations, centres };
}

/** A customer's place among all, in deviations, and the nearest centre. */
export function nearestCentre(model: SegmentModel, features: CustomerFeatures): { readonly index: number; readonly point: number[] } {
  const point = standardised(vectorOf(features), model.means, model.deviations);
  const distances = model.centres.map((centre) => centre.reduce((sum, value, column) => sum + (value - (point[column] ?? 0)) ** 2, 0));
  return { index: distances.indexOf(Math.min(...distances)), point };
}

function standardised(vector: readonly number[], means: readonly number[], deviations: readonly number[]): number[] {
  return vector.map((value, column) => (value - (means[column] ?? 0)) / (deviations[column] ?? 1));
}
