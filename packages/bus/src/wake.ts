/** Lets one loop wait until somebody has work for it. A call that comes before the wait is not lost. */
export interface Wake {
  call(): void;
  wait(): Promise<void>;
}

export function createWake(): Wake {
  let called = false;
  let resume: (() => void) | undefined;
  return {
    call() {
      called = true;
      resume?.();
    },
    async wait() {
      if (!called) {
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
      }
      called = false;
      resume = undefined;
    },
  };
}
