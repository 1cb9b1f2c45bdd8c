import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { addressOf, readSecret, type ServiceAddress } from '@munshi/service-kit/running-system';
import { type Environment, readEnvironment } from '@munshi/service-kit/settings';
import { createOperatorClient, type OperatorClient } from './operator-client.ts';

const USAGE = `customer -- erase ID  [--json]   everything about a customer, in every service, for good
customer -- export ID [--json]   everything that is held on a customer, as JSON`;

export interface CommandIo {
  readonly environment: Environment;
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
}

interface Right {
  readonly setting: ServiceAddress;
  use(client: OperatorClient, id: string, io: CommandIo & { readonly json: boolean }): Promise<void>;
}

const RIGHTS: Readonly<Record<string, Right>> = {
  erase: {
    setting: 'INGESTION_URL',
    async use(client, id, { stdout, json }) {
      const erased = await client.delete(`/v1/customers/${encodeURIComponent(id)}`);
      stdout.write(
        json ? `${JSON.stringify(erased)}\n` : `${id} is erased: every service deletes what it holds, and the id is refused from now on.\n`,
      );
    },
  },
  export: {
    setting: 'MUNSHI_URL',
    async use(client, id, { stdout, json }) {
      const held = await client.get(`/v1/customers/${encodeURIComponent(id)}/export`);
      stdout.write(`${JSON.stringify(held, null, json ? 0 : 2)}\n`);
    },
  },
};

/** @throws AppError `OPTION_INVALID` with the usage */
function readOptions(argv: readonly string[]): { readonly right: Right; readonly id: string; readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [action = '', id = '', ...more] = positionals;
    const right = Object.hasOwn(RIGHTS, action) ? RIGHTS[action] : undefined;
    if (right === undefined) throw new Error('Say erase or export.');
    if (id === '' || more.length > 0) throw new Error('Say the ID of one customer.');
    return { right, id, json: values.json };
  } catch (error) {
    throw new AppError(`${(error as Error).message}\n${USAGE}`, { code: 'OPTION_INVALID', failure: 'invalid' });
  }
}

/** A customer's rights, in the running system. @throws AppError `OPTION_INVALID`, `SYSTEM_AWAY`, `SYSTEM_REFUSED` */
export async function customer(argv: readonly string[], io: CommandIo): Promise<void> {
  const { right, id, json } = readOptions(argv);
  const client = createOperatorClient({
    url: addressOf(io.environment, right.setting),
    operatorToken: readSecret(io.environment, 'OPERATOR_TOKEN'),
    setting: right.setting,
  });
  await right.use(client, id, { ...io, json });
}

if (import.meta.main) {
  try {
    await customer(process.argv.slice(2), { environment: readEnvironment(), stdout: process.stdout, stderr: process.stderr });
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
