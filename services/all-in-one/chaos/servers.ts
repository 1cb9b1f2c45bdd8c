import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CONTROL_LIMIT_MS = 120_000;

/** A server that may be killed: a command that takes `kill`, `start`, `pause` and `resume`. */
export interface ServerControl {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** `command` is split at spaces; the action is put at its `{}`, or else at its end. */
export function createControl(command: string): ServerControl {
  const act = async (action: string): Promise<void> => {
    const words = command.split(' ').filter((word) => word !== '');
    const [file = '', ...args] = words.includes('{}') ? words.map((word) => (word === '{}' ? action : word)) : [...words, action];
    await run(file, args, { timeout: CONTROL_LIMIT_MS });
  };
  return { kill: () => act('kill'), start: () => act('start') };
}
