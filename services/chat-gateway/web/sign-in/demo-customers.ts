import { useEffect, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { DemoCustomers } from '../gateway/shapes.ts';

const POLL_MS = 1000;

/** The demo bank's customers, and how far its load is; null until the gateway has said. */
export function useDemoCustomers(): { readonly demo: DemoCustomers | null; readonly trouble: string | null } {
  const [demo, setDemo] = useState<DemoCustomers | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const ask = async (): Promise<void> => {
      const found = await gateway.demoCustomers().catch((error) => wordsFor(error));
      if (gone) return;
      setTrouble(typeof found === 'string' ? found : null);
      if (typeof found !== 'string') setDemo(found);
      if (typeof found === 'string' || found.state === 'loading') timer = setTimeout(ask, POLL_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return { demo, trouble };
}
