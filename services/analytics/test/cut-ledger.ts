import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@munshi/database/migrations';
import { openDatabase } from '@munshi/database/open-database';
import type { NewEvent, TransactionalHandler } from '@munshi/delivery/delivery';
import type { MunshiEvent } from '@munshi/events/event';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { sql } from 'kysely';
import type { AnalyticsContext } from '../src/handlers/apply-batch.ts';
import { createBankCustomersHandler } from '../src/handlers/bank-customers.ts';
import { createBankTransactionsHandler } from '../src/handlers/bank-transactions.ts';
import { createCustomerFeedbackHandler } from '../src/handlers/customer-feedback.ts';
import { createCustomerPreferencesHandler } from '../src/handlers/customer-preferences.ts';
import { createAnalyticsMetrics } from '../src/metrics.ts';
import { migrations } from '../src/store/migrations/migrations.ts';
import { NO_MODELS } from '../src/store/model-repository.ts';

/** Events of one topic that come together. */
export interface Cut {
  readonly topic: string;
  readonly events: readonly MunshiEvent<unknown>[];
}

/** What is promised to be the same however events come in batches, by a name that says of what it is. */
export type Outcome = Readonly<Record<string, unknown>>;

/** The service's handlers on the embedded database, given batches by hand. */
export async function openCutLedger() {
  const folder = mkdtempSync(join(tmpdir(), 'munshi-cuts-'));
  const server = await openDatabase({ DATA_DIR: folder }, { logger });
  const database = server.connect({ name: 'analytics', connections: 1 });
  await migrate(database, 'analytics', migrations);
  const metrics = createAnalyticsMetrics(createMetrics());
  const context: AnalyticsContext = { models: () => NO_MODELS, metrics, timeZone: 'Asia/Kolkata', currency: 'INR' };
  const handlers: readonly TransactionalHandler<never>[] = [
    createBankCustomersHandler(context),
    createBankTransactionsHandler(context),
    createCustomerFeedbackHandler(context),
    createCustomerPreferencesHandler(context),
  ] as never;

  /** Everything from nothing, in these cuts. */
  async function run(cuts: Iterable<Cut>): Promise<Outcome> {
    await sql`truncate analytics.customers, analytics.transactions, analytics.money, analytics.merchant_days,
      analytics.scored_payments`.execute(database.sql);
    const emitted: NewEvent[] = [];
    for (const { topic, events } of cuts) {
      const handler = handlers.find((one) => one.topic.name === topic);
      await database.transaction(async (tx) =>
        handler?.apply(events as never, { tx, emit: (event) => void emitted.push(event as NewEvent) }),
      );
    }
    return { ...(await rowsOf(database.sql)), ...newestOf(emitted) };
  }

  async function close(): Promise<void> {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { run, close };
}

/** How often something was said, and what is looked at once a batch or a day, follow from the batches; what was said of spending does not. */
async function rowsOf(database: Parameters<ReturnType<typeof sql>['execute']>[0]): Promise<Outcome> {
  const { rows } = await sql<{ name: string; row: unknown }>`
    select 'transaction ' || customer_id || '/' || source || '/' || transaction_id as name, to_jsonb(t) - 'revision' as row
      from analytics.transactions t
    union all
    select 'state ' || customer_id || '/' || field.key, case field.key when 'said' then field.value #> '{spending,1}' else field.value end
      from analytics.customers, jsonb_each(state) field
    union all
    select 'money ' || customer_id || '/' || field.key, field.value from analytics.money, jsonb_each(money) field where field.key <> 'said'
    union all
    select 'merchant ' || merchant_id || ' ' || date || ' ' || known_on, to_jsonb(array[payments, frauds]) from analytics.merchant_days
    union all
    select 'sample ' || customer_id || '/' || transaction_id, to_jsonb(s) from analytics.scored_payments s`.execute(database);
  return Object.fromEntries(rows.map(({ name, row }) => [name, row]));
}

const ASKED_OF = new Set(['insights.transactions', 'insights.anomalies', 'insights.spending']);

/** The newest of each subject, without the day it was said on. */
function newestOf(emitted: readonly NewEvent[]): Outcome {
  const newest = emitted
    .filter(({ topic }) => ASKED_OF.has(topic.name))
    .map(({ topic, subject, data }) => {
      const { asOf: _, ...content } = data as { readonly asOf?: string };
      return [`said ${topic.name} ${subject}`, content] as const;
    });
  return Object.fromEntries(newest);
}
