import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bus } from '@munshi/bus/bus';
import { BusUnavailableError } from '@munshi/bus/errors';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BATCH_SIZE } from '../src/domain/lines/raw-batches.ts';
import { type OpenPorts, openPorts, type PortsEnvironment, readTopics, startIngestion } from './running-ingestion.ts';

/** 3,000 rows in six batches, the 700th refused; two rows each of 1,500 customers. */
const csv = (prefix: string): string => {
  const rows = Array.from({ length: 3000 }, (_, index) => {
    const amount = index === 700 ? 'nothing' : '-1.00';
    return `${prefix}${index},${prefix}C${index % 1500},${amount},2026-01-02`;
  });
  return `transactionId,customerId,amount,date\n${rows.join('\n')}\n`;
};

/** The bus through which the n-th publish is `fault`. */
function faulty(bus: Bus, nth: number, fault: (store: () => Promise<void>) => Promise<void>): Bus {
  let calls = 0;
  return new Proxy(bus, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (name === 'publish') {
        return (records: Parameters<Bus['publish']>[0]) => {
          calls += 1;
          return calls === nth ? fault(() => target.publish(records)) : target.publish(records);
        };
      }
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** What must hold whatever dies when, on ports of `environment`. */
export function faultScenarios(environment: PortsEnvironment): void {
  let ports: OpenPorts;
  let topics: Awaited<ReturnType<typeof readTopics>>;

  beforeAll(async () => {
    ports = await openPorts(environment);
    topics = await readTopics(ports.bus, 'faults');
  });
  afterAll(async () => {
    await topics?.stop();
    await ports?.close();
  });

  test('a process that dies between the bus and its own place publishes the same events again, and loses no line', async () => {
    let stored = false;
    const dies = faulty(ports.bus, 3, async (store) => {
      await store();
      stored = true;
      return new Promise(() => undefined);
    });
    const killed = await startIngestion(ports, dies);
    const { jobId } = await killed.upload('kill.csv', csv('K'));
    await eventually('the third batch is on the bus and nowhere else', () => stored);
    // what a broken connection and a dead process leave behind
    writeFileSync(join(ports.dataDir, 'uploads', 'half.upload.part'), 'half');

    const next = await startIngestion(ports);
    const job = await eventually('the next process ends the job', async () => {
      const now = await next.job(jobId);
      return now.state === 'done' ? now : null;
    });
    expect(job).toMatchObject({ read: 3000, accepted: 2999, rejected: 1, duplicates: 0, sums: [{ minor: 299_900, currency: 'INR' }] });
    await topics.settled();
    const mine = topics.transactions.filter(({ subject }) => subject.startsWith('bank/K'));
    expect(mine).toHaveLength(2999 + BATCH_SIZE);
    expect(new Map(mine.map(({ id, subject }) => [id, subject])).size).toBe(2999);
    expect(mine.every(({ sequence }) => sequence === 1)).toBe(true);
    await next.service.stop();
  }, 60_000);

  test('a bus that is away holds the job up and loses nothing; readiness says what it waits for', async () => {
    let back = false;
    const away: Bus = new Proxy(ports.bus, {
      get(target, name) {
        const member = Reflect.get(target, name) as unknown;
        if (name === 'publish' && !back) return async () => Promise.reject(new BusUnavailableError('away'));
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const ingestion = await startIngestion(ports, away);
    const { jobId } = await ingestion.upload('away.csv', csv('A'));
    await eventually('it waits', async () => (await ingestion.service.readiness()).detail.waitingFor === 'BUS_UNAVAILABLE');
    expect(
      await ingestion.post('/v1/transactions', [
        { transactionId: 'x', customerId: 'X', amount: { minor: 1, currency: 'INR' }, date: '2026-01-02' },
      ]),
    ).toMatchObject({
      status: 503,
      body: { code: 'BUS_UNAVAILABLE' },
    });
    back = true;
    const job = await eventually('it goes on', async () => {
      const now = await ingestion.job(jobId);
      return now.state === 'done' ? now : null;
    });
    expect(job).toMatchObject({ read: 3000, accepted: 2999, rejected: 1 });
    await ingestion.service.stop();
  }, 60_000);

  test('a service that is stopped within a job goes on at the next start', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = false;
    const slow = faulty(ports.bus, 2, async (store) => {
      reached = true;
      await held;
      await store();
    });
    const first = await startIngestion(ports, slow);
    const { jobId } = await first.upload('stop.csv', csv('S'));
    await eventually('the second batch is on its way', () => reached);
    const stopping = first.service.stop();
    release();
    await stopping;
    expect((await first.post('/v1/transactions', [])).status).toBe(503);
    const second = await startIngestion(ports);
    const job = await eventually('it ends', async () => {
      const now = await second.job(jobId);
      return now.state === 'done' ? now : null;
    });
    expect(job).toMatchObject({ read: 3000, accepted: 2999, rejected: 1, duplicates: 0 });
    await topics.settled();
    expect(topics.transactions.filter(({ subject }) => subject.startsWith('bank/S'))).toHaveLength(2999);
    await second.service.stop();
  }, 60_000);
}
