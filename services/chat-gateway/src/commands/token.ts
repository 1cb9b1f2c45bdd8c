import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { readSecret } from '@munshi/service-kit/running-system';
import { type Environment, readEnvironment, strongSecret } from '@munshi/service-kit/settings';
import { signCustomerToken } from '../auth/tokens.ts';

const USAGE = 'npm run token -- CUSTOMER [--for 1h] [--json]';
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const LONGEST_SECONDS = 30 * 86_400;

/** A customer's token, signed with AUTH_SECRET. @throws AppError that says what to do */
export async function makeToken(
  environment: Environment,
  { customerId, lasting }: { customerId: string; lasting: string },
): Promise<string> {
  const { AUTH_ISSUER, AUTH_AUDIENCE } = environment;
  if (environment.AUTH_JWKS_URL && !environment.AUTH_SECRET)
    throw new AppError('Tokens are signed by whoever holds the keys of AUTH_JWKS_URL: get one there', {
      code: 'AUTH_SECRET_MISSING',
      failure: 'invalid',
    });
  const AUTH_SECRET = readSecret(environment, 'AUTH_SECRET');
  if (!strongSecret.safeParse(AUTH_SECRET).success)
    throw new AppError('AUTH_SECRET is too weak: 32 characters at least', { code: 'AUTH_SECRET_WEAK', failure: 'invalid' });
  return signCustomerToken({ AUTH_SECRET, AUTH_ISSUER, AUTH_AUDIENCE }, { customerId, forSeconds: secondsOf(lasting), now: new Date() });
}

function secondsOf(lasting: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(lasting) ?? [];
  const seconds = Number(count) * (UNITS[unit as keyof typeof UNITS] ?? 0);
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw new AppError('--for: give a time such as 30m, 1h or 7d, at most 30d', { code: 'TOKEN_TIME_INVALID', failure: 'invalid' });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { for: { type: 'string', default: '1h' }, json: { type: 'boolean', default: false } },
  });
  const [customerId] = positionals;
  if (!customerId || positionals.length > 1) throw new AppError(`Say whose token: ${USAGE}`, { code: 'USAGE', failure: 'invalid' });
  const token = await makeToken(readEnvironment(), { customerId, lasting: values.for });
  process.stdout.write(`${values.json ? JSON.stringify({ customerId, token }) : token}\n`);
}

if (import.meta.main) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
