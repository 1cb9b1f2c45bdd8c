/** A `Clock` that stands still until it is moved. */
export interface FixedClock {
  now(): Date;
  set(instant: string): void;
  advance(milliseconds: number): void;
}

export function fixedClock(instant: string): FixedClock {
  let at = Date.parse(instant);
  return {
    now: () => new Date(at),
    set(next) {
      at = Date.parse(next);
    },
    advance(milliseconds) {
      at += milliseconds;
    },
  };
}
