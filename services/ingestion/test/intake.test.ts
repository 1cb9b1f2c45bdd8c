import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingestion, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

const own = mkdtempSync(join(tmpdir(), 'munshi-intake-'));
const watched = join(own, 'watched');
const settings = { INGEST_FOLDER: watched };
let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  // what a process left that died while it took a file in
  mkdirSync(join(watched, '.taken'), { recursive: true });
  writeFileSync(join(watched, '.taken', '11111111-1111-4111-8111-111111111111 transactions left.csv'), csv('left', 'LEFT'));
  ingestion = await startIngestion(ports, ports.bus, settings);
  topics = await readTopics(ports.bus, 'intake');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ports?.close();
  rmSync(own, { recursive: true, force: true });
});

const csv = (id: string, customerId: string): string => `transactionId,customerId,amount,date\n${id},${customerId},-1.00,2026-01-02\n`;
const arrived = (customerId: string) =>
  eventually(`a transaction of ${customerId}`, () => topics.transactions.find(({ key }) => key === customerId) ?? null);

describe('the watched folder', () => {
  test('takes in each file once, live, and moves it to done; what is still being written is left', async () => {
    writeFileSync(join(watched, 'new.csv'), csv('new', 'NEW'));
    writeFileSync(join(watched, 'half.csv.part'), 'half');
    writeFileSync(join(watched, 'customers', 'crm.csv'), 'cif,name\nCRM1,Asha\n');
    expect((await arrived('NEW')).intake).toBe('live');
    await eventually('the customer', () => topics.customers.some(({ key }) => key === 'CRM1'));
    expect(readdirSync(join(watched, 'done')).some((name) => name.endsWith(' new.csv'))).toBe(true);
    expect(existsSync(join(watched, 'new.csv'))).toBe(false);
    expect(existsSync(join(watched, 'half.csv.part'))).toBe(true);
  });

  test('goes on with a file that a process before it had claimed', async () => {
    expect((await arrived('LEFT')).subject).toBe('bank/left');
    expect((await ingestion.job('11111111-1111-4111-8111-111111111111')).accepted).toBe(1);
  });
});

test('settings that name no topic or no mapping stop the start', async () => {
  const start = (INGEST_TOPICS: string) => startIngestion(ports, ports.bus, { INGEST_TOPICS });
  await expect(start('a b')).rejects.toThrow('is not topic[:partitions][=mapping file]');
  await expect(start('a=/nowhere.json')).rejects.toThrow('cannot be read');
});
