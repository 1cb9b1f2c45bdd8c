import { setTimeout as pause } from 'node:timers/promises';
import { createBank, historyStart } from '@munshi/bank-simulator/simulate';
import { OPERATOR_TOKEN } from './installation.ts';

const A_POST = 50;
const RETRY_MS = 250;
const UNTIL = '2026-11-20';
const TRANSACTIONS_A_CUSTOMER = 400;

export interface Feed {
  /** Ids that ingestion has answered for. */
  readonly acknowledged: ReadonlySet<string>;
  /** Resolves when everything is acknowledged. */
  readonly done: Promise<void>;
}

export interface FeedOptions {
  /** Where ingestion answers. */
  readonly url: string;
  readonly events: number;
  /** Events a second. */
  readonly rate: number;
  readonly seed: number;
  /** Awaited between customers' profiles and their transactions, with how many customers there are by then. */
  known?(customers: number): Promise<void>;
}

/** Posts a simulated bank's transactions as they would happen, and repeats each call until it is answered. */
export function startFeed({ url, events, rate, seed, known }: FeedOptions): Feed {
  const acknowledged = new Set<string>();
  const customers = Math.max(2, Math.ceil(events / TRANSACTIONS_A_CUSTOMER));
  const bank = createBank({ customers, seed, from: historyStart({ months: 24, until: UNTIL }), until: UNTIL });

  async function feed(): Promise<void> {
    const begun = performance.now();
    const profiles: unknown[] = [];
    let part: { transactionId: string }[] = [];
    let sent = 0;
    let told = 0;
    for (const { record, ...data } of bank.history()) {
      if (record === 'customer') profiles.push(data);
      if (record !== 'transaction') continue;
      if (profiles.length > 0) {
        told += profiles.length;
        await post('/v1/customers', profiles.splice(0), 'customers');
        await known?.(told);
      }
      part.push(data as unknown as { transactionId: string });
      if (part.length < A_POST && sent + part.length < events) continue;
      await post('/v1/transactions', part, `transactions-${sent}`);
      for (const { transactionId } of part) acknowledged.add(transactionId);
      sent += part.length;
      part = [];
      if (sent >= events) return;
      await pause(Math.max(0, begun + (sent / rate) * 1000 - performance.now()));
    }
    throw new Error(`the bank has only ${sent} transactions: fewer events, or another seed`);
  }

  async function post(path: string, records: readonly unknown[], key: string): Promise<void> {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json', 'idempotency-key': `chaos-${key}` };
    for (;;) {
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(records) }).catch(() => null);
      if (answer?.ok) {
        const { rejected } = (await answer.json()) as { rejected: readonly unknown[] };
        if (rejected.length > 0) throw new Error(`ingestion refused ${JSON.stringify(rejected[0])}`);
        return;
      }
      if (answer !== null && answer.status < 500) throw new Error(`ingestion answered ${answer.status}: ${await answer.text()}`);
      await answer?.body?.cancel();
      await pause(RETRY_MS);
    }
  }

  return { acknowledged, done: feed() };
}
