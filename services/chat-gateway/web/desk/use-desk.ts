import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ChatSession } from '../conversation/chat-session.ts';
import type { ConnectionState } from '../conversation/socket.ts';
import { useChat } from '../conversation/use-chat.ts';
import { gateway, isSignedOut } from '../gateway/calls.ts';
import type { Profile } from '../gateway/shapes.ts';
import { type Feed, useFeed } from '../notifications/use-feed.ts';

export interface Desk {
  readonly profile: Profile;
  readonly chat: ChatSession | null;
  readonly feed: Feed;
  readonly connection: ConnectionState;
  /** Rises when the ledger may have changed. */
  readonly version: number;
  changed(): void;
}

/** What a signed-in customer works with, kept up to date. `onSignOut` is told why a session ended. */
export function useDesk(first: Profile, onSignOut: (reason: string | null) => void): Desk {
  const [profile, setProfile] = useState(first);
  const [version, setVersion] = useState(0);
  const feed = useFeed();
  const changed = useCallback(() => setVersion((now) => now + 1), []);
  const chat = useChat(first.customerId, {
    onNotification: (item) => {
      feed.receive(item);
      changed();
    },
    onAnswered: changed,
    onSessionEnd: onSignOut,
  });
  const connection = chat?.state.connection ?? 'connecting';

  // What came while the connection was away is read when it is back.
  useEffect(() => {
    if (connection !== 'open') return;
    void feed.load();
    changed();
  }, [connection]);

  useEffect(() => {
    if (version === 0) return;
    gateway.me().then(setProfile, (error) => isSignedOut(error) && onSignOut('Your session has ended. Sign in again to go on.'));
  }, [version]);

  useEffect(() => {
    document.title = feed.unread > 0 ? `(${feed.unread}) Munshi` : 'Munshi';
  }, [feed.unread]);

  return { profile, chat, feed, connection, version, changed };
}
