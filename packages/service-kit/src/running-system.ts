import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.ts';
import type { Environment } from './settings.ts';

/** Names of the secrets that a demo keeps in its data folder. */
export type SecretName = 'AUTH_SECRET' | 'OPERATOR_TOKEN' | 'PSEUDONYM_SECRET';

/** Settings that say where a service answers a command. */
export type ServiceAddress = 'MUNSHI_URL' | 'INGESTION_URL' | 'ANALYTICS_URL' | 'EMBEDDING_URL' | 'NOTIFICATION_URL';

/** Where the running system answers a command: `http://127.0.0.1:$PORT` unless it is set. */
export function addressOf(environment: Environment, name: ServiceAddress): string {
  return environment[name] || `http://127.0.0.1:${environment.PORT || 3000}`;
}

/**
 * A secret for a command: from the environment, else from the data folder of the demo that runs here.
 * @throws AppError `SECRET_MISSING` saying where it was looked for
 */
export function readSecret(environment: Environment, name: SecretName): string {
  const file = join(environment.DATA_DIR || '.munshi', 'secrets.json');
  const secret =
    environment[name] || (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)[name] : undefined);
  if (secret) return secret;
  throw new AppError(`${name} is not set, and there is none in ${file}. Start the demo with npm start, or set ${name}.`, {
    code: 'SECRET_MISSING',
    failure: 'invalid',
  });
}
