import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { afterAll, describe } from 'vitest';
import { startProcesses } from './processes.ts';
import { describeScenarios } from './scenarios.ts';

const kafka = await kafkaServer();
const postgres = await postgresServer();
afterAll(async () => {
  await kafka.close();
  await postgres.close();
});
const suite = kafka.absent === null ? postgres.suite('five processes') : kafka.suite('five processes');

describe.skipIf(kafka.absent ?? postgres.absent)(suite, () => {
  describeScenarios('on Kafka and PostgreSQL', () => startProcesses(kafka, postgres));
});
