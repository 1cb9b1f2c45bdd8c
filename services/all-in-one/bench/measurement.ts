/** One figure next to what it is measured against, both from the same run on the same machine. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine needs for the least that could be done; null where a limit is absolute. */
  readonly reference: { readonly what: string; readonly value: number } | null;
  /** The better of two ways to be near the reference: how much of its speed is left. */
  readonly ratio: number | null;
  readonly target: Target | null;
}

export type Target = { readonly of: 'ratio' | 'value' } & ({ readonly atLeast: number } | { readonly atMost: number });

export function isMet({ value, ratio, target }: Measurement): boolean | null {
  if (target === null) return null;
  const measured = target.of === 'ratio' ? ratio : value;
  if (measured === null) return false;
  return 'atLeast' in target ? measured >= target.atLeast : measured <= target.atMost;
}

/** Seconds of processor time of this process so far, all its threads: what a busy machine distorts least. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** What a benchmark's process hands to the one that runs it. */
export function hand(measurements: readonly Measurement[]): void {
  process.stdout.write(`${JSON.stringify(measurements)}\n`);
}
