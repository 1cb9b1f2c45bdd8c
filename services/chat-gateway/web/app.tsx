import { useEffect, useState } from 'preact/hooks';
import { gateway, isSignedOut, wordsFor } from './gateway/calls.ts';
import type { Profile } from './gateway/shapes.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';

type Session =
  | { readonly state: 'asking' }
  | { readonly state: 'out'; readonly reason: string | null }
  | { readonly state: 'in'; readonly profile: Profile };

export function App() {
  const [session, setSession] = useState<Session>({ state: 'asking' });
  async function enter(): Promise<void> {
    try {
      setSession({ state: 'in', profile: await gateway.me() });
    } catch (error) {
      setSession({ state: 'out', reason: isSignedOut(error) ? null : wordsFor(error) });
    }
  }
  useEffect(() => void enter(), []);
  if (session.state === 'asking') return <p class="asking">Opening Munshi…</p>;
  if (session.state === 'out') return <SignInPage reason={session.reason} onSignedIn={enter} />;
  return (
    <main>
      <h1>{session.profile.name ?? session.profile.customerId}</h1>
    </main>
  );
}
