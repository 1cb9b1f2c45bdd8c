export type View = 'chat' | 'notifications' | 'money';
const WORDS: Readonly<Record<View, string>> = { chat: 'Chat', notifications: 'Notifications', money: 'Money' };
const VIEWS = Object.keys(WORDS) as View[];

interface ViewTabsProps {
  readonly view: View;
  readonly unread: number;
  onView(view: View): void;
}

/** On a phone's width: which part of the page is shown. */
export function ViewTabs({ view, unread, onView }: ViewTabsProps) {
  return (
    <nav class="views" aria-label="Parts of the page">
      {VIEWS.map((one) => (
        <button type="button" key={one} aria-current={one === view ? 'page' : undefined} onClick={() => onView(one)}>
          {WORDS[one]}
          {one === 'notifications' && unread > 0 && <span class="count">{unread} new</span>}
        </button>
      ))}
    </nav>
  );
}
