import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hand, type Measurement, type Target } from './measurement.ts';

const root = resolve(import.meta.dirname, '../../..');
const POLL_MS = 50;
/** Of `/proc/PID/stat`, fixed on Linux for user space. */
const TICKS_A_SECOND = 100;

interface Spent {
  readonly seconds: number;
  /** Null where the machine does not say. */
  readonly cpu: number | null;
}

function run(file: string, args: readonly string[], settings: Record<string, string> = {}): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env: { PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Repeats until the probe says yes. @throws Error when the process ends first */
async function until(child: ChildProcess, probe: () => Promise<boolean>): Promise<void> {
  while (!(await probe().catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}`);
    await pause(POLL_MS);
  }
}

function cpuOf({ pid }: ChildProcess): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return null;
  }
}

interface Run {
  readonly ready: Spent;
  readonly loaded: Spent;
  readonly stopped: number;
}

async function startAndStop(dataDir: string): Promise<Run> {
  const port = await freePort();
  const begun = performance.now();
  const child = run('services/all-in-one/src/main.ts', ['--no-live'], { DATA_DIR: dataDir, PORT: String(port) });
  child.stdout?.resume();
  const since = (start: number) => (performance.now() - start) / 1000;
  const get = async (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  await until(child, async () => (await get('/health/ready')).ok);
  const ready = { seconds: since(begun), cpu: cpuOf(child) };
  await until(child, async () => ((await (await get('/demo/customers')).json()) as { state: string }).state === 'ready');
  const loaded = { seconds: since(begun) - ready.seconds, cpu: cpuOf(child) };
  const stopping = performance.now();
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the stop ended with ${code}`);
  return { ready, loaded, stopped: since(stopping) };
}

async function bareStart(dataDir: string): Promise<number> {
  const begun = performance.now();
  const child = run('services/all-in-one/bench/bare-database.ts', [dataDir]);
  if (child.stdout) await once(child.stdout, 'data');
  const seconds = (performance.now() - begun) / 1000;
  if (child.exitCode === null) await once(child, 'exit');
  return seconds;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const folder = mkdtempSync(join(tmpdir(), 'munshi-bench-start-'));
try {
  const [bare, own] = [join(folder, 'bare'), join(folder, 'own')];
  const bareFirst = await bareStart(bare);
  const first = await startAndStop(own);
  const bareSecond = await bareStart(bare);
  const second = await startAndStop(own);
  const atMost = (limit: number): Target => ({ of: 'value', atMost: limit });
  const alone = 'the embedded database alone';
  const measured = (what: string, value: number, target: Target | null, reference: number | null = null): Measurement => ({
    what,
    value,
    unit: 's',
    reference: reference === null ? null : { what: alone, value: reference },
    ratio: reference === null ? null : reference / value,
    target,
  });
  hand([
    measured('first start until ready', first.ready.seconds, atMost(60), bareFirst),
    measured('from there until the demo bank is loaded', first.loaded.seconds, atMost(30)),
    ...(first.loaded.cpu === null ? [] : [measured('processor time of both, all threads', first.loaded.cpu, null)]),
    measured('second start until ready', second.ready.seconds, atMost(10), bareSecond),
    measured('Ctrl-C until the process has ended', Math.max(first.stopped, second.stopped), atMost(10)),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
