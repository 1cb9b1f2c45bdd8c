import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SignIn } from '../auth/sign-in.ts';
import type { CustomerContext } from '../chat/context.ts';
import { RESUME_SECONDS } from '../chat/conversation-desk.ts';
import { SUGGESTIONS } from '../domain/small-talk.ts';
import { SignInError } from '../errors.ts';
import { type CustomerSocket, openCustomerSocket, type SocketPorts } from './customer-socket.ts';
import type { Hub } from './hub.ts';

/** Of a frame from a client. */
export const MOST_FRAME_BYTES = 16 * 1024;
/** Held while the sign-in is checked; more than this before the welcome is no client of ours. */
const MOST_EARLY_FRAMES = 20;

export interface SocketRouteOptions extends SocketPorts {
  readonly signIn: SignIn;
  readonly hub: Hub;
  openContext(customerId: string): Promise<CustomerContext>;
}

export function registerSocketRoute(scope: FastifyInstance, options: SocketRouteOptions): void {
  scope.get('/ws', { websocket: true, schema: { hide: true } }, (socket: WebSocket, request: FastifyRequest) => {
    let open: Awaited<ReturnType<typeof openCustomerSocket>> | undefined;
    const early: string[] = [];
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const text = isBinary ? '' : data.toString('utf8');
      if (open) open.receive(text);
      else if (early.push(text) > MOST_EARLY_FRAMES) socket.close(4408, 'too many messages');
    });
    signInAndOpen(options, { socket, request })
      .then((opened) => {
        open = opened;
        for (const text of early) open?.receive(text);
      })
      .catch((error) => {
        options.logger.error({ err: error }, 'a socket could not be opened');
        socket.close(1011, 'try again');
      });
  });
}

async function signInAndOpen(options: SocketRouteOptions, { socket, request }: { socket: WebSocket; request: FastifyRequest }) {
  if (!options.signIn.isAllowedOrigin(request.headers)) return refuse(socket, 4403, 'origin refused');
  const session = await options.signIn.identify(request).catch((error: unknown) => {
    if (error instanceof SignInError) return error;
    throw error;
  });
  if (session instanceof SignInError)
    return refuse(socket, session.code === 'SCOPE_REFUSED' || session.code === 'ORIGIN_REFUSED' ? 4403 : 4401, session.code);
  const { customerId } = session;
  const context = await options.openContext(customerId);
  const slot: { socket?: CustomerSocket } = {};
  const welcome = { customer: customerOf(context), suggestions: SUGGESTIONS, resumeWithin: RESUME_SECONDS };
  const opened = await openCustomerSocket(options, {
    socket,
    session,
    welcome,
    onClose: () => slot.socket && options.hub.remove(customerId, slot.socket),
  });
  slot.socket = opened;
  if (socket.readyState !== socket.OPEN) return undefined;
  if (!options.hub.add(customerId, opened)) return refuse(socket, 4409, 'too many connections');
  // What was stored between the reading of the feed's end and now woke nobody.
  opened.push();
  return opened;
}

function refuse(socket: WebSocket, code: number, reason: string): undefined {
  socket.close(code, reason);
}

function customerOf({ customerId, states, locale, timeZone, currency }: CustomerContext) {
  return { customerId, name: states['bank.customers']?.name ?? null, locale, timeZone, currency };
}
