import { addRow, type FeatureRows, product, squaredLength } from './feature-rows.ts';

export interface SeparatorOptions {
  /** What a row on the wrong side costs against short weights. */
  readonly cost: number;
  readonly passes: number;
  /** 0 to under 1. */
  readonly random: () => number;
}

/** A row that is this far on its right side in the first passes is not looked at again. */
const SURE = 0.3;
/** Smaller steps change no decision. */
const SMALLEST_STEP = 0.05;

/**
 * Weights that separate the rows that are `inside` from the others: an L2-regularised linear support vector machine with squared
 * hinge loss, by dual coordinate descent (Hsieh, Chang, Lin, Keerthi, Sundararajan 2008, algorithm 1; rows far from the border are
 * skipped as in its section 3.2).
 */
export function separate(features: FeatureRows, inside: (row: number) => boolean, options: SeparatorOptions): Float32Array {
  const { cost, passes, random } = options;
  const weights = new Float32Array(features.columns);
  const duals = new Float32Array(features.rows);
  const diagonal = 1 / (2 * cost);
  const lengths = Float64Array.from({ length: features.rows }, (_, row) => squaredLength(features, row) + diagonal);
  let active = Int32Array.from({ length: features.rows }, (_, row) => row);
  for (let pass = 0; pass < passes; pass += 1) {
    shuffle(active, random);
    let largest = 0;
    const sure = new Set<number>();
    for (const row of active) {
      const side = inside(row) ? 1 : -1;
      const dual = duals[row] as number;
      const gradient = side * product(features, row, weights) - 1 + diagonal * dual;
      if (dual === 0 && gradient >= 0) {
        if (gradient > SURE && pass > 0) sure.add(row);
        continue;
      }
      largest = Math.max(largest, Math.abs(gradient));
      const next = Math.max(0, dual - gradient / (lengths[row] as number));
      duals[row] = next;
      addRow(features, row, weights, (next - dual) * side);
    }
    active = active.filter((row) => !sure.has(row));
    if (largest < SMALLEST_STEP) break;
  }
  return weights;
}

function shuffle(rows: Int32Array, random: () => number): void {
  for (let last = rows.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const row = rows[last] as number;
    rows[last] = rows[other] as number;
    rows[other] = row;
  }
}
