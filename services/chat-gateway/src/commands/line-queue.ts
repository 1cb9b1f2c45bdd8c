export interface LineQueueOptions {
  /** Works on a line; `done()` says when that is over. */
  take(line: string): void;
  /** Nothing is waiting. */
  onIdle(): void;
  /** Nothing is waiting, and nothing more will come. */
  onEnd(): void;
}

/** Lines one at a time: what is typed, or piped in, while one is worked on waits for its end. */
export interface LineQueue {
  readonly isBusy: boolean;
  push(line: string): void;
  /** Before this every line waits. */
  begin(): void;
  done(): void;
  end(): void;
}

export function createLineQueue({ take, onIdle, onEnd }: LineQueueOptions): LineQueue {
  const waiting: string[] = [];
  let isReady = false;
  let isBusy = false;
  let isEnding = false;
  function next(): void {
    if (!isReady || isBusy) return;
    const line = waiting.shift();
    if (line === undefined) {
      if (isEnding) onEnd();
      else onIdle();
      return;
    }
    isBusy = true;
    take(line.trim());
  }
  return {
    get isBusy() {
      return isBusy;
    },
    push(line) {
      waiting.push(line);
      next();
    },
    begin() {
      isReady = true;
      next();
    },
    done() {
      isBusy = false;
      next();
    },
    end() {
      isEnding = true;
      next();
    },
  };
}
