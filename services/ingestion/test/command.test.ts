import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingest } from '../src/commands/ingest.ts';
import { type Ingestion, OPERATOR_TOKEN, type OpenPorts, openPorts, startIngestion } from './running-ingestion.ts';

const folder = mkdtempSync(join(tmpdir(), 'munshi-command-'));
const file = join(folder, 'rows.csv');
let ports: OpenPorts;
let ingestion: Ingestion;
let url = '';

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  url = await ingestion.http.listen({ port: 0, host: '127.0.0.1' });
  writeFileSync(file, 'transactionId,customerId,amount,date\nc1,CMD,-12.50,2026-01-02\nc2,CMD,much,2026-01-02\n');
});
afterAll(async () => {
  await ingestion?.service.stop();
  await ingestion?.http.close();
  await ports?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(argv: string[], environment: Record<string, string> = { INGESTION_URL: url, OPERATOR_TOKEN }) {
  let [out, err] = ['', ''];
  const code = await ingest(argv, { environment, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) } });
  return { code, out, err };
}

test('uploads, follows the job and prints it as one JSON object, progress beside it', async () => {
  const { code, out, err } = await run([file, '--json']);
  expect(JSON.parse(out)).toMatchObject({
    state: 'done',
    live: false,
    read: 2,
    accepted: 1,
    rejected: 1,
    sums: [{ minor: 1250, currency: 'INR' }],
  });
  expect(code).toBe(0);
  expect(err).toContain('rows.csv');
});

test('reports to people, and the token may come from the data folder', async () => {
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ OPERATOR_TOKEN }));
  const { code, out } = await run([file, '--live'], { INGESTION_URL: url, DATA_DIR: folder });
  expect(out).toMatch(/duplicates +1\n/);
  expect(out).toContain('AMOUNT_INVALID');
  expect(code).toBe(0);
});

test.each([
  ['no file', [], 2],
  ['a file that is not there', ['nowhere.csv'], 2],
  ['an option that it does not know', ['x', '--what'], 2],
  ['a kind that it does not know', ['x', '--kind', 'pigeons'], 2],
] as const)('is not understood with %s', async (_name, argv, code) => expect((await run([...argv])).code).toBe(code));

test('fails where the system is away, refuses, or the file is none of ours', async () => {
  expect(await run([file], { INGESTION_URL: 'http://127.0.0.1:9', OPERATOR_TOKEN })).toMatchObject({ code: 1, out: '' });
  expect(await run([file], { INGESTION_URL: url, OPERATOR_TOKEN: 'x'.repeat(40) })).toMatchObject({ code: 1 });
  const other = join(folder, 'other.csv');
  writeFileSync(other, 'a,b\n1,2\n');
  const { code, out } = await run([other, '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ state: 'failed', error: { code: 'FORMAT_UNKNOWN' } });
});
