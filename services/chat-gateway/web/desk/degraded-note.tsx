import { useEffect, useState } from 'preact/hooks';
import { gateway } from '../gateway/calls.ts';

const WORDS: Readonly<Record<string, string>> = {
  llm: 'The language model cannot be reached: answers are written without it. Their figures are as right as ever.',
  'vector-store': 'The bank’s documents cannot be searched at the moment. Questions about your transactions are answered as ever.',
};

/** What is not available now, in words. `version` changes when it is time to ask again. */
export function DegradedNote({ version }: { readonly version: number }) {
  const [degraded, setDegraded] = useState<readonly string[]>([]);
  useEffect(() => {
    let gone = false;
    gateway.degraded().then(
      (found) => gone || setDegraded(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [version]);
  const said = degraded.flatMap((part) => WORDS[part] ?? []);
  return <div role="status">{said.length > 0 && <p class="notice">{said.join(' ')}</p>}</div>;
}
