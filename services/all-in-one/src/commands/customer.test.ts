import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { customer } from './customer.ts';

const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
  const isKnown = request.url?.includes('C-1') ?? false;
  response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isKnown ? { customerId: 'C-1/2', status: 'erased' } : { title: 'There is no such customer' }));
});
let environment: Record<string, string>;
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  environment = { MUNSHI_URL: url, INGESTION_URL: url, OPERATOR_TOKEN: 'operator' };
});
afterAll(() => new Promise((resolve) => void server.close(resolve)));
beforeEach(() => void seen.splice(0));

async function run(...argv: string[]): Promise<string> {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) > 0 };
  await customer(argv, { environment, stdout, stderr: stdout } as Parameters<typeof customer>[1]);
  return written.join('');
}

test('erases by ingestion, with the operator’s token', async () => {
  expect(await run('erase', 'C-1/2')).toContain('C-1/2 is erased');
  expect(seen).toEqual(['DELETE /v1/customers/C-1%2F2 Bearer operator']);
  expect(JSON.parse(await run('erase', 'C-1', '--json'))).toEqual({ customerId: 'C-1/2', status: 'erased' });
});

test('exports from the gateway', async () => {
  expect(JSON.parse(await run('export', 'C-1'))).toMatchObject({ customerId: 'C-1/2' });
  expect(seen).toEqual(['GET /v1/customers/C-1/export Bearer operator']);
});

test('says what the system said where it refuses', async () => {
  await expect(run('export', 'nobody')).rejects.toThrow(/404: There is no such customer/);
});

test.each([[[]], [['erase']], [['forget', 'C-1']], [['export', 'C-1', 'C-2']], [['erase', 'C-1', '--all']]])(
  '%j shows the usage',
  async (argv) => {
    await expect(run(...argv)).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('customer -- erase ID') });
    expect(seen).toEqual([]);
  },
);
