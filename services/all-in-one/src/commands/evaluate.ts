import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '@munshi/service-kit/errors';

/** Subject → the service that measures it, with its own `src/commands/evaluate.ts`. */
const MEASURED_BY: Readonly<Record<string, string>> = {
  anomalies: 'analytics',
  money: 'analytics',
  retrieval: 'chat-gateway',
  intents: 'chat-gateway',
};

export const USAGE = `evaluate -- ${Object.keys(MEASURED_BY).join('|')} [options]`;

/**
 * The file that measures a subject.
 * @throws AppError `OPTION_INVALID` with the subjects there are
 */
export function evaluatorOf(subject: string | undefined): string {
  const service = subject !== undefined && Object.hasOwn(MEASURED_BY, subject) ? MEASURED_BY[subject] : undefined;
  const file = service === undefined ? null : fileURLToPath(new URL(`../../../${service}/src/commands/evaluate.ts`, import.meta.url));
  if (file === null || !existsSync(file)) {
    const problem = subject === undefined ? 'Say what is to be measured.' : `Nothing here measures ${subject}.`;
    throw new AppError(`${problem}\n${USAGE}`, { code: 'OPTION_INVALID', failure: 'invalid' });
  }
  return file;
}

/** Runs the evaluator of the first argument with all arguments, on this process' streams; gives its exit code. */
export async function evaluate(argv: readonly string[]): Promise<number> {
  const file = evaluatorOf(argv[0]);
  const child = spawn(process.execPath, [file, ...argv], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

if (import.meta.main) {
  try {
    process.exitCode = await evaluate(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
