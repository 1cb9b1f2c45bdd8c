import { allOrNone, type Environment, flag, type SettingsRule } from '@munshi/service-kit/settings';
import { z } from 'zod';

const brokers = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((broker) => broker.trim())
      .filter((broker) => broker !== ''),
  )
  .refine((list) => list.length > 0 && list.every((broker) => /^.+:\d{1,5}$/.test(broker)), 'is not a list of host:port');

const mechanism = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'is none of plain, scram-sha-256, scram-sha-512'));

/** Which bus, and how to reach it. Without `KAFKA_BROKERS` it is the log table of the database, for one process. */
export const busSettings = z.object({
  KAFKA_BROKERS: brokers
    .optional()
    .meta({ description: 'Kafka brokers, `host:port,host:port`; without it one process on the embedded bus' }),
  KAFKA_CLIENT: z.enum(['kafkajs']).default('kafkajs').meta({ description: 'Kafka client library' }),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,100}$/, 'may hold letters, digits, `.`, `_` and `-`, at most 100')
    .default('')
    .meta({ description: 'Put before topic and group names, so that several installations can share a cluster' }),
  KAFKA_SASL_MECHANISM: mechanism.optional().meta({ description: 'plain, scram-sha-256 or scram-sha-512' }),
  KAFKA_SASL_USERNAME: z.string().optional().meta({ description: 'SASL user' }),
  KAFKA_SASL_PASSWORD: z.string().optional().meta({ description: 'SASL password', secret: true }),
  KAFKA_SSL_ENABLED: flag.default(false).meta({ description: 'TLS to the brokers' }),
  KAFKA_SSL_CA: z.string().optional().meta({ description: 'Certificate authority of the brokers: PEM, or the path of a PEM file' }),
  KAFKA_SSL_CERT: z.string().optional().meta({ description: 'Client certificate: PEM, or the path of a PEM file' }),
  KAFKA_SSL_KEY: z.string().optional().meta({ description: 'Key of the client certificate: PEM, or the path of a PEM file', secret: true }),
});

export type BusSettings = z.output<typeof busSettings>;

const SSL_FILES = ['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'] as const;

function given(environment: Environment, names: readonly string[]): string[] {
  return names.filter((name) => environment[name] !== undefined);
}

function needBrokers(environment: Environment): string[] {
  if (environment.KAFKA_BROKERS !== undefined) return [];
  const orphans = given(environment, [
    'KAFKA_SASL_MECHANISM',
    'KAFKA_SASL_USERNAME',
    'KAFKA_SASL_PASSWORD',
    'KAFKA_SSL_ENABLED',
    ...SSL_FILES,
  ]);
  return orphans.length === 0 ? [] : [`KAFKA_BROKERS: missing, while ${orphans.join(', ')} is set`];
}

function needSsl(environment: Environment): string[] {
  const files = given(environment, SSL_FILES);
  const enabled = ['true', '1', 'on'].includes(environment.KAFKA_SSL_ENABLED ?? '');
  return files.length === 0 || enabled ? [] : [`KAFKA_SSL_ENABLED: not on, while ${files.join(', ')} is set`];
}

export const rules: readonly SettingsRule[] = [
  allOrNone('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'),
  allOrNone('KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'),
  needBrokers,
  needSsl,
];
