import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@munshi/service-kit/errors';
import { z } from 'zod';

const secrets = z.object({ AUTH_SECRET: z.string(), OPERATOR_TOKEN: z.string(), PSEUDONYM_SECRET: z.string() });
export type Secrets = z.output<typeof secrets>;

/**
 * The secrets of a demo: made at its first start and kept in `secrets.json` of the data folder, readable by its owner alone.
 * @throws AppError `SECRETS_UNREADABLE` where the file is broken: new ones would make what it has stored unreachable.
 */
export function demoSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'secrets.json');
  if (!existsSync(file)) create(file);
  chmodSync(file, 0o600);
  const parsed = secrets.safeParse(jsonOf(file));
  if (parsed.success) return parsed.data;
  throw new AppError(`${file} does not hold the three secrets. Restore it, or remove the data folder to begin anew.`, {
    code: 'SECRETS_UNREADABLE',
    failure: 'invalid',
  });
}

/** Written beside and linked into place: a start that is killed leaves no half of a file, and the first of two wins. */
function create(file: string): void {
  const secret = () => randomBytes(32).toString('hex');
  const content: Secrets = { AUTH_SECRET: secret(), OPERATOR_TOKEN: secret(), PSEUDONYM_SECRET: secret() };
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
