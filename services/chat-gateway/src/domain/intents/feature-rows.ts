import type { SparseVector, Vocabulary } from './vocabulary.ts';

/** Rows of numbers: the first `dense` columns of each are all there, of the others only those that are not zero. */
export interface FeatureRows {
  readonly rows: number;
  readonly dense: number;
  readonly columns: number;
  readonly denseValues: Float32Array;
  /** The sparse values of row r are at `starts[r]` to `starts[r + 1]`. */
  readonly starts: Int32Array;
  readonly sparseColumns: Int32Array;
  readonly sparseValues: Float32Array;
}

export interface TextWithVector {
  readonly text: string;
  /** Of length 1. */
  readonly vector: ArrayLike<number>;
}

export interface FeatureBlock {
  readonly vocabulary: Vocabulary;
  readonly weight: number;
}

/** Each text's vector times `vectorWeight`, a constant 1, then the blocks one after another. */
export function featureRows(texts: readonly TextWithVector[], vectorWeight: number, blocks: readonly FeatureBlock[]): FeatureRows {
  const size = texts[0]?.vector.length ?? 0;
  const dense = size + 1;
  const denseValues = new Float32Array(texts.length * dense);
  const starts = new Int32Array(texts.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  texts.forEach(({ text, vector }, row) => {
    for (let index = 0; index < size; index += 1) denseValues[row * dense + index] = (vector[index] ?? 0) * vectorWeight;
    denseValues[row * dense + size] = 1;
    let offset = dense;
    for (const { vocabulary, weight } of blocks) {
      append(vocabulary.vectorOf(text), { offset, weight, columns, values });
      offset += vocabulary.size;
    }
    starts[row + 1] = columns.length;
  });
  const all = blocks.reduce((sum, { vocabulary }) => sum + vocabulary.size, dense);
  const sparse = { sparseColumns: Int32Array.from(columns), sparseValues: Float32Array.from(values) };
  return { rows: texts.length, dense, columns: all, denseValues, starts, ...sparse };
}

interface Sink {
  readonly offset: number;
  readonly weight: number;
  readonly columns: number[];
  readonly values: number[];
}

function append({ places, values }: SparseVector, sink: Sink): void {
  places.forEach((place, index) => {
    sink.columns.push(sink.offset + place);
    sink.values.push((values[index] ?? 0) * sink.weight);
  });
}

export function product(features: FeatureRows, row: number, weights: Float32Array): number {
  const { dense, denseValues, starts, sparseColumns, sparseValues } = features;
  const from = row * dense;
  let sum = 0;
  for (let index = 0; index < dense; index += 1) sum += (weights[index] as number) * (denseValues[from + index] as number);
  const end = starts[row + 1] as number;
  for (let at = starts[row] as number; at < end; at += 1)
    sum += (weights[sparseColumns[at] as number] as number) * (sparseValues[at] as number);
  return sum;
}

/** weights += step × row */
export function addRow(features: FeatureRows, row: number, weights: Float32Array, step: number): void {
  const { dense, denseValues, starts, sparseColumns, sparseValues } = features;
  const from = row * dense;
  for (let index = 0; index < dense; index += 1) weights[index] = (weights[index] as number) + step * (denseValues[from + index] as number);
  const end = starts[row + 1] as number;
  for (let at = starts[row] as number; at < end; at += 1) {
    const column = sparseColumns[at] as number;
    weights[column] = (weights[column] as number) + step * (sparseValues[at] as number);
  }
}

export function squaredLength(features: FeatureRows, row: number): number {
  const { dense, denseValues, starts, sparseValues } = features;
  let sum = 0;
  for (let index = row * dense; index < (row + 1) * dense; index += 1) sum += (denseValues[index] as number) ** 2;
  for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1) sum += (sparseValues[at] as number) ** 2;
  return sum;
}
