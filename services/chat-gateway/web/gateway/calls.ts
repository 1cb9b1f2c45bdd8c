import type { Preferences } from '@munshi/events/preferences';
import type {
  Advice,
  Conversation,
  ConversationItem,
  DemoCustomers,
  FeedAction,
  FeedItem,
  Forecast,
  OpenedClaim,
  Page,
  Profile,
  Spending,
  StreamItem,
  TransactionItem,
  WishedPreferences,
} from './shapes.ts';

/** A call that the gateway refused, or that never reached it (status 0). */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.name = 'CallError';
    this.status = status;
    this.code = code;
  }
}

export const isMissing = (error: unknown): boolean => error instanceof CallError && error.status === 404;
export const isSignedOut = (error: unknown): boolean => error instanceof CallError && error.status === 401;

/** What a person can be told of a failure, and what to do. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof CallError)) return 'Something went wrong on this page. Reload it.';
  if (error.status === 0) return 'Munshi cannot be reached. Check the connection and try again.';
  return error.status >= 500 ? 'Munshi cannot answer right now. Try again in a moment.' : error.message;
}

const LIMIT_MS = 20_000;

/** @throws CallError */
async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  return (await callTagged<Body>(method, path, { body })).body;
}

interface Sent {
  readonly body?: unknown;
  /** The version that the change is meant for: any other is refused. */
  readonly tag?: string | null;
}

/** What is answered, and its version. @throws CallError */
async function callTagged<Body>(
  method: string,
  path: string,
  { body, tag = null }: Sent = {},
): Promise<{ readonly body: Body; readonly tag: string | null }> {
  const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const headers = { ...json.headers, ...(tag === null ? {} : { 'if-match': tag }) };
  const response = await fetch(path, { method, signal: AbortSignal.timeout(LIMIT_MS), ...json, headers }).catch(() => {
    throw new CallError('unreachable', 0, 'UNREACHABLE');
  });
  const text = await response.text();
  if (response.ok) return { body: (text === '' ? null : JSON.parse(text)) as Body, tag: response.headers.get('etag') };
  const problem = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
  throw new CallError(String(problem.title ?? 'The request was refused'), response.status, String(problem.code ?? ''));
}

const part = encodeURIComponent;

/** Another page may be faster; not again and again. */
const MOST_TRIES = 4;

/** Changes the preferences as they stand now: what another page has changed meanwhile is read first, and stays. @throws CallError */
async function changePreferences(change: (now: Preferences) => WishedPreferences): Promise<Preferences> {
  for (let tries = 1; ; tries += 1) {
    const now = await callTagged<Preferences>('GET', '/me/preferences');
    const { customerId: _own, ...wanted } = change(now.body);
    try {
      return (await callTagged<Preferences>('PUT', '/me/preferences', { body: wanted, tag: now.tag })).body;
    } catch (error) {
      if (!(error instanceof CallError && error.code === 'PREFERENCES_CHANGED') || tries === MOST_TRIES) throw error;
    }
  }
}

/** The gateway's calls that the page makes. The session is a cookie that scripts cannot read. */
export const gateway = {
  /** Who is signed in, if anybody, and whether there is a demo bank. */
  session: () => call<{ readonly customerId: string | null; readonly demo: boolean }>('GET', '/session'),
  demoCustomers: () => call<DemoCustomers>('GET', '/demo/customers'),
  signInAsDemo: (customerId: string) => call<unknown>('POST', '/demo/session', { customerId }),
  signIn: (token: string) => call<unknown>('POST', '/session', { token }),
  signOut: () => call<null>('DELETE', '/session'),
  me: () => call<Profile>('GET', '/me'),
  claim: (id: string) => call<OpenedClaim>('GET', `/me/claims/${part(id)}`),
  notifications: () => call<Page<FeedItem>>('GET', '/me/notifications?limit=50'),
  mark: (id: string, action: FeedAction) => call<FeedItem>('POST', `/me/notifications/${part(id)}/${action}`),
  spending: (month: string) => call<Spending>('GET', `/me/spending?period=${part(month)}`),
  advice: () => call<Advice>('GET', '/me/spending'),
  markTip: (id: string, action: 'dismiss' | 'restore') => call<null>('POST', `/me/tips/${part(id)}/${action}`),
  preferences: () => call<Preferences>('GET', '/me/preferences'),
  changePreferences,
  forecast: () => call<Forecast>('GET', '/me/forecast?days=1'),
  recurring: () => call<Page<StreamItem>>('GET', '/me/recurring'),
  transaction: (id: string) => call<TransactionItem>('GET', `/me/transactions/${part(id)}`),
  correctCategory: (id: string, category: string) => call<TransactionItem>('POST', `/me/transactions/${part(id)}/category`, { category }),
  conversations: () => call<Page<ConversationItem>>('GET', '/me/conversations?limit=20'),
  conversation: (id: string) => call<Conversation>('GET', `/me/conversations/${part(id)}`),
  deleteConversation: (id: string) => call<null>('DELETE', `/me/conversations/${part(id)}`),
  degraded: async () => (await (await fetch('/health/ready')).json()).degraded as string[],
};
