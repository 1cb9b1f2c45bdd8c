/** How often a recurring payment comes, by the name of its cadence in `insights.recurring`: times a year. */
export const TIMES_A_YEAR = {
  weekly: 52,
  fortnightly: 26,
  'four-weekly': 13,
  monthly: 12,
  quarterly: 4,
  'half-yearly': 2,
  yearly: 1,
} as const;

export type CadenceName = keyof typeof TIMES_A_YEAR;

/** Null for a cadence that a later version may say and this one does not know. */
export function timesAYear(cadence: string): number | null {
  return Object.hasOwn(TIMES_A_YEAR, cadence) ? TIMES_A_YEAR[cadence as CadenceName] : null;
}
