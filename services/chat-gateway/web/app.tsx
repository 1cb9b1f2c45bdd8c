import { useEffect, useState } from 'preact/hooks';
import { DeskPage } from './desk/desk-page.tsx';
import { gateway, wordsFor } from './gateway/calls.ts';
import type { Profile } from './gateway/shapes.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';

type Session =
  | { readonly state: 'asking' }
  | { readonly state: 'unreachable'; readonly reason: string }
  | { readonly state: 'out'; readonly reason: string | null; readonly hasDemo: boolean }
  | { readonly state: 'in'; readonly profile: Profile };

export function App() {
  const [session, setSession] = useState<Session>({ state: 'asking' });
  async function enter(reason: string | null = null): Promise<void> {
    try {
      const { customerId, demo } = await gateway.session();
      if (customerId === null || reason !== null) setSession({ state: 'out', reason, hasDemo: demo });
      else setSession({ state: 'in', profile: await gateway.me() });
    } catch (error) {
      setSession({ state: 'unreachable', reason: wordsFor(error) });
    }
  }
  useEffect(() => void enter(), []);
  switch (session.state) {
    case 'asking':
      return <p class="asking">Opening Munshi…</p>;
    case 'unreachable':
      return <Unreachable reason={session.reason} onRetry={enter} />;
    case 'out':
      return <SignInPage reason={session.reason} hasDemo={session.hasDemo} onSignedIn={enter} />;
    case 'in':
      return <DeskPage profile={session.profile} onSignOut={enter} />;
  }
}

function Unreachable({ reason, onRetry }: { readonly reason: string; onRetry(): Promise<void> }) {
  return (
    <main class="sign-in">
      <p class="wordmark">Munshi</p>
      <h1>Not now</h1>
      <p class="lead" role="alert">
        {reason}
      </p>
      <button type="button" class="primary" onClick={() => onRetry()}>
        Try again
      </button>
    </main>
  );
}
