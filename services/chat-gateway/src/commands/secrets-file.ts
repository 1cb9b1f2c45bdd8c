import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@munshi/service-kit/settings';
import { z } from 'zod';

const secrets = z.partialRecord(z.string(), z.string());

/** The environment, with the secrets that a demo keeps in its data folder underneath it. */
export function withDemoSecrets(environment: Environment): Environment {
  const file = join(environment.DATA_DIR || '.munshi', 'secrets.json');
  if (environment.AUTH_SECRET || environment.AUTH_JWKS_URL || !existsSync(file)) return environment;
  return { ...environment, ...secrets.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}
