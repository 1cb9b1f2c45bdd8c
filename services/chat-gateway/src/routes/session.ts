import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SESSION_COOKIE, type SignIn } from '../auth/sign-in.ts';
import { signCustomerToken, type TokenSettings, type Tokens } from '../auth/tokens.ts';
import type { DemoBank } from '../demo-bank.ts';
import { RequestInvalidError, SignInError } from '../errors.ts';
import { documented, parseRequest } from './documented.ts';

const DEMO_SESSION_SECONDS = 8 * 3600;
const tokenBody = z.object({ token: z.string().min(1).max(8192) });
const demoBody = z.object({ customerId: z.string().min(1).max(200) });

export interface SessionPorts {
  readonly tokens: Tokens;
  readonly signIn: SignIn;
  readonly settings: TokenSettings;
  readonly demo: DemoBank | null;
  now(): Date;
}

/** Signing in and out: a token becomes the session cookie of a browser. With a demo bank anybody may be anybody. */
export function registerSession(scope: FastifyInstance, ports: SessionPorts): void {
  const { tokens, signIn } = ports;
  const allowOrigin = (request: FastifyRequest): void => {
    if (!signIn.isAllowedOrigin(request.headers)) throw new SignInError('ORIGIN_REFUSED', 'This page may not call the gateway');
  };

  const whoSchema = z.object({ customerId: z.string().nullable(), demo: z.boolean() });
  scope.get(
    '/session',
    {
      schema: documented({ summary: 'Who is signed in, if anybody, and whether there is a demo bank to choose from', response: whoSchema }),
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const session = await signIn.identify(request).catch((error: unknown) => {
        if (error instanceof SignInError) return null;
        throw error;
      });
      return { customerId: session?.customerId ?? null, demo: ports.demo !== null };
    },
  );

  scope.post(
    '/session',
    { schema: documented({ summary: 'Signs a browser in with a token', body: tokenBody }) },
    async (request, reply) => {
      allowOrigin(request);
      const { token } = parseRequest(tokenBody, request.body);
      const session = await tokens.verify(token);
      setCookie(reply, { token, secure: request.protocol === 'https', seconds: (session.expiresAt - ports.now().getTime()) / 1000 });
      return { customerId: session.customerId, expiresAt: new Date(session.expiresAt).toISOString() };
    },
  );

  scope.delete('/session', { schema: documented({ summary: 'Signs a browser out' }) }, async (request, reply) => {
    allowOrigin(request);
    return reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send();
  });

  const { demo } = ports;
  if (!demo) return;
  scope.get('/demo/customers', { schema: documented({ summary: 'Whom one may sign in as' }) }, () => demo.status());

  scope.post(
    '/demo/session',
    { schema: documented({ summary: 'Signs in as a demo customer', body: demoBody }) },
    async (request, reply) => {
      allowOrigin(request);
      const { customerId } = parseRequest(demoBody, request.body);
      const { items } = await demo.status();
      if (!items.some((item) => item.customerId === customerId))
        throw new RequestInvalidError('There is no such demo customer', 'CUSTOMER_UNKNOWN');
      const token = await signCustomerToken(ports.settings, { customerId, forSeconds: DEMO_SESSION_SECONDS, now: ports.now() });
      setCookie(reply, { token, secure: request.protocol === 'https', seconds: DEMO_SESSION_SECONDS });
      return { token };
    },
  );
}

function setCookie(reply: FastifyReply, { token, secure, seconds }: { token: string; secure: boolean; seconds: number }): void {
  void reply.setCookie(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure,
    maxAge: Math.max(1, Math.floor(seconds)),
  });
}
