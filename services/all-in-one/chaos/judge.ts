import type { Bus, ReceivedRecord } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { insightsAnomalies, insightsRecommendations } from '@munshi/events/insights';
import { notificationsDecisions } from '@munshi/events/notification';
import type { ServiceName, TopicDefinition } from '@munshi/events/topic';
import { SERVICES, TOPICS } from '@munshi/events/topics';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { checkApplied, checkLog, merge, NOTHING, type Observed, type Verdict } from './history.ts';

const SETTLE_LIMIT_MS = 600_000;
const CONSUMERS = ['analytics', 'notification'] as const;

export interface Looked {
  readonly verdict: Verdict;
  readonly deadLetters: number;
  /** Distinct events by topic. */
  readonly events: Readonly<Record<string, number>>;
  /** Records on the topics beyond their distinct events. */
  readonly repeats: number;
}

/** Resolves when nothing is left to be handled or published. */
export async function settled(bus: Bus, database: Database, services: readonly ServiceName[] = CONSUMERS): Promise<void> {
  await eventually(
    'everything applied and published',
    async () => {
      for (const service of services) {
        const consumed = TOPICS.filter(({ consumers }) => consumers.includes(service));
        if ((await bus.lag(service, consumed)).messages > 0 || (await count(database, `${service}.outbox`)) > 0) return false;
      }
      return true;
    },
    SETTLE_LIMIT_MS,
  );
}

/** Events that a service has applied. */
export async function progressOf(database: Database, service: (typeof CONSUMERS)[number]): Promise<number> {
  return count(database, `${service}.inbox`);
}

/** Reads every topic and every table, and compares. */
export async function judge(bus: Bus, database: Database, acknowledged: ReadonlySet<string>): Promise<Looked> {
  const { logs, published } = await readLogs(bus);
  const logOf = ({ name }: Pick<TopicDefinition, 'name'>): readonly Observed[] => logs.get(name) ?? [];
  const { rows } = await sql<{ id: string }>`select transaction_id as id from analytics.transactions`.execute(database.sql);
  const applied = rows.map(({ id }) => id);
  const known = new Set(applied);
  const decisions = logOf(notificationsDecisions);
  const verdicts = [
    checkApplied(acknowledged, [...published]),
    { ...checkApplied(acknowledged, applied), lost: [], unseen: [...acknowledged].filter((id) => !known.has(id)) },
    ...TOPICS.map((topic) => checkLog(logOf(topic), topic.kind === 'state')),
    await checkInbox(logs, database),
    checkDecisions(distinct([...logOf(insightsAnomalies), ...logOf(insightsRecommendations)]), decisions),
  ];
  const all = [...logs.values()].flat();
  return {
    verdict: merge(verdicts),
    deadLetters: SERVICES.reduce((sum, service) => sum + logOf(deadLettersOf(service)).length, 0),
    events: Object.fromEntries([...logs].filter(([, log]) => log.length > 0).map(([topic, log]) => [topic, distinct(log)])),
    repeats: all.length - [...logs.values()].reduce((sum, log) => sum + distinct(log), 0),
  };
}

/** One place of the inbox an event: none was left out, none taken that was not published. */
async function checkInbox(logs: ReadonlyMap<string, readonly Observed[]>, database: Database): Promise<Verdict> {
  const unseen: string[] = [];
  for (const service of CONSUMERS) {
    const consumed = TOPICS.filter(({ consumers }) => consumers.includes(service as ServiceName));
    const published = consumed.reduce((sum, { name }) => sum + distinct(logs.get(name) ?? []), 0);
    const taken = await count(database, `${service}.inbox`);
    if (taken !== published) unseen.push(`${service}: ${published} events published, ${taken} applied`);
  }
  return { ...NOTHING, unseen };
}

/** What was found and can be told is decided on: never more decisions than causes, and some. */
function checkDecisions(causes: number, decisions: readonly Observed[]): Verdict {
  const found = distinct(decisions);
  const problem = causes > 0 && found === 0 ? [`${causes} insights and no decision`] : [];
  return { ...NOTHING, lost: problem };
}

async function readLogs(bus: Bus): Promise<{ logs: Map<string, Observed[]>; published: ReadonlySet<string> }> {
  const topics = [...TOPICS, ...SERVICES.map(deadLettersOf)];
  await bus.ensureTopics(topics);
  const logs = new Map<string, Observed[]>(topics.map(({ name }) => [name, []]));
  const published = new Set<string>();
  await bus.readAll(topics, (record) => {
    logs.get(record.topic)?.push(observe(record));
    if (record.topic === bankTransactions.name) published.add(JSON.parse(String(record.value)).transactionId);
  });
  return { logs, published };
}

function observe({ topic, key, headers }: ReceivedRecord): Observed {
  return { topic, key, subject: headers.ce_subject ?? '', eventId: headers.ce_id ?? '', sequence: Number(headers.ce_sequence) };
}

function distinct(log: readonly Observed[]): number {
  return new Set(log.map(({ topic, eventId }) => `${topic}/${eventId}`)).size;
}

async function count(database: Database, table: string): Promise<number> {
  const [schema = '', name = ''] = table.split('.');
  const { rows } = await sql<{ n: string }>`select count(*)::text as n from ${sql.id(schema, name)}`.execute(database.sql);
  return Number(rows[0]?.n);
}
