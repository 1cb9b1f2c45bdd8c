/** The value at a quantile of a table of [quantile, value]. */
export function interpolate(table: readonly (readonly [number, number])[], quantile: number): number {
  let above = 0;
  while (above < table.length - 1 && !((table[above] as readonly [number, number])[0] >= quantile)) above += 1;
  if (above === 0) return (table[0] as readonly [number, number])[1];
  const [highAt, high] = table[above] as readonly [number, number];
  const [lowAt, low] = table[above - 1] as readonly [number, number];
  return Math.min(high, low + ((high - low) * (quantile - lowAt)) / (highAt - lowAt));
}

/** The quantile of a value in such a table: the middle one where several have it. */
export function quantileOf(table: readonly (readonly [number, number])[], value: number): number {
  const at = table.findIndex(([, found]) => found >= value);
  if (at === -1) return 1;
  const [high, found] = table[at] as readonly [number, number];
  if (found === value) {
    const last = table.findLast(([, same]) => same === value) as readonly [number, number];
    return (high + last[0]) / 2;
  }
  if (at === 0) return 0;
  const [low, before] = table[at - 1] as readonly [number, number];
  return low + ((high - low) * (value - before)) / (found - before);
}
