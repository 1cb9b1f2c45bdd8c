import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually } from '@munshi/testing/eventually';
import { freePort } from './processes.ts';

const root = resolve(import.meta.dirname, '../../..');
const LIMIT_MS = 240_000;

interface DemoStatus {
  readonly state: 'loading' | 'ready';
  readonly progress: number;
  readonly items: readonly { readonly customerId: string; readonly name: string | null }[];
}

/** `npm start` as a process of its own, which can be killed. */
export interface RunningProcess {
  readonly url: string;
  readonly pid: number;
  /** What it wrote so far, both streams. */
  output(): string;
  demo(): Promise<DemoStatus>;
  /** Resolves when the load has come so far (0..1); false where the process ended before. */
  untilLoaded(progress: number): Promise<boolean>;
  /** Resolves when the database has begun to write its files, or the process has ended. */
  untilFiles(): Promise<void>;
  /** Sends the signal and gives the exit code; null where the signal ended it. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
  /** The exit code of a process that ends by itself. */
  ended(): Promise<number | null>;
}

export async function startMain(dataDir: string, settings: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const port = await freePort();
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['services/all-in-one/src/main.ts', '--no-live'], {
    cwd: root,
    env: { PATH, DATA_DIR: dataDir, PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const url = `http://127.0.0.1:${port}`;
  const demo = async () => (await (await fetch(`${url}/demo/customers`)).json()) as DemoStatus;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function ended(): Promise<number | null> {
    await eventually('the process ends', hasEnded, LIMIT_MS);
    return child.exitCode;
  }

  return {
    url,
    pid: pidOf(child),
    output: () => output,
    demo,
    async untilLoaded(progress) {
      await eventually(`the load is at ${progress}`, async () => hasEnded() || (await demo()).progress >= progress, LIMIT_MS).catch(
        (error) => {
          throw new Error(`${error.message}\n${output}`, { cause: error });
        },
      );
      return !hasEnded();
    },
    async untilFiles() {
      const folder = join(dataDir, 'database', 'pgdata');
      await eventually('database files', () => hasEnded() || (existsSync(folder) && readdirSync(folder).length > 0), LIMIT_MS);
    },
    end(signal) {
      child.kill(signal);
      return ended();
    },
    ended,
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}
