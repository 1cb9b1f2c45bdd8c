import { existsSync } from 'node:fs';
import http from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

const PING_LIMIT_MS = 2_000;

/** Whether a container daemon answers, so that nothing is loaded or waited for where there is none. */
export async function dockerAnswers(environment: Environment): Promise<boolean> {
  for (const target of daemonAddresses(environment)) if (await pings(target)) return true;
  return false;
}

function daemonAddresses(environment: Environment): http.RequestOptions[] {
  const host = environment.DOCKER_HOST;
  if (host?.startsWith('unix://')) return [{ socketPath: host.slice('unix://'.length) }];
  if (host) {
    const { hostname, port } = new URL(host);
    return [{ host: hostname, port: port || 2375 }];
  }
  const runtime = environment.XDG_RUNTIME_DIR;
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock'), ...(runtime ? [join(runtime, 'docker.sock')] : [])];
  return sockets.filter((path) => existsSync(path)).map((socketPath) => ({ socketPath }));
}

function pings(target: http.RequestOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ ...target, path: '/_ping', timeout: PING_LIMIT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
