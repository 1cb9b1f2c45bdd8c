import { loadSettings, SettingsError } from '@munshi/service-kit/settings';
import { expect, it } from 'vitest';
import { busSettings, rules } from './settings.ts';

function problemsOf(environment: Record<string, string>): unknown {
  try {
    loadSettings(busSettings, environment, rules);
  } catch (error) {
    return error instanceof SettingsError ? error.details.problems : error;
  }
  return [];
}

it('needs nothing', () => {
  expect(loadSettings(busSettings, {}, rules)).toMatchObject({ KAFKA_CLIENT: 'kafkajs', KAFKA_PREFIX: '', KAFKA_SSL_ENABLED: false });
});

it('takes brokers as a list, and a mechanism in any case', () => {
  const settings = loadSettings(
    busSettings,
    {
      KAFKA_BROKERS: 'a:9092, b:9093,',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'p',
      KAFKA_SSL_ENABLED: 'true',
      KAFKA_SSL_CA: '/etc/ca.pem',
    },
    rules,
  );
  expect(settings).toMatchObject({ KAFKA_BROKERS: ['a:9092', 'b:9093'], KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SSL_ENABLED: true });
});

it.each([
  [{ KAFKA_BROKERS: 'no-port' }, ['KAFKA_BROKERS']],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_CLIENT: 'other' }, ['KAFKA_CLIENT']],
  [{ KAFKA_PREFIX: 'a b' }, ['KAFKA_PREFIX']],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_SASL_USERNAME: 'u' }, ['KAFKA_SASL_MECHANISM']],
  [{ KAFKA_SSL_ENABLED: 'true' }, ['KAFKA_BROKERS']],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_SSL_CA: 'ca.pem' }, ['KAFKA_SSL_ENABLED']],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_SSL_ENABLED: 'on', KAFKA_SSL_KEY: 'k' }, ['KAFKA_SSL_CERT']],
])('refuses %j', (environment, named) => {
  expect(problemsOf(environment)).toEqual(named.map((name) => expect.stringContaining(name)));
});
