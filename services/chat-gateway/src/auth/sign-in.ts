import type { IncomingHttpHeaders } from 'node:http';
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { SignInError } from '../errors.ts';
import type { Session, Tokens } from './tokens.ts';

export const SESSION_COOKIE = 'munshi_session';

/** Finds out who calls. The identity comes from the token and from nowhere else. */
export interface SignIn {
  /** @throws SignInError */
  identify(request: FastifyRequest): Promise<Session>;
  isAllowedOrigin(headers: IncomingHttpHeaders): boolean;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createSignIn(tokens: Tokens, allowedOrigins: readonly string[]): SignIn {
  const isAllowedOrigin = (headers: IncomingHttpHeaders): boolean =>
    headers.origin === undefined || allowedOrigins.includes(headers.origin) || isOwn(headers.origin, headers.host);
  return {
    isAllowedOrigin,
    async identify(request) {
      const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return tokens.verify(bearer);
      const cookie = request.cookies[SESSION_COOKIE];
      if (cookie === undefined) throw new SignInError('SIGN_IN_REQUIRED', 'Sign in first');
      const isUpgrade = request.headers.upgrade !== undefined;
      // A cookie travels by itself, so it counts only where the page that sends it is known.
      if (isUpgrade && request.headers.origin === undefined)
        throw new SignInError('SIGN_IN_REQUIRED', 'A cookie without an origin does not sign in');
      if ((isUpgrade || !SAFE.has(request.method)) && !isAllowedOrigin(request.headers)) {
        throw new SignInError('ORIGIN_REFUSED', 'This page may not call the gateway');
      }
      return tokens.verify(cookie);
    },
  };
}

function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
