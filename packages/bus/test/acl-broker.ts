import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Kafka for development, beside the repository where there is one. */
const TOOL = resolve(import.meta.dirname, '../../../../shared/tools/kafka');
const START_LIMIT_MS = 150_000;

export interface AclBroker {
  /** Its SASL listener. */
  readonly brokers: string;
  /** Its listener for the administrator, who may do everything. */
  readonly plain: string;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Why there is no such broker; null where there is one, or one can be started. */
export function aclBrokerAbsent({ KAFKA_ACL_BROKERS, KAFKA_ACL_PLAIN_BROKERS, KAFKA_BROKERS }: Environment): string | null {
  if (KAFKA_ACL_BROKERS && KAFKA_ACL_PLAIN_BROKERS) return null;
  if (KAFKA_BROKERS && existsSync(TOOL)) return null;
  return 'KAFKA_ACL_BROKERS is not set, and none is started without KAFKA_BROKERS and a Kafka beside the repository';
}

/** The broker of the environment, else one that is started for this suite with these users and grants. */
export async function aclBroker(environment: Environment, grants: string): Promise<AclBroker> {
  const { KAFKA_ACL_BROKERS: brokers, KAFKA_ACL_PLAIN_BROKERS: plain } = environment;
  if (brokers && plain) return { brokers, plain, close: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'munshi-acl-'));
  const auth = join(folder, 'auth');
  writeFileSync(auth, grants);
  const place = ['--port', String(await freePort()), '--dir', join(folder, 'cluster')];
  const kafka = async (...args: string[]) => (await run('bash', [TOOL, ...args, ...place], { timeout: START_LIMIT_MS })).stdout.trim();
  const close = async (): Promise<void> => {
    await kafka('down', '--wipe').catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const own = await kafka('up', '--auth', auth);
    return { plain: own, brokers: await kafka('address', '--sasl'), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
