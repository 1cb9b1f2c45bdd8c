import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@munshi/events/topic';
import type { CrashPlan } from './crash-points.ts';

const VICTIM = resolve(import.meta.dirname, 'victim.ts');
const ROOT = resolve(import.meta.dirname, '../../..');
const RESTART_MS = 200;

/** A service, or the probe. */
export type VictimName = ServiceName | 'probe';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A service that is started again whenever it ends, as an orchestrator would. */
export interface Victim {
  readonly service: VictimName;
  readonly url: string;
  /** Ends that nobody ordered: a process that gave up by itself. */
  readonly surprises: readonly Ended[];
  signal(signal: NodeJS.Signals): void;
  /** Ends it with the signal, waits for the end and starts it again, with a place to die if there is one. */
  restart(signal: NodeJS.Signals, plan?: CrashPlan): Promise<Ended>;
  /** Resolves when it has died where it was told to. */
  died(): Promise<void>;
  stop(): Promise<Ended>;
}

export interface VictimOptions {
  readonly service: VictimName;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly folder: string;
  readonly instance?: number;
}

export async function startVictim({ service, environment, folder, instance = 1 }: VictimOptions): Promise<Victim> {
  const port = await freePort();
  const log = createWriteStream(join(folder, `${service}-${instance}.log`), { flags: 'a' });
  const surprises: Ended[] = [];
  // Whatever ends the run, nothing of it goes on.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let child: ChildProcess;
  let ended: Promise<Ended>;
  let ordered = false;
  let stopping = false;
  let dying = Promise.withResolvers<void>();
  spawnIt();

  function spawnIt(plan?: CrashPlan): void {
    const { PATH = '' } = environment;
    child = spawn(process.execPath, [VICTIM, service, plan === undefined ? '' : `${plan.point}:${plan.at}`], {
      cwd: ROOT,
      env: { ...environment, PATH, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.pipe(log, { end: false });
    const own = child;
    ended = new Promise((done) => own.once('exit', (code, signal) => done({ code, signal })));
    void ended.then(async (end) => {
      if (stopping || ordered) return;
      if (plan === undefined || end.signal !== 'SIGKILL') surprises.push(end);
      else dying.resolve();
      await pause(RESTART_MS);
      if (!stopping && !ordered && child === own) spawnIt();
    });
  }

  return {
    service,
    url: `http://127.0.0.1:${port}`,
    surprises,
    signal(signal) {
      // Asked to stop it may end before it is killed.
      ordered ||= signal === 'SIGTERM';
      child.kill(signal);
    },
    async restart(signal, plan) {
      ordered = true;
      child.kill(signal);
      const end = await ended;
      dying = Promise.withResolvers();
      if (!stopping) spawnIt(plan);
      ordered = false;
      return end;
    },
    died: () => dying.promise,
    async stop() {
      stopping = true;
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const end = await Promise.race([ended, pause(15_000, null)]);
      if (end === null) kill();
      process.off('exit', kill);
      return end ?? ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
