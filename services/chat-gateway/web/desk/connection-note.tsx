import type { ConnectionState } from '../conversation/socket.ts';

const WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting',
  open: 'Connected',
  lost: 'Connection lost; trying again',
  crowded: 'Open in too many places. Close another tab, then try again',
  closed: 'Not connected',
};

export function ConnectionNote({ state, onReconnect }: { readonly state: ConnectionState; onReconnect(): void }) {
  return (
    <p class="connection" data-state={state} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {WORDS[state]}
      {(state === 'lost' || state === 'crowded') && (
        <button type="button" class="quiet" onClick={onReconnect}>
          Try now
        </button>
      )}
    </p>
  );
}
