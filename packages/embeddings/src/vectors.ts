/** The mean over the first `length` states of a text, `states` being rows of `dimension` numbers. */
export function meanOfUnmasked(states: Float32Array, length: number, dimension: number): Float32Array {
  const mean = new Float32Array(dimension);
  for (let token = 0; token < length; token += 1) {
    for (let index = 0; index < dimension; index += 1)
      mean[index] = (mean[index] as number) + (states[token * dimension + index] as number);
  }
  return mean.map((sum) => sum / length);
}

/** The vector of length 1 in the same direction; null where there is no direction (zeros, or a number that is not finite). */
export function unitVectorOf(vector: ArrayLike<number>): Float32Array | null {
  let squares = 0;
  for (let index = 0; index < vector.length; index += 1) squares += (vector[index] as number) ** 2;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) return null;
  return Float32Array.from(vector, (value) => value / length);
}

/** @throws RangeError for a vector without a direction: a broken model, not a broken text. */
export function toUnitLength(vector: ArrayLike<number>): Float32Array {
  const unit = unitVectorOf(vector);
  if (!unit) throw new RangeError('the model gave a vector without a direction');
  return unit;
}
