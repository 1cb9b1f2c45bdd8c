/** Lets few young batches of a group run at once; one that runs long stops counting, so that no lane blocks another. */
export interface Pacer {
  /** Waits for a place; call the result when the batch has ended. */
  admit(): Promise<() => void>;
}

/**
 * Consumers on the embedded database have one connection: a batch that only waits for it would have been larger had it
 * been taken later.
 */
export function createPacer(places: number, youngMs: number): Pacer {
  const running = new Set<{ readonly since: number }>();
  const waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  function serve(): void {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0 && young() < places) waiting.shift()?.();
    if (waiting.length > 0) timer = setTimeout(serve, youngMs);
  }

  function young(): number {
    const now = performance.now();
    let count = 0;
    for (const batch of running) if (now - batch.since < youngMs) count += 1;
    return count;
  }

  return {
    admit() {
      return new Promise((resolve) => {
        waiting.push(() => {
          const batch = { since: performance.now() };
          running.add(batch);
          resolve(() => {
            if (running.delete(batch)) serve();
          });
        });
        serve();
      });
    },
  };
}
