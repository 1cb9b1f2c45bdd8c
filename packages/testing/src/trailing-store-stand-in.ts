export interface Stored {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}
export type Namespaces = Map<string, Map<string, Stored>>;
export type Write = (namespaces: Namespaces) => void;
export type TrailingStore = ReturnType<typeof trailingStore>;

/** Two copies of the records: what was written, and what reads see of it so far, in the order of the writes. */
export function trailingStore(initialLagMs = 0) {
  const newest: Namespaces = new Map();
  const visible: Namespaces = new Map();
  const timers = new Set<NodeJS.Timeout>();
  const waiting: Write[] = [];
  let [written, indexed, lagMs] = [0, 0, initialLagMs];
  const showNext = (): void => {
    waiting.shift()?.(visible);
    indexed += 1;
  };
  return {
    newest,
    visible,
    indexed: () => String(indexed),
    write(write: Write): string {
      written += 1;
      write(newest);
      waiting.push(write);
      if (lagMs === 0 && waiting.length === 1) showNext();
      else {
        const timer = setTimeout(() => {
          timers.delete(timer);
          showNext();
        }, lagMs);
        timers.add(timer);
      }
      return String(written);
    },
    lag(ms: number) {
      lagMs = ms;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
