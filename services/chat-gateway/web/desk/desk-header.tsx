import type { ConnectionState } from '../conversation/socket.ts';
import { gateway } from '../gateway/calls.ts';
import { ConnectionNote } from './connection-note.tsx';

interface DeskHeaderProps {
  readonly name: string;
  readonly connection: ConnectionState;
  onReconnect(): void;
  onSignOut(reason: string | null): void;
}

export function DeskHeader({ name, connection, onReconnect, onSignOut }: DeskHeaderProps) {
  const signOut = () =>
    gateway.signOut().then(
      () => onSignOut(null),
      () => onSignOut('Signing out did not reach Munshi. Close the browser to be safe.'),
    );
  return (
    <header class="top">
      <p class="wordmark">Munshi</p>
      <ConnectionNote state={connection} onReconnect={onReconnect} />
      <p class="who">
        <bdi>{name}</bdi>
        <button type="button" class="quiet" onClick={signOut}>
          Sign out
        </button>
      </p>
    </header>
  );
}
