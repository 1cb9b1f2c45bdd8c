import type { Profile } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';

export function BalanceCard({ profile, onAsk }: { readonly profile: Profile; onAsk(question: string): void }) {
  const reader = useReader();
  return (
    <section class="balance" aria-labelledby="balance-heading">
      <h2 id="balance-heading">Balance</h2>
      {profile.balance.length === 0 && <p class="hint">The bank has not reported a balance.</p>}
      {profile.balance.map((money) => (
        <p class="figure-large" key={money.currency}>
          {reader.money(money)}
        </p>
      ))}
      {profile.balance.length > 0 && (
        <p class="hint">
          Current and savings accounts together.{' '}
          <button type="button" class="quiet" onClick={() => onAsk('What is my balance?')}>
            Show the working
          </button>
        </p>
      )}
    </section>
  );
}
