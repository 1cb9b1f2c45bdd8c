import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far, line by line. */
  lines(): string[];
  /** Resolves when it has written the line. @throws Error with what it wrote instead, when it ends before. */
  says(line: string): Promise<void>;
  /** Ends it as a crash does: nothing of its own runs any more. */
  kill(): Promise<void>;
}

/** Runs a program of this folder in a process of its own. */
export function runProgram(file: string, ...parameters: string[]): Program {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
  let written = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => {
    written += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  // the last line may be cut off by a kill
  const lines = (): string[] => written.split('\n').slice(0, -1);
  return {
    child,
    lines,
    says: (line) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (lines().includes(line)) resolve();
        };
        child.stdout.on('data', look);
        child.once('exit', () => reject(new Error(`${file} ended without saying ${line}: ${errors}`)));
        look();
      }),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
