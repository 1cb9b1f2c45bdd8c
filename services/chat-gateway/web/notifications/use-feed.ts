import { useCallback, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { FeedAction, FeedItem } from '../gateway/shapes.ts';
import { merged, SEVERITY_WORDS, unread } from './feed.ts';

export interface Feed {
  readonly items: readonly FeedItem[];
  readonly unread: number;
  /** What a screen reader is told: the newest that came while the page was open. */
  readonly said: string;
  readonly trouble: string | null;
  /** Reads what the gateway has; said of none. */
  load(): Promise<void>;
  receive(item: FeedItem): void;
  act(ids: readonly string[], action: FeedAction): Promise<void>;
}

export function useFeed(): Feed {
  const [items, setItems] = useState<readonly FeedItem[]>([]);
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      const { items: found } = await gateway.notifications();
      setItems((now) => merged(now, found));
      setTrouble(null);
    } catch (error) {
      setTrouble(wordsFor(error));
    }
  }, []);

  const receive = useCallback((item: FeedItem) => {
    setItems((now) => merged(now, [item]));
    setSaid(`${SEVERITY_WORDS[item.severity]}: ${item.title}`);
  }, []);

  const act = useCallback(async (ids: readonly string[], action: FeedAction) => {
    try {
      const changed = await Promise.all(ids.map((id) => gateway.mark(id, action)));
      setItems((now) => merged(now, changed));
      setTrouble(null);
    } catch (error) {
      setTrouble(wordsFor(error));
    }
  }, []);

  return { items, unread: unread(items).length, said, trouble, load, receive, act };
}
