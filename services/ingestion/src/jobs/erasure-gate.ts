/**
 * Keeps an erasure apart from everything else that is published: an event planned before it must not reach the bus behind
 * it, where it would bring the customer back. Others pass side by side.
 */
export interface ErasureGate {
  pass<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for those on their way, and holds back new ones until it is done. */
  close<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createErasureGate(): ErasureGate {
  const passing = new Set<Promise<unknown>>();
  let closed: Promise<unknown> = Promise.resolve();
  let closures = 0;

  return {
    async pass(work) {
      while (closures > 0) await closed;
      const running = work();
      const settled = running.then(
        () => undefined,
        () => undefined,
      );
      passing.add(settled);
      try {
        return await running;
      } finally {
        passing.delete(settled);
      }
    },
    async close(work) {
      closures += 1;
      const before = closed;
      const running = (async () => {
        await before;
        await Promise.all(passing);
        return await work();
      })();
      closed = running.then(
        () => undefined,
        () => undefined,
      );
      try {
        return await running;
      } finally {
        closures -= 1;
      }
    },
  };
}
