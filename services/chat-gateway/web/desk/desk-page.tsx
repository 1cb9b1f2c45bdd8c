import { useMemo, useState } from 'preact/hooks';
import { LedgerChanged } from '../claims/ledger-changed.ts';
import { ChatPanel } from '../conversation/chat-panel.tsx';
import type { Profile } from '../gateway/shapes.ts';
import { NotificationFeed } from '../notifications/notification-feed.tsx';
import { createReader, ReaderProvider } from '../reading/reader.ts';
import { SpendingPanel } from '../spending/spending-panel.tsx';
import { BalanceCard } from './balance-card.tsx';
import { DegradedNote } from './degraded-note.tsx';
import { DeskHeader } from './desk-header.tsx';
import { MoneyPanels } from './money-panels.tsx';
import { useDesk } from './use-desk.ts';
import { type View, ViewTabs } from './view-tabs.tsx';

interface DeskProps {
  readonly profile: Profile;
  /** `reason` is what the customer is told; null when they asked for it. */
  onSignOut(reason: string | null): void;
}

/** Everything that a signed-in customer sees. On a phone's width one of its three parts at a time. */
export function DeskPage({ profile: first, onSignOut }: DeskProps) {
  const { profile, chat, feed, connection, version, changed } = useDesk(first, onSignOut);
  const [view, setView] = useState<View>('chat');
  const reader = useMemo(() => createReader(profile), [profile.locale, profile.timeZone]);

  function ask(question: string): void {
    setView('chat');
    chat?.ask(question);
    // A phone shows the chat only after this; and a field in focus would bring its keyboard up.
    requestAnimationFrame(() => document.getElementById('conversation')?.focus());
  }

  return (
    <ReaderProvider value={reader}>
      {view === 'chat' && (
        <a class="skip" href="#question">
          Skip to your question
        </a>
      )}
      <DeskHeader
        name={profile.name ?? profile.customerId}
        connection={connection}
        onReconnect={() => chat?.reconnect()}
        onSignOut={onSignOut}
      />
      <ViewTabs view={view} unread={feed.unread} onView={setView} />
      <DegradedNote version={version} />
      <LedgerChanged.Provider value={changed}>
        <div class="desk" data-view={view}>
          <main>{chat !== null && <ChatPanel chat={chat} />}</main>
          <aside aria-label="Your money and notifications">
            <BalanceCard profile={profile} onAsk={ask} />
            <NotificationFeed feed={feed} />
            <MoneyPanels currency={profile.currency} accounts={profile.accounts} version={version} onAsk={ask} />
            <SpendingPanel since={profile.coverage.from} until={profile.coverage.to} version={version} onAsk={ask} />
          </aside>
        </div>
      </LedgerChanged.Provider>
    </ReaderProvider>
  );
}
