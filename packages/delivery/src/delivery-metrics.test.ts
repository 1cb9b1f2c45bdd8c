import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createDeliveryMetrics } from './delivery-metrics.ts';

const lagOf = (messages: number | null, seconds: number | null) => ({ messages: async () => messages, seconds: () => seconds });

test('services share a registry, each under its own name', async () => {
  const registry = new Registry();
  const analytics = createDeliveryMetrics(registry, 'analytics', lagOf(7, 1.5));
  const gateway = createDeliveryMetrics(registry, 'chat-gateway', lagOf(null, null));
  analytics.applied('bank.transactions', 3);
  analytics.buried('bank.transactions', 'failed');
  analytics.retried('TEST_AWAY');
  analytics.startBatch('bank.transactions')();
  gateway.applied('notifications', 1);
  const text = await registry.metrics();
  expect(text).toContain('munshi_analytics_events_applied_total{topic="bank.transactions"} 3');
  expect(text).toContain('munshi_analytics_dead_letters_total{topic="bank.transactions",failure="failed"} 1');
  expect(text).toContain('munshi_analytics_retries_total{code="TEST_AWAY"} 1');
  expect(text).toContain('munshi_analytics_batch_seconds_count{topic="bank.transactions"} 1');
  expect(text).toContain('munshi_analytics_lag_messages 7');
  expect(text).toContain('munshi_analytics_lag_seconds 1.5');
  expect(text).toContain('munshi_chat_gateway_events_applied_total{topic="notifications"} 1');
});

test('the same service twice on one registry goes on counting', async () => {
  const registry = new Registry();
  createDeliveryMetrics(registry, 'analytics', lagOf(1, 0)).applied('bank.transactions', 1);
  createDeliveryMetrics(registry, 'analytics', lagOf(2, 0)).applied('bank.transactions', 1);
  const text = await registry.metrics();
  expect(text).toContain('munshi_analytics_events_applied_total{topic="bank.transactions"} 2');
  expect(text).toContain('munshi_analytics_lag_messages 2');
});

test('without a registry it counts nothing', () => {
  const metrics = createDeliveryMetrics(undefined, 'analytics', lagOf(1, 0));
  metrics.applied('bank.transactions', 1);
  metrics.startBatch('bank.transactions')();
});
