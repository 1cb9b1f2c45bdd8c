import { useEffect, useMemo, useState } from 'preact/hooks';
import { ChatPanel } from '../conversation/chat-panel.tsx';
import { useChat } from '../conversation/use-chat.ts';
import { gateway, isSignedOut } from '../gateway/calls.ts';
import type { Profile } from '../gateway/shapes.ts';
import { NotificationFeed } from '../notifications/notification-feed.tsx';
import { useFeed } from '../notifications/use-feed.ts';
import { createReader, ReaderProvider } from '../reading/reader.ts';
import { SpendingPanel } from '../spending/spending-panel.tsx';
import { BalanceCard } from './balance-card.tsx';
import { ConnectionNote } from './connection-note.tsx';
import { DegradedNote } from './degraded-note.tsx';

interface DeskProps {
  readonly profile: Profile;
  /** `reason` is what the customer is told; null when they asked for it. */
  onSignOut(reason: string | null): void;
}

const VIEWS = ['chat', 'notifications', 'money'] as const;
type View = (typeof VIEWS)[number];
const VIEW_WORDS: Readonly<Record<View, string>> = { chat: 'Chat', notifications: 'Notifications', money: 'Money' };

/** Everything that a signed-in customer sees. On a phone's width one of its three parts at a time. */
export function DeskPage({ profile: first, onSignOut }: DeskProps) {
  const [profile, setProfile] = useState(first);
  const [view, setView] = useState<View>('chat');
  /** Rises when the ledger may have changed. */
  const [version, setVersion] = useState(0);
  const reader = useMemo(() => createReader(profile), [profile.locale, profile.timeZone]);
  const feed = useFeed();
  const changed = () => setVersion((now) => now + 1);
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
    gateway.me().then(setProfile, (error) => isSignedOut(error) && onSignOut('Your session has ended. Sign in again to go on.'));
  }, [version]);

  useEffect(() => {
    document.title = feed.unread > 0 ? `(${feed.unread}) Munshi` : 'Munshi';
  }, [feed.unread]);

  function ask(question: string): void {
    setView('chat');
    chat?.ask(question);
    // A phone shows the chat only after this; and a field in focus would bring its keyboard up.
    requestAnimationFrame(() => document.getElementById('conversation')?.focus());
  }

  return (
    <ReaderProvider value={reader}>
      <a class="skip" href="#question">
        Skip to your question
      </a>
      <header class="top">
        <p class="wordmark">Munshi</p>
        <ConnectionNote state={connection} onReconnect={() => chat?.reconnect()} />
        <p class="who">
          <bdi>{profile.name ?? profile.customerId}</bdi>
          <button
            type="button"
            class="quiet"
            onClick={() =>
              gateway.signOut().then(
                () => onSignOut(null),
                () => onSignOut('Signing out did not reach Munshi. Close the browser to be safe.'),
              )
            }
          >
            Sign out
          </button>
        </p>
      </header>
      <nav class="views" aria-label="Parts of the page">
        {VIEWS.map((one) => (
          <button type="button" key={one} aria-current={one === view ? 'page' : undefined} onClick={() => setView(one)}>
            {VIEW_WORDS[one]}
            {one === 'notifications' && feed.unread > 0 && <span class="count">{feed.unread} new</span>}
          </button>
        ))}
      </nav>
      <DegradedNote version={version} />
      <div class="desk" data-view={view}>
        <main>{chat !== null && <ChatPanel chat={chat} />}</main>
        <aside aria-label="Your money and notifications">
          <BalanceCard profile={profile} onAsk={ask} />
          <NotificationFeed feed={feed} />
          <SpendingPanel since={profile.coverage.from} until={profile.coverage.to} version={version} onAsk={ask} />
        </aside>
      </div>
    </ReaderProvider>
  );
}
