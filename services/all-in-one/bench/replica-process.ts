import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stage } from './delivery-stage.ts';

export interface Memory {
  /** Bytes of heap and buffers after a collection. */
  readonly heap: number;
  readonly rss: number;
}

export interface Replica {
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** Resolves when it consumes. @throws Error when it ends before */
export async function startReplica({ brokers, prefix, databaseUrl }: Stage, group: string, schema: string): Promise<Replica> {
  const args = ['--expose-gc', join(import.meta.dirname, 'replica.ts'), brokers, prefix, databaseUrl, group, schema];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a replica ended with ${code}`);
  });
  ended.catch(() => undefined);
  const line = async (): Promise<string> => (await Promise.race([lines.next(), ended])).value ?? '';
  await line();
  return {
    async memory() {
      child.stdin.write('?');
      return JSON.parse(await line()) as Memory;
    },
    async stop() {
      child.stdin.end();
      await ended.catch(() => undefined);
    },
  };
}
