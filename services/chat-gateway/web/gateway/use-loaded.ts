import { useCallback, useEffect, useState } from 'preact/hooks';
import { wordsFor } from './calls.ts';

export interface Loaded<Value> {
  /** The newest that was read; null until then. */
  readonly value: Value | null;
  /** Why it could not be read last, in words. */
  readonly failure: string | null;
  reload(): void;
}

/** What a call gives, read again when one of `inputs` changes; an answer that comes too late is dropped. */
export function useLoaded<Value>(load: () => Promise<Value>, inputs: readonly unknown[]): Loaded<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    load().then(
      (found) => {
        if (gone) return;
        setValue(found);
        setFailure(null);
      },
      (error) => gone || setFailure(wordsFor(error)),
    );
    return () => {
      gone = true;
    };
  }, [...inputs, turn]);
  return { value, failure, reload: useCallback(() => setTurn((now) => now + 1), []) };
}
