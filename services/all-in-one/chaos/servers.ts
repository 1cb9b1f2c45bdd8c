import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** How long a server may take to start on a busy machine; a standstill counts from its return. */
const CONTROL_LIMIT_MS = 360_000;

/** A server that may be killed: a command that takes `kill` and `start`, and `up` where there are several. */
export interface ServerControl {
  /** @param broker of several, from 1 */
  kill(broker?: number): Promise<void>;
  start(broker?: number): Promise<void>;
  /** All that are down, at once: none of several may serve before the others are there. */
  startAll(): Promise<void>;
}

/** `command` is split at spaces; the action is put at its `{}`, or else at its end. */
export function createControl(command: string): ServerControl {
  const act = async (action: string, broker?: number): Promise<void> => {
    const words = command.split(' ').filter((word) => word !== '');
    const given = broker === undefined ? [action] : [action, String(broker)];
    const [file = '', ...args] = words.includes('{}') ? words.flatMap((word) => (word === '{}' ? given : [word])) : [...words, ...given];
    await run(file, args, { timeout: CONTROL_LIMIT_MS });
  };
  return { kill: (broker) => act('kill', broker), start: (broker) => act('start', broker), startAll: () => act('up') };
}
