import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { gatewaySettings, rules } from '../config.ts';
import { createTokens, signCustomerToken } from './tokens.ts';

const now = new Date('2026-08-12T06:30:00Z');
const AUTH_SECRET = 'a'.repeat(40);
const tokens = createTokens({ AUTH_SECRET }, () => now);
const strict = createTokens({ AUTH_SECRET, AUTH_ISSUER: 'bank', AUTH_AUDIENCE: 'munshi' }, () => now);
const key = new TextEncoder().encode(AUTH_SECRET);
const seconds = now.getTime() / 1000;
const sign = (claims: object, secret: Uint8Array = key, alg = 'HS256') =>
  new SignJWT({ scope: 'customer', sub: 'C-1', exp: seconds + 60, ...claims }).setProtectedHeader({ alg }).sign(secret);

describe('a token', () => {
  test('of a customer signs in until it ends', async () => {
    expect(await tokens.verify(await sign({}))).toEqual({ customerId: 'C-1', expiresAt: (seconds + 60) * 1000 });
    expect(await tokens.verify(await sign({ scope: 'openid customer' }))).toMatchObject({ customerId: 'C-1' });
    const own = await signCustomerToken(
      { AUTH_SECRET, AUTH_ISSUER: 'bank', AUTH_AUDIENCE: 'munshi' },
      { customerId: 'C-2', forSeconds: 60, now },
    );
    expect(await strict.verify(own)).toMatchObject({ customerId: 'C-2' });
  });

  test.each([
    ['that has ended', () => sign({ exp: seconds - 1 }), 'TOKEN_INVALID'],
    ['that never ends', () => sign({ exp: undefined }), 'TOKEN_INVALID'],
    ['that names nobody', () => sign({ sub: '' }), 'TOKEN_INVALID'],
    ['of an operator', () => sign({ scope: 'operator' }), 'SCOPE_REFUSED'],
    ['without a scope', () => sign({ scope: undefined }), 'SCOPE_REFUSED'],
    ['signed with another key', () => sign({}, new TextEncoder().encode('b'.repeat(40))), 'TOKEN_INVALID'],
    ['signed another way', () => sign({}, new TextEncoder().encode('a'.repeat(64)), 'HS512'), 'TOKEN_INVALID'],
    ['that is not signed', async () => new UnsecuredJWT({ scope: 'customer', sub: 'C-1', exp: seconds + 60 }).encode(), 'TOKEN_INVALID'],
  ] as const)('%s does not', async (_what, token, code) => {
    await expect(tokens.verify(await token())).rejects.toMatchObject({ code });
  });

  test.each([{}, { iss: 'bank' }, { iss: 'other', aud: 'munshi' }, { iss: 'bank', aud: 'other' }])(
    'for others does not, where issuer and audience are set: %j',
    async (claims) => {
      await expect(strict.verify(await sign(claims))).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    },
  );
});

test('settings that contradict each other are refused', () => {
  const problems = (environment: Record<string, string>) => rules.flatMap((rule) => rule(environment));
  expect(problems({ AUTH_SECRET })).toEqual([]);
  expect(problems({})).toHaveLength(1);
  expect(problems({ AUTH_SECRET, AUTH_JWKS_URL: 'https://id.example', AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a' })).toHaveLength(1);
  expect(problems({ AUTH_JWKS_URL: 'https://id.example' })).toHaveLength(2);
  expect(
    gatewaySettings.safeParse({
      OPERATOR_TOKEN: 'o'.repeat(32),
      PSEUDONYM_SECRET: 'p'.repeat(32),
      ALLOWED_ORIGINS: 'https://bank.example/path',
    }).success,
  ).toBe(false);
});
