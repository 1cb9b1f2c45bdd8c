import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `probe` gives something truthy and returns it; an error of the probe counts as "not yet".
 * @throws Error naming `what`, with the probe's last error, after `limitMs` (default 30 s).
 */
export async function eventually<Result>(
  what: string,
  probe: () => Result | Promise<Result>,
  limitMs = 30_000,
): Promise<NonNullable<Result>> {
  const end = Date.now() + limitMs;
  let last: unknown;
  do {
    try {
      const result = await probe();
      if (result) return result as NonNullable<Result>;
    } catch (error) {
      last = error;
    }
    await pause(20);
  } while (Date.now() < end);
  throw new Error(`waited ${limitMs} ms in vain: ${what}`, { cause: last });
}
