import { useEffect, useRef, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import { useDemoCustomers } from './demo-customers.ts';

interface SignInProps {
  /** Why one is here again. */
  readonly reason: string | null;
  /** One may choose whom to be. */
  readonly hasDemo: boolean;
  onSignedIn(): void;
}

export function SignInPage({ reason, hasDemo, onSignedIn }: SignInProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Munshi';
    if (reason !== null) heading.current?.focus();
  }, [reason]);

  async function enter(signIn: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await signIn();
      onSignedIn();
    } catch (error) {
      setFailure(wordsFor(error));
      setBusy(false);
    }
  }

  return (
    <main class="sign-in">
      <p class="wordmark">Munshi</p>
      <h1 ref={heading} tabIndex={-1}>
        Your money, with the working shown.
      </h1>
      <p class="lead">Ask about your accounts. Every figure in an answer opens to the transactions behind it.</p>
      {reason !== null && (
        <p class="notice" role="status">
          {reason}
        </p>
      )}
      <div role="alert">{failure !== null && <p class="notice notice-bad">{failure}</p>}</div>
      {hasDemo ? (
        <DemoChoice busy={busy} onChoose={(customerId) => enter(() => gateway.signInAsDemo(customerId))} />
      ) : (
        <TokenForm busy={busy} onToken={(token) => enter(() => gateway.signIn(token))} />
      )}
    </main>
  );
}

interface DemoChoiceProps {
  readonly busy: boolean;
  onChoose(customerId: string): void;
}

function DemoChoice({ busy, onChoose }: DemoChoiceProps) {
  const { demo, trouble } = useDemoCustomers();
  return (
    <section aria-labelledby="demo-heading">
      <h2 id="demo-heading">Sign in to the demo bank</h2>
      {trouble !== null && (
        <p class="notice notice-bad" role="alert">
          {trouble}
        </p>
      )}
      {demo?.state === 'loading' && (
        <div class="loading">
          <label for="load">The bank’s history is being read. You may sign in already; figures fill in.</label>
          <progress id="load" max={1} value={demo.progress} />
        </div>
      )}
      {demo?.items.length === 0 && <p>The demo bank is empty. Bring in a file with “npm run ingest”, or start without --no-demo.</p>}
      <ul class="customers">
        {demo?.items.map(({ customerId, name }) => (
          <li key={customerId}>
            <button type="button" disabled={busy} onClick={() => onChoose(customerId)}>
              <span>{name ?? 'No name'}</span>
              <small>{customerId}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function TokenForm({ busy, onToken }: { readonly busy: boolean; onToken(token: string): void }) {
  const [token, setToken] = useState('');
  return (
    <form
      class="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') onToken(token.trim());
      }}
    >
      <label for="token">Your bank’s sign-in token</label>
      <input
        id="token"
        type="password"
        autocomplete="off"
        required
        value={token}
        aria-describedby="token-hint"
        onInput={(event) => setToken(event.currentTarget.value)}
      />
      <p id="token-hint" class="hint">
        Whoever runs Munshi makes one with <code>npm run token -- CUSTOMER</code>.
      </p>
      <button type="submit" class="primary" disabled={busy}>
        Sign in
      </button>
    </form>
  );
}
