import type { Claim } from '@munshi/events/claim';
import { useState } from 'preact/hooks';
import { FiguredText, useOpenClaim } from '../claims/figured-text.tsx';
import { findClaims } from '../claims/place-claims.ts';
import type { FeedAction, FeedItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { SEVERITY_WORDS, unread, visible } from './feed.ts';
import type { Feed } from './use-feed.ts';

const CARDS_AT_FIRST = 3;

export function NotificationFeed({ feed }: { readonly feed: Feed }) {
  const items = visible(feed.items);
  const news = unread(items);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, CARDS_AT_FIRST);
  return (
    <section class="feed" aria-labelledby="feed-heading">
      <header class="panel-head">
        <h2 id="feed-heading">Notifications {news.length > 0 && <span class="count">{news.length} new</span>}</h2>
        {news.length > 0 && (
          <button
            type="button"
            class="quiet"
            onClick={() =>
              feed.act(
                news.map(({ notificationId }) => notificationId),
                'read',
              )
            }
          >
            Mark all as read
          </button>
        )}
      </header>
      <p class="visually-hidden" aria-live="polite">
        {feed.said}
      </p>
      {feed.trouble !== null && (
        <p class="notice notice-bad" role="alert">
          {feed.trouble}
        </p>
      )}
      {items.length === 0 && <p class="hint">Nothing yet. What is out of the ordinary shows up here the moment it happens.</p>}
      <ul>
        {shown.map((item) => (
          <NotificationCard key={item.notificationId} item={item} onAct={(action) => feed.act([item.notificationId], action)} />
        ))}
      </ul>
      {shown.length < items.length && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show all {items.length} notifications
        </button>
      )}
    </section>
  );
}

function NotificationCard({ item, onAct }: { readonly item: FeedItem; onAct(action: FeedAction): Promise<void> }) {
  const reader = useReader();
  const { openId, proofId, toggle, proof } = useOpenClaim();
  const inBody = findClaims(item.body, item.claims);
  // The title says again what the body says: once is enough to open it.
  const inTitle = findClaims(
    item.title,
    item.claims.filter(({ id }) => !inBody.some((claim) => claim.id === id)),
  );
  function open(claim: Claim): void {
    toggle(claim);
    if (item.state === 'unread') void onAct('read');
  }
  return (
    <li class={`card severity-${item.severity}`} data-notification={item.notificationId}>
      <article>
        <p class="card-kind">
          <strong>{SEVERITY_WORDS[item.severity]}</strong>
          <time dateTime={item.createdAt}>{reader.moment(item.createdAt)}</time>
          {item.state === 'unread' && <span class="count">New</span>}
        </p>
        <h3>
          <FiguredText text={item.title} claims={inTitle} openId={openId} proofId={proofId} onToggle={open} />
        </h3>
        {item.body !== '' && (
          <p class="prose">
            <FiguredText text={item.body} claims={inBody} openId={openId} proofId={proofId} onToggle={open} />
          </p>
        )}
        {proof}
        <CardActions item={item} onAct={onAct} />
      </article>
    </li>
  );
}

const FEEDBACK_WORDS = {
  normal: 'You said that this is normal for you. It will be remembered.',
  notMe: 'You said that this was not you. Call your bank if money is missing.',
} as const;

function CardActions({ item, onAct }: { readonly item: FeedItem; onAct(action: FeedAction): Promise<void> }) {
  const hasCause = item.transactionIds.length > 0;
  return (
    <div class="card-actions">
      {item.feedback !== null && <p class="hint">{FEEDBACK_WORDS[item.feedback]}</p>}
      {hasCause && item.feedback === null && (
        <>
          <button type="button" class="quiet" onClick={() => onAct('normal')}>
            This is normal for me
          </button>
          <button type="button" class="quiet" onClick={() => onAct('notMe')}>
            This was not me
          </button>
        </>
      )}
      <button type="button" class="quiet" onClick={() => onAct('dismiss')} aria-label={`Dismiss: ${item.title}`}>
        Dismiss
      </button>
    </div>
  );
}
