import { useEffect, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { DemoCustomers } from '../gateway/shapes.ts';

const POLL_MS = 1000;

/** The demo bank's customers, and how far its load is; null until the gateway has said whether there is one. */
export function useDemoCustomers(): { readonly demo: DemoCustomers | 'none' | null; readonly trouble: string | null } {
  const [demo, setDemo] = useState<DemoCustomers | 'none' | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const ask = async (): Promise<void> => {
      let again = true;
      try {
        const found = await gateway.demoCustomers();
        if (gone) return;
        setDemo(found);
        setTrouble(null);
        again = found.state === 'loading';
      } catch (error) {
        if (gone) return;
        const isAbsent = 'status' in (error as object) && (error as { status: number }).status === 404;
        if (isAbsent) setDemo('none');
        else setTrouble(wordsFor(error));
        again = !isAbsent;
      }
      if (again) timer = setTimeout(ask, POLL_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return { demo, trouble };
}
