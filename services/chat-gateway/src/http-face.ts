import cookie from '@fastify/cookie';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { sendKnownProblem } from './problem.ts';
import { registerChat } from './routes/chat.ts';
import { registerClaims } from './routes/claims.ts';
import { registerConversations } from './routes/conversations.ts';
import { registerInsights } from './routes/insights.ts';
import { registerKnowledge } from './routes/knowledge.ts';
import { registerMe } from './routes/me.ts';
import { registerNotifications } from './routes/notifications.ts';
import { registerPage } from './routes/page.ts';
import { registerPreferences } from './routes/preferences.ts';
import type { RoutePorts } from './routes/route-ports.ts';
import { registerSession, type SessionPorts } from './routes/session.ts';
import { registerSpending } from './routes/spending.ts';
import { registerTips } from './routes/tips.ts';
import { registerTransactions } from './routes/transactions.ts';
import { MOST_FRAME_BYTES, registerSocketRoute, type SocketRouteOptions } from './socket/socket-route.ts';

export interface FacePorts {
  readonly routes: RoutePorts;
  readonly session: SessionPorts;
  readonly socket: SocketRouteOptions;
}

/** Everything a customer can reach. */
export async function registerFace(scope: FastifyInstance, { routes, session, socket }: FacePorts): Promise<void> {
  await scope.register(cookie);
  await scope.register(websocket, { options: { maxPayload: MOST_FRAME_BYTES, perMessageDeflate: false }, preClose: (done) => done() });
  // The schemas describe for /docs; handlers parse requests themselves, and an answer is sent as it is.
  scope.setValidatorCompiler(() => () => true);
  scope.setSerializerCompiler(() => (data) => JSON.stringify(data));
  scope.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/me') || request.url.startsWith('/chat')) void reply.header('cache-control', 'no-store');
    void reply.header('x-content-type-options', 'nosniff');
  });
  scope.setErrorHandler(sendKnownProblem);
  registerSession(scope, session);
  for (const register of [
    registerChat,
    registerMe,
    registerTransactions,
    registerSpending,
    registerTips,
    registerInsights,
    registerClaims,
    registerKnowledge,
    registerNotifications,
    registerPreferences,
    registerConversations,
  ])
    register(scope, routes);
  registerSocketRoute(scope, socket);
  await registerPage(scope);
}
