import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { SignInError } from '../errors.ts';

export interface TokenSettings {
  readonly AUTH_SECRET?: string | undefined;
  readonly AUTH_JWKS_URL?: string | undefined;
  /** Checked where it is given. */
  readonly AUTH_ISSUER?: string | undefined;
  readonly AUTH_AUDIENCE?: string | undefined;
}

/** Who is signed in: made from a verified token and from nothing else. */
export interface Session {
  readonly customerId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Tokens {
  /** @throws SignInError */
  verify(token: string): Promise<Session>;
}

export const CUSTOMER_SCOPE = 'customer';
const LONGEST_ID = 200;

export function createTokens(settings: TokenSettings, now: () => Date): Tokens {
  const options = () => ({
    ...(settings.AUTH_ISSUER === undefined ? {} : { issuer: settings.AUTH_ISSUER }),
    ...(settings.AUTH_AUDIENCE === undefined ? {} : { audience: settings.AUTH_AUDIENCE }),
    // One that never ends could never be taken back.
    requiredClaims: ['sub', 'exp'],
    currentDate: now(),
  });
  const remote =
    settings.AUTH_JWKS_URL === undefined ? null : createRemoteJWKSet(new URL(settings.AUTH_JWKS_URL), { timeoutDuration: 5000 });
  const secret = new TextEncoder().encode(settings.AUTH_SECRET ?? '');
  return {
    async verify(token) {
      try {
        const { payload } = remote
          ? await jwtVerify(token, remote, { ...options(), algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] })
          : await jwtVerify(token, secret, { ...options(), algorithms: ['HS256'] });
        return toSession(payload);
      } catch (error) {
        if (error instanceof SignInError) throw error;
        const expired = error instanceof errors.JWTExpired;
        throw new SignInError('TOKEN_INVALID', expired ? 'The session has ended. Sign in again.' : 'The token is not valid here');
      }
    },
  };
}

function toSession({ sub = '', exp = 0, scope }: JWTPayload): Session {
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  if (!scopes.includes(CUSTOMER_SCOPE)) throw new SignInError('SCOPE_REFUSED', 'The token is not a customer’s');
  if (sub === '' || sub.length > LONGEST_ID) throw new SignInError('TOKEN_INVALID', 'The token names no customer');
  return { customerId: sub, expiresAt: exp * 1000 };
}

export interface SignOptions {
  readonly customerId: string;
  readonly forSeconds: number;
  readonly now: Date;
}

/** A customer's token, signed with AUTH_SECRET. */
export async function signCustomerToken(settings: TokenSettings, { customerId, forSeconds, now }: SignOptions): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const jwt = new SignJWT({ scope: CUSTOMER_SCOPE })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(customerId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + forSeconds);
  if (settings.AUTH_ISSUER !== undefined) jwt.setIssuer(settings.AUTH_ISSUER);
  if (settings.AUTH_AUDIENCE !== undefined) jwt.setAudience(settings.AUTH_AUDIENCE);
  return jwt.sign(new TextEncoder().encode(settings.AUTH_SECRET ?? ''));
}
